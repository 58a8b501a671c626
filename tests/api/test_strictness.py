"""What the document allows is accepted, what it forbids is refused: found by `make fuzz-api`."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.api.conftest import API, Reseller

DOCUMENT = json.loads(
    (Path(__file__).parents[2] / "docs/reference/openapi.json").read_text(encoding="utf-8")
)
LISTS = {
    path: {each["name"]: each["schema"] for each in found["get"]["parameters"]}
    for path, found in DOCUMENT["paths"].items()
    if "get" in found and "{" not in path
}


def pointers(answer: Any) -> set[str]:
    assert answer.status_code == 400, answer.content
    return {each["pointer"] for each in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"kind": "CUSTOMER", "name": 0}, {"/name"}),
        ({"kind": "CUSTOMER", "name": True}, {"/name"}),
        ({"kind": "CUSTOMER", "name": ["a"]}, {"/name"}),
        ({"kind": "CUSTOMER", "name": 1, "colour": 2}, {"/name", "/colour"}),
        ({"kind": "CUSTOMER", "name": "A", "kvk_number": 12345678}, {"/kvk_number"}),
    ],
)
def test_a_value_of_another_kind_is_no_text(
    belfabriek: Reseller, body: dict[str, Any], wrong: set[str]
) -> None:
    assert pointers(belfabriek.post("/parties", body)) == wrong


@pytest.mark.parametrize("given", ["true", "yes", 1, 0, "", []])
def test_only_true_and_false_are_yes_and_no(belfabriek: Reseller, given: Any) -> None:
    body = {"facts": {"own_purpose": given}}
    assert pointers(belfabriek.post("/role-determinations", body)) == {"/facts/own_purpose"}


@pytest.mark.parametrize("given", ["7", True, 7.5])
def test_a_number_is_a_number(belfabriek: Reseller, given: Any) -> None:
    body = {"controller": str(belfabriek.customer.pk), "notice_days": given}
    assert "/notice_days" in pointers(belfabriek.post("/agreements", body))


def test_the_place_of_a_problem_is_an_address(belfabriek: Reseller) -> None:
    place = belfabriek.get("/parties/%C3%A9%20%22").json()["instance"]
    assert place.isascii()
    assert unquote(place) == f'{API}/parties/é "'


@pytest.mark.parametrize("asked", ["", "?asof=2026-03-01", "?nonsense=1"])
def test_a_method_that_is_none_is_refused_whatever_is_asked(
    belfabriek: Reseller, asked: str
) -> None:
    headers = {"authorization": f"Bearer {belfabriek.token}"}
    answer = belfabriek.http.generic("TRACE", f"{API}/flow-downs{asked}", headers=headers)
    assert answer.status_code == 405


@pytest.mark.parametrize("path", sorted(LISTS))
def test_a_word_that_the_document_does_not_have_is_refused(belfabriek: Reseller, path: str) -> None:
    for name, schema in LISTS[path].items():
        if "x-extensible-enum" in schema or "pattern" in schema:
            assert pointers(belfabriek.get(f"{path}?{name}=nonsense")), name


@pytest.mark.parametrize("path", sorted(path for path, given in LISTS.items() if "sort" in given))
def test_a_list_is_sorted_by_each_name_that_the_document_has(
    belfabriek: Reseller, path: str
) -> None:
    for name in LISTS[path]["sort"]["pattern"].removeprefix("^(").removesuffix(")$").split("|"):
        assert belfabriek.get(f"{path}?sort={name}").status_code == 200, name
