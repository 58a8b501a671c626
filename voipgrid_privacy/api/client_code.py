"""A thin typed client in Python, made from the API's document: a method per operation. Pure."""

import re
from collections.abc import Iterator
from textwrap import fill
from typing import Final

from voipgrid_privacy.api.contract import Schema

JSON: Final = "application/json"
HEAD: Final = '''\
"""Made by `manage.py openapi` from docs/reference/openapi.json: do not edit; see calling.py."""

from typing import Any, NotRequired, TypedDict, cast

from calling import Caller
'''
PLAIN: Final = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
}
SENT: Final = {"Idempotency-Key": "idempotency_key", "If-Match": "if_match"}
WIDTH: Final = 95


def client_code(document: Schema) -> str:
    """Return the text of the module."""
    shapes = (_shape(name, each) for name, each in document["components"]["schemas"].items())
    operations = (
        _method(method, path, each)
        for path, methods in document["paths"].items()
        for method, each in methods.items()
    )
    head = 'class Client(Caller):\n    """The API, an operation a method."""\n'
    return "\n\n".join([HEAD, *shapes, head]) + "\n" + "\n".join(operations)


def _shape(name: str, schema: Schema) -> str:
    """Return the class of a body or answer; names that may be absent say so."""
    required = set(schema.get("required", ()))
    lines = [f"class {name}(TypedDict):", *_docstring(schema.get("description", name), 4), ""]
    for each, inner in schema.get("properties", {}).items():
        kind = _quoted(_kind(inner))
        lines.append(f"    {each}: {kind if each in required else f'NotRequired[{kind}]'}")
    return "\n".join(lines).rstrip() + "\n"


def _quoted(kind: str) -> str:
    """Return a kind as it is written before its classes are there."""
    return kind if re.fullmatch(r"[a-z]+( \| None)?|Any|dict\[str, Any\]", kind) else f'"{kind}"'


def _kind(schema: Schema) -> str:
    """Return the Python type of a JSON value."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if several := schema.get("oneOf") or schema.get("anyOf") or schema.get("allOf"):
        return " | ".join(dict.fromkeys(_kind(each) for each in several))
    kinds = schema.get("type", "object")
    names = [kinds] if isinstance(kinds, str) else kinds
    return " | ".join(_one(name, schema) for name in names)


def _one(name: str, schema: Schema) -> str:
    if name == "array":
        return f"list[{_kind(schema.get('items', {}))}]"
    return PLAIN.get(name, "dict[str, Any]")


def _method(method: str, path: str, operation: Schema) -> str:
    """Return one operation as a method: what is in its address first, the rest by name."""
    parameters = operation.get("parameters", ())
    named = [each["name"] for each in parameters if each["in"] == "path"]
    query = [each for each in parameters if each["in"] == "query"]
    sent = [each["name"] for each in parameters if each["name"] in SENT]
    media = list(operation.get("requestBody", {}).get("content", {}))
    kind, is_json = _answered(operation["responses"])
    after = [*_given(operation, media), *_asked(query), *(f"{SENT[n]}: str = ''" for n in sent)]
    arguments = [
        "self",
        *(f"{each}: str | int" for each in named),
        *(["*", *after] if after else []),
    ]
    call = [f'"{method.upper()}"', f'"{path}"', f"[{', '.join(named)}]"]
    if query:
        call.append("query={" + ", ".join(f'"{q["name"]}": {q["name"]}' for q in query) + "}")
    if media:
        call.append("body=body" if JSON in media else "content=content, media=media")
    if sent:
        call.append("headers={" + ", ".join(f'"{n}": {SENT[n]}' for n in sent) + "}")
    asked = f"self.{'ask' if is_json else 'fetch'}({', '.join(call)})"
    lines = [
        f"    def {_snake(operation['operationId'])}(",
        *(f"        {each}," for each in arguments),
        f"    ) -> {kind}:",
        *_docstring(operation["description"].replace("`", ""), 8),
        f'        return cast("{kind}", {asked})' if is_json else f"        return {asked}",
    ]
    return "\n".join(lines).replace("''", '""') + "\n"


def _given(operation: Schema, media: list[str]) -> Iterator[str]:
    """Yield the body: typed where it is JSON, else bytes and what they are."""
    if JSON in media:
        yield f"body: {_kind(operation['requestBody']['content'][JSON]['schema'])}"
    elif media:
        yield "content: bytes"
        yield f'media: str = "{media[0]}"'


def _asked(query: list[Schema]) -> Iterator[str]:
    for each in query:
        kind = _kind(each["schema"])
        yield (
            f"{each['name']}: {kind}"
            if each.get("required")
            else f"{each['name']}: {kind} | None = None"
        )


def _answered(responses: Schema) -> tuple[str, bool]:
    """Return the type of what a success answers, and whether that is JSON only."""
    content = next(r for status, r in responses.items() if status.startswith("2")).get(
        "content", {}
    )
    if list(content) == [JSON]:
        return _kind(content[JSON]["schema"]), True
    return "bytes", False


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _docstring(text: str, indent: int) -> list[str]:
    """Return the first paragraph as a docstring."""
    first = " ".join(text.strip().split("\n\n")[0].split())
    pad = " " * indent
    told = fill(f'"""{first}"""', WIDTH - indent, break_long_words=False).split("\n")
    return [pad + line for line in told]
