"""Every example of the document is sent, in the order of its story, and answers as documented."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from jsonschema import Draft202012Validator, FormatChecker

from cookies.scanner.choices import ProofWay
from tests.api.conftest import API, Reseller
from tests.api.lived import GIVEN, known_at_first
from voipgrid_privacy.api.examples import Example, named, story

pytestmark = pytest.mark.django_db
DOCUMENT = json.loads(
    (Path(__file__).parents[2] / "docs/reference/openapi.json").read_text(encoding="utf-8")
)
OPERATIONS = {
    operation["operationId"]: (path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}


def closed(node: Any) -> Any:
    """Return a schema in which a property that is not described is wrong, and so is a word."""
    if isinstance(node, list):
        return [closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {("enum" if k == "x-extensible-enum" else k): closed(v) for k, v in node.items()}
    if isinstance(made.get("enum"), list) and "null" in made.get("type", ()):
        made["enum"] = [*made["enum"], None]
    if "properties" in made and made.get("type") == "object":
        made.setdefault("additionalProperties", False)
    return made


COMPONENTS = closed(DOCUMENT["components"])


def wrong(operation: dict[str, Any], answer: HttpResponse) -> str:
    """Say what of an answer is not as documented; nothing when all of it is."""
    response = operation["responses"].get(str(answer.status_code))
    if answer.status_code >= 300 or response is None:
        return f"{answer.status_code} {answer.content[:600]!r}"
    media = answer["Content-Type"].split(";")[0]
    schema = response["content"][media]["schema"]
    if not media.endswith("json") or media == "application/x-ndjson":
        return ""
    whole = {**closed(schema), "components": COMPONENTS}
    checker = Draft202012Validator(whole, format_checker=FormatChecker())
    return "; ".join(f"{e.json_path} {e.message[:200]}" for e in checker.iter_errors(answer.json()))


def found(answer: Any, place: str) -> str:
    """Return what is at a place: names, and of a list a number or `name=value`."""
    for part in place.split("."):
        if "=" in part:
            name, value = part.split("=")
            answer = next(each for each in answer if each[name] == value)
        else:
            answer = answer[int(part)] if isinstance(answer, list) else answer[part]
    return str(answer)


def sent(by: Reseller, example: Example, known: dict[str, str]) -> HttpResponse:
    path, method, _operation = OPERATIONS[example.operation]
    body = named(example.body if example.body is not None else {}, known)
    content = body if isinstance(body, str) else json.dumps(body)
    return by.http.generic(
        method.upper(),
        API + path.format(**named(dict(example.path), known)),
        "" if method == "get" else content,
        content_type=example.media,
        query_params=named(dict(example.query), known),
        headers={"authorization": f"Bearer {by.token}"},
    )


def test_every_example_is_answered_as_documented(
    example_world: Reseller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cookies.scanner.ownership.proven", lambda *_given: ProofWay.DNS)
    known, failed = known_at_first(example_world), {}
    for number, example in enumerate(story()):
        known |= GIVEN.get(example.operation, lambda _world: {})(example_world)
        try:
            answer = sent(example_world, example, known)
        except KeyError as missing:  # a step before it failed
            failed[f"{number} {example.operation}"] = f"without {missing}"
            continue
        if said := wrong(OPERATIONS[example.operation][2], answer):
            failed[f"{number} {example.operation}"] = said
        else:
            known |= {k: found(answer.json(), v) for k, v in example.keeps.items()}
    assert not failed, "\n".join(f"{name}: {said}" for name, said in failed.items())


def test_the_document_shows_the_examples_that_are_sent() -> None:
    for example in story():
        _path, _method, operation = OPERATIONS[example.operation]
        first = next(each for each in story() if each.operation == example.operation)
        if first.body is not None:
            shown = operation["requestBody"]["content"][first.media]["example"]
            assert shown == named(first.body)


def test_every_body_has_an_example() -> None:
    for name, (_path, _method, operation) in OPERATIONS.items():
        if content := operation.get("requestBody", {}).get("content"):
            assert any("example" in each for each in content.values()), name
