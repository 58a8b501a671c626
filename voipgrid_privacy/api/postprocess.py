"""What the API's conventions add to every operation of the document."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from drf_spectacular.settings import spectacular_settings

from voipgrid_privacy.api.contract import RETURNED, Schema
from voipgrid_privacy.api.examples import Example, add_examples, story
from voipgrid_privacy.api.scopes import SCOPES
from voipgrid_privacy.kernel.errors import REGISTRY

PROBLEM = {"$ref": "#/components/responses/Problem"}
REACHED = (
    "roles.",
    "records.",
    "cookies.",
    "voipgrid_privacy.site.statements.",
    "voipgrid_privacy.api.",
    "voipgrid_privacy.kernel.",
)
EXAMPLES = {"date": "2026-03-01", "date-time": "2026-11-23T10:00:00Z"}
GOING = ("Deprecation", "Sunset", "Link")
ALWAYS = ("API-Version", "RateLimit", "RateLimit-Policy")
REFUSALS: dict[str, tuple[str, ...]] = {
    "get": ("400", "401", "403", "404", "429"),
    "post": ("400", "401", "403", "409", "429"),
}
REFUSALS["patch"] = ("400", "401", "403", "404", "412", "429")
REFUSALS["put"] = ("400", "401", "403", "404", "409", "412", "429")


def finish(result: Schema, generator: Any, request: Any, public: bool) -> Schema:  # noqa: ARG001
    """Add problems, headers, security and house style to the generated document."""
    result["info"]["x-audience"] = "external-partner"
    result["info"]["x-api-id"] = "5f1c6c52-93a9-4c5e-9a5e-6d7f8b7a1d42"
    result["tags"] = spectacular_settings.TAGS
    components = result.setdefault("components", {})
    components["securitySchemes"] = {"oauth2": _oauth2()}
    components["responses"] = {"Problem": _problem_response()}
    components["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in RETURNED.items()
    }
    components["schemas"] |= {"Problem": _problem()}
    examples = _examples()
    for method, operation in _operations(result):
        _finish_operation(method, operation)
        if example := examples.get(operation["operationId"]):
            add_examples(operation, example)
    if not any(operation.get("deprecated") for _method, operation in _operations(result)):
        for name in GOING[:2]:  # a document names no header that no answer has
            del components["headers"][name]
    _in_house_style(result)
    return result


def _examples() -> dict[str, Example]:
    """Return the first example of each operation."""
    found: dict[str, Example] = {}
    for example in story():
        found.setdefault(example.operation, example)
    return found


def _operations(result: Schema) -> Iterator[tuple[str, Schema]]:
    for methods in result["paths"].values():
        yield from methods.items()


def _finish_operation(method: str, operation: Schema) -> None:
    body = operation.get("requestBody", {"content": {"application/json": {}}})
    if "application/json" not in body["content"]:  # a file; of JSON its properties say it
        body["required"] = True
    if method == "put":  # makes what is not there yet
        operation["responses"]["201"] = deepcopy(operation["responses"]["200"])
    sent = {parameter["name"] for parameter in operation.get("parameters", ())}
    for status, response in operation["responses"].items():
        names = [*ALWAYS, *_own_headers(sent, status)]
        if operation.get("deprecated"):
            names += [name for name in GOING if name not in names]
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    if "If-None-Match" in sent:
        headers = {name: {"$ref": f"#/components/headers/{name}"} for name in (*ALWAYS, "ETag")}
        operation["responses"]["304"] = {"description": "Not changed", "headers": headers}
    for status in (*REFUSALS[method], "default"):
        operation["responses"][status] = PROBLEM


def _own_headers(sent: set[str], status: str) -> list[str]:
    paged = ["Link", "X-Total-Count"] if "cursor" in sent else []
    versioned = ["ETag"] if sent & {"If-Match", "If-None-Match", "Idempotency-Key"} else []
    return [*paged, *versioned, *(["Location"] if status == "201" else [])]


def _oauth2() -> Schema:
    scopes = {name: str(meaning) for name, meaning in SCOPES.items()}
    flow = {"tokenUrl": "/oauth/token", "scopes": scopes}
    return {"type": "oauth2", "flows": {"clientCredentials": flow}}


def _problem_response() -> Schema:
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        "description": "RFC 9457 problem",
        "headers": {"API-Version": {"$ref": "#/components/headers/API-Version"}},
        "content": {"application/problem+json": schema},
    }


def _problem() -> Schema:
    text = {"type": "string"}
    error = {"type": "object", "properties": {"pointer": text, "code": text, "message": text}}
    return {
        "type": "object",
        "description": "A refusal: what is wrong, where, and the law behind it.",
        "required": ["type", "title", "status", "detail", "instance", "code", "errors", "cites"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": text,
            "status": {"type": "integer", "format": "int32"},
            "detail": text,
            "instance": {"type": "string", "format": "uri-reference"},
            "code": {"type": "string", "x-known-codes": reached_codes()},
            "errors": {"type": "array", "items": error},
            "cites": {"type": "array", "items": text},
        },
    }


def reached_codes() -> list[str]:
    """Return the codes of every refusal that the API can meet; they never change meaning."""
    return sorted(code for code, kind in REGISTRY.items() if kind.__module__.startswith(REACHED))


def _in_house_style(node: Any) -> None:
    """Write enums as ``x-extensible-enum`` and give integers their size, everywhere."""
    if isinstance(node, list):
        for each in node:
            _in_house_style(each)
    if not isinstance(node, dict):
        return
    if "enum" in node:
        node["x-extensible-enum"] = [value for value in node.pop("enum") if value]
    if "integer" in (kinds := node.get("type", ())) or kinds == "integer":
        node.setdefault("format", "int32")
    form = node.get("format")  # a property may be called that as well
    if isinstance(form, str) and form in EXAMPLES:
        node.setdefault("example", EXAMPLES[form])
    node.pop("x-spec-enum-id", None)
    for each in node.values():
        _in_house_style(each)
