"""The API's document as pages show it: addresses by resource, with parameters, bodies and answers.

Everything comes from the document that the API publishes, so that the two never differ.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from voipgrid_privacy.api.contract import Schema

JSON = "application/json"
PROBLEM = "#/components/responses/Problem"
DEEPEST = 3
LISTED = re.compile(r"\^\(([\w|\\.-]+)\)\$")
"""The pattern of a parameter that takes one of some words; a minus in front is said elsewhere."""


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter or property: name, how deep it stands, its kind, whether it must be there."""

    name: str
    depth: int
    kind: str
    required: bool
    words: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A status with what comes with it; ``media`` are the forms it can be had in."""

    status: str
    media: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """One method of one address."""

    anchor: str
    method: str
    path: str
    summary: str
    said: str
    scope: str
    parameters: tuple[Row, ...]
    body: tuple[Row, ...]
    files: tuple[str, ...]
    answer: Answer


@dataclass(frozen=True, slots=True)
class Resource:
    """The addresses of one resource."""

    tag: str
    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Going:
    """An operation that goes away: since when that is said, from when, and what instead."""

    method: str
    path: str
    since: date
    sunset: date
    instead: str


def resources(document: Schema) -> list[Resource]:
    """Return the resources in the order in which the document first names them."""
    found: dict[str, list[Address]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            made = _address(document, method, path, operation)
            found.setdefault(operation["tags"][0], []).append(made)
    return [Resource(tag, tuple(addresses)) for tag, addresses in found.items()]


def going(document: Schema) -> Iterator[Going]:
    """Yield the operations that go away, in the order of the document."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation.get("deprecated"):
                yield Going(
                    method=method.upper(),
                    path=path,
                    since=date.fromisoformat(operation["x-deprecated-on"]),
                    sunset=date.fromisoformat(operation["x-sunset-on"]),
                    instead=operation.get("x-successor", ""),
                )


def _address(document: Schema, method: str, path: str, operation: Schema) -> Address:
    body = operation.get("requestBody", {}).get("content", {})
    return Address(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=_plain(operation["summary"]),
        said=_plain(operation["description"]),
        scope=operation["security"][0]["oauth2"][0],
        parameters=tuple(_parameter(each) for each in operation.get("parameters", ())),
        body=tuple(_rows(document, body[JSON]["schema"])) if JSON in body else (),
        files=tuple(media for media in body if media != JSON),
        answer=_answer(document, operation["responses"]),
    )


def _parameter(given: Schema) -> Row:
    schema = given["schema"]
    place = "" if given["in"] == "query" else f" ({given['in']})"
    said = _plain(given.get("description", ""))
    required = given.get("required", False)
    return Row(given["name"] + place, 0, _kind(schema), required, _words(schema), said)


def _answer(document: Schema, responses: Schema) -> Answer:
    status, response = next((s, r) for s, r in responses.items() if s.startswith("2"))
    content = response.get("content", {})
    rows = _rows(document, content[JSON]["schema"]) if JSON in content else ()
    return Answer(status, tuple(content), tuple(rows))


def _rows(document: Schema, schema: Schema, depth: int = 0) -> Iterator[Row]:
    """Yield the properties of a schema and, indented, of what they hold."""
    found = _resolved(document, schema)
    for name, given in found.get("properties", {}).items():
        inner = _resolved(document, _item(given))
        said = _plain(given.get("description", ""))
        required = name in found.get("required", ())
        yield Row(name, depth, _kind(given, inner), required, _words(inner), said)
        if depth < DEEPEST:
            yield from _rows(document, inner, depth + 1)


def _plain(text: str) -> str:
    """Return a description without the marks that programs read."""
    return text.replace("`", "")


def _item(schema: Schema) -> Schema:
    """Return what a list holds; anything else as it is."""
    item: Schema = schema.get("items", schema)
    return item


def _resolved(document: Schema, schema: Schema) -> Schema:
    """Return the schema that a reference names, also one that may be null."""
    one = next((each for each in _choices(schema) if "$ref" in each), schema)
    if "$ref" not in one:
        return schema
    named: Schema = document["components"]["schemas"][one["$ref"].rpartition("/")[2]]
    return named


def _choices(schema: Schema) -> list[Schema]:
    found: list[Schema] = [schema, *schema.get("oneOf", ()), *schema.get("allOf", ())]
    return found


def _words(schema: Schema) -> tuple[str, ...]:
    words: Any = schema.get("x-extensible-enum") or ()
    if listed := LISTED.fullmatch(schema.get("pattern", "")):
        plain = listed[1].replace("\\", "")
        words = [word for word in plain.split("|") if not word.startswith("-")]
    return tuple(str(word) for word in words)


def _kind(schema: Schema, inner: Schema | None = None) -> str:
    """Return what kind of JSON value it is, in the document's own words."""
    if "items" in schema:
        return f"[{_kind(inner or schema['items'])}]"
    usual = "string" if "pattern" in schema else "object"
    kinds = schema.get("type") or (inner or {}).get("type") or usual
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    form = schema.get("format", "")
    precise = form if form in {"date", "date-time", "uuid", "uri", "email", "binary"} else ""
    return " | ".join(precise or name if name == "string" else name for name in names)
