"""What the document allows is accepted, what it forbids is refused: found by `make fuzz-api`."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import orjson
import pytest

from roles.models import ExternalId, Party
from roles.queries.lookup import AmbiguousIdentifier, parties_named, party_named
from roles.services import register_party
from tests.api.conftest import API, Reseller
from voipgrid_privacy.api.parameters import as_uuid
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import SYSTEM

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
        words = "x-extensible-enum" in schema
        if words or not re.fullmatch(schema.get("pattern", ".*"), "nonsense"):
            assert pointers(belfabriek.get(f"{path}?{name}=nonsense")), name


@pytest.mark.parametrize("path", sorted(path for path, given in LISTS.items() if "sort" in given))
def test_a_list_is_sorted_by_each_name_that_the_document_has(
    belfabriek: Reseller, path: str
) -> None:
    for name in LISTS[path]["sort"]["pattern"].removeprefix("^(").removesuffix(")$").split("|"):
        assert belfabriek.get(f"{path}?sort={name}").status_code == 200, name


def test_a_long_list_of_parties_is_looked_up_together(
    belfabriek: Reseller, django_assert_max_num_queries: Any
) -> None:
    nobody = [{"a": 1}, 0, "", "KVK:1", str(belfabriek.customer.pk), "x" * 201, "\x00"]
    body = {"provider": str(belfabriek.party.pk), "effective_date": "2026-06-01"}
    path = f"/parties/{belfabriek.party.pk}/transfer-previews"
    with django_assert_max_num_queries(40):
        answer = belfabriek.post(path, {**body, "acquirers": nobody * 500})
    wrong = pointers(answer)
    assert len(wrong) == 6 * 500
    assert "/acquirers/4" not in wrong
    codes = {each["pointer"]: each["code"] for each in answer.json()["errors"]}
    assert [codes[f"/acquirers/{n}"] for n in (0, 1, 2, 3, 5, 6)] == [
        "invalid",
        "invalid",
        "not_found",
        "not_found",
        "invalid",
        "invalid",
    ]


def test_parties_are_named_together_as_they_are_alone(belfabriek: Reseller) -> None:
    for system in ("KVK", "BTW"):
        register_party(
            kind="CUSTOMER",
            name=system,
            registered_by=belfabriek.party,
            external_ids=[(system, "12345678"), ("VOIPGRID_CLIENT_UUID", f"only-{system}")],
            by=SYSTEM,
        )
    asked = [
        "12345678",
        "KVK:12345678",
        "only-KVK",
        "nothing",
        str(belfabriek.party.pk),
        str(uuid4()),
    ]
    found = parties_named(viewer=SYSTEM, references=asked)
    for reference in asked:
        try:
            alone: Any = party_named(viewer=SYSTEM, reference=reference)
        except DomainError as refusal:
            alone = type(refusal)
        assert found[reference] == alone
    assert found["12345678"] is AmbiguousIdentifier


def test_ones_own_number_goes_before_the_same_number_of_the_platform(belfabriek: Reseller) -> None:
    platform = Party.objects.get(kind="PLATFORM")
    own = belfabriek.post("/parties", {"kind": "CUSTOMER", "name": "Own"}).json()["id"]
    number = {"system": "VOIPGRID_CLIENT_UUID", "value": "0"}
    ExternalId.objects.create(party_id=own, assigned_by=belfabriek.party, **number)
    ExternalId.objects.create(party=belfabriek.customer, assigned_by=platform, **number)
    for reference in ("0", "VOIPGRID_CLIENT_UUID:0"):
        assert belfabriek.get(f"/parties/{reference}").json()["id"] == own
        with pytest.raises(AmbiguousIdentifier):
            party_named(viewer=SYSTEM, reference=reference)
    code = {"system": "RELATIECODE", "value": "0"}
    ExternalId.objects.create(party=belfabriek.customer, assigned_by=belfabriek.party, **code)
    assert belfabriek.get("/parties/0").json()["id"] == str(belfabriek.customer.pk)
    assert belfabriek.get("/parties/VOIPGRID_CLIENT_UUID:0").json()["id"] == own


def test_a_number_that_stays_ambiguous_is_refused_with_what_helps(belfabriek: Reseller) -> None:
    for system in ("KVK", "BTW"):
        made = belfabriek.post("/parties", {"kind": "CUSTOMER", "name": system}).json()["id"]
        ExternalId.objects.create(
            party_id=made, assigned_by=belfabriek.party, system=system, value="87654321"
        )
    refused = belfabriek.get("/parties/87654321", accept_language="en")
    assert (refused.status_code, refused.json()["code"]) == (400, "ambiguous_identifier")
    told = refused.json()["title"] + refused.json()["detail"]
    assert "KVK:" in told
    assert "UUID" in told
    assert belfabriek.get("/parties/BTW:87654321").json()["name"] == "BTW"


@pytest.fixture
def two_of_each(belfabriek: Reseller) -> Reseller:
    for name in ("One", "Two"):
        made = belfabriek.post("/parties", {"kind": "CUSTOMER", "name": name}).json()
        body = {
            "provider": str(belfabriek.party.pk),
            "acquirer": made["id"],
            "service": "TELEPHONY",
            "kind": "SUBSCRIPTION",
            "valid_from_date": "2026-01-01",
        }
        assert belfabriek.post("/contracts", body).status_code == 201
        agreed = {
            "controller": made["id"],
            "valid_from_date": "2026-01-01",
            "reference": f"A-{name}",
        }
        answer = belfabriek.post("/agreements", agreed)
        assert answer.status_code == 201, answer.content
    return belfabriek


@pytest.mark.parametrize("path", sorted(path for path, given in LISTS.items() if "sort" in given))
def test_every_list_is_walked_to_its_end_in_every_order(two_of_each: Reseller, path: str) -> None:
    sort = LISTS[path]["sort"]["pattern"].removeprefix("^(").removesuffix(")$").split("|")
    for name in sort:
        page = two_of_each.get(f"{path}?sort={name}&limit=200").json()
        asked, walked = f"{path}?sort={name}&limit=1", []
        cursor: str | None = ""
        while cursor is not None:
            answer = two_of_each.get(f"{asked}&cursor={cursor}" if cursor else asked)
            assert answer.status_code == 200, answer.content
            walked += answer.json()["results"]
            cursor = answer.json()["next_cursor"]
        assert walked == page["results"], name
        assert len(walked) == page["total_count"]


@pytest.mark.parametrize("path", sorted(path for path, given in LISTS.items() if "sort" in given))
def test_a_cursor_that_no_page_gave_is_refused_or_finds_its_place(
    two_of_each: Reseller, path: str
) -> None:
    found = two_of_each.get(f"{path}?limit=1").json()["next_cursor"]
    if found is None or as_uuid(found):
        return
    parts = orjson.loads(urlsafe_b64decode(found + "=" * (-len(found) % 4)))
    for place in range(len(parts)):
        for said in ("\x00", "a\x00", "", "abc", "None", "9" * 22):
            made = [*parts[:place], said, *parts[place + 1 :]]
            cursor = urlsafe_b64encode(orjson.dumps(made)).decode().rstrip("=")
            answer = two_of_each.get(f"{path}?cursor={cursor}")
            assert answer.status_code in {200, 400}, (place, said)
    for shape in (5, None, "abc", {}, [], [1, 2, 3], [[], {}, None], {"a": 1, "b": 2, "c": 3}):
        cursor = urlsafe_b64encode(orjson.dumps(shape)).decode().rstrip("=")
        assert two_of_each.get(f"{path}?cursor={cursor}").status_code == 400, shape


@pytest.mark.parametrize(
    "limit", ["0", "201", "000000001999", "0" * 8 + "1" + "9" * 20, "-1", "1.0", "²"]
)
def test_a_limit_is_a_number_up_to_two_hundred(belfabriek: Reseller, limit: str) -> None:
    assert pointers(belfabriek.get(f"/parties?limit={limit}")) == {"/limit"}


def test_a_mistake_of_ours_is_a_problem_too(
    belfabriek: Reseller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: Any, **_given: Any) -> None:
        raise LookupError

    monkeypatch.setattr("roles.api.parties.page", fails)
    belfabriek.http.raise_request_exception = False
    answer = belfabriek.get("/parties", accept_language="nl")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["code"] == "unforeseen"
    assert answer.json()["title"].startswith("Er ging hier iets mis")
