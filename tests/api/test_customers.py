"""A customer as the partner's own system has it: PUT as often as one likes, and once in effect."""

from typing import Any

import pytest
from django.http import HttpResponse

from roles.models import Contract, ExternalId, Party
from roles.services import register_party
from tests.api.conftest import Reseller
from tests.api.test_tenancy import same
from voipgrid_privacy.kernel.tenancy import SYSTEM

MOLEN: dict[str, Any] = {
    "kind": "CUSTOMER",
    "name": "Molen",
    "kvk_number": "12345678",
    "external_ids": [{"system": "VOIPGRID_CLIENT_UUID", "value": "c-1"}],
    "services": [
        {
            "service": "TELEPHONY",
            "reference": "C-1",
            "valid_from_date": "2026-01-01",
            "features": [{"feature": "CALL_RECORDING", "valid_from_date": "2026-02-01"}],
        }
    ],
}


def put(seller: Reseller, path: str, body: Any, **headers: str) -> HttpResponse:
    return seller._send("put", f"/customers/{path}", body, headers)


def test_the_first_time_a_customer_is_entered_and_after_that_nothing_changes(
    belfabriek: Reseller,
) -> None:
    made = put(belfabriek, "RELATIECODE:K-9", MOLEN)
    assert made.status_code == 201, made.content
    body = made.json()
    (sold,) = body["services"]
    assert (sold["service"], sold["reference"], sold["valid_until_date"]) == (
        "TELEPHONY",
        "C-1",
        None,
    )
    assert [each["feature"] for each in sold["features"]] == ["CALL_RECORDING"]
    numbers = {(each["system"], each["value"]) for each in body["external_ids"]}
    assert numbers == {("RELATIECODE", "K-9"), ("VOIPGRID_CLIENT_UUID", "c-1")}
    contract = Contract.objects.get(pk=sold["contract"])
    assert (contract.provider, contract.kind) == (belfabriek.party, "SUBSCRIPTION")
    for number in ("RELATIECODE:K-9", "K-9", "VOIPGRID_CLIENT_UUID:c-1"):
        again = put(belfabriek, number, MOLEN)
        assert (again.status_code, again.json(), again["ETag"]) == (200, body, made["ETag"])
        assert "Location" not in again
    assert belfabriek.get(made["Location"].removeprefix("/api/v1")).json() == body
    assert belfabriek.get(f"/customers/{body['id']}").json() == body
    assert Party.objects.filter(name="Molen").count() == 1


def test_what_differs_is_brought_up_to_date_and_what_is_left_out_stays(
    belfabriek: Reseller,
) -> None:
    put(belfabriek, "K-9", MOLEN)
    later = {
        "kind": "CUSTOMER",
        "name": "Molen en Zoon",
        "country": "BE",
        "services": [
            {
                "service": "TELEPHONY",
                "valid_from_date": "2026-01-01",
                "valid_until_date": "2026-07-01",
            },
            {"service": "TELEPHONY", "valid_from_date": "2026-07-01", "reference": "C-2"},
        ],
    }
    answer = put(belfabriek, "K-9", later)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    told = (body["name"], body["country"], body["kvk_number"])
    assert told == ("Molen en Zoon", "BE", "12345678")
    assert len(body["external_ids"]) == 2
    first, second = body["services"]
    assert (first["reference"], first["valid_until_date"]) == ("C-1", "2026-07-01")
    assert first["features"][0]["valid_until_date"] == "2026-07-01"
    assert (second["reference"], second["valid_until_date"]) == ("C-2", None)
    shorter = {**MOLEN, "services": [{**later["services"][1], "features": []}]}
    assert len(put(belfabriek, "K-9", shorter).json()["services"]) == 2


def test_of_a_party_that_is_there_only_what_is_said_changes(belfabriek: Reseller) -> None:
    said = {"legal_form": "SOLE_TRADER", "country": "BE"}
    put(belfabriek, "K-9", {**MOLEN, **said})
    bare = {"kind": "CUSTOMER", "name": "Molen"}
    body = put(belfabriek, "K-9", bare).json()
    assert (body["legal_form"], body["country"], body["kvk_number"]) == (*said.values(), "12345678")
    assert put(belfabriek, "K-9", {**bare, "kvk_number": ""}).json()["kvk_number"] is None
    new = put(belfabriek, "K-10", {**bare, "name": "Kaal"}).json()
    assert (new["legal_form"], new["country"], new["kvk_number"]) == ("LEGAL_PERSON", "NL", None)


def test_a_feature_ends_by_its_own_last_day(belfabriek: Reseller) -> None:
    put(belfabriek, "K-9", MOLEN)
    (sold,) = MOLEN["services"]
    (use,) = sold["features"]
    ended = {**sold, "features": [{**use, "valid_until_date": "2026-05-01"}]}
    for _time in range(2):
        body = put(belfabriek, "K-9", {**MOLEN, "services": [ended]}).json()
        assert body["services"][0]["features"] == [{**use, "valid_until_date": "2026-05-01"}]


def test_a_sub_reseller_gets_a_contract_of_resale(belfabriek: Reseller) -> None:
    body = {**MOLEN, "kind": "RESELLER", "name": "Onder"}
    made = put(belfabriek, "R-1", body).json()
    assert Contract.objects.get(pk=made["services"][0]["contract"]).kind == "RESALE"
    refused = put(belfabriek, "R-1", {**body, "kind": "CUSTOMER"})
    assert (refused.status_code, refused.json()["code"]) == (409, "kind_fixed")


def test_a_version_that_is_no_longer_this_one_is_refused(belfabriek: Reseller) -> None:
    absent = put(belfabriek, "K-9", MOLEN, if_match='"0"')
    assert (absent.status_code, absent.json()["code"]) == (412, "stale_version")
    tag = put(belfabriek, "K-9", MOLEN)["ETag"]
    changed = put(belfabriek, "K-9", {**MOLEN, "name": "Anders"}, if_match=tag)
    assert changed.status_code == 200
    stale = put(belfabriek, "K-9", MOLEN, if_match=tag)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert Party.objects.filter(name="Anders").exists()


def test_nothing_is_half_written(belfabriek: Reseller) -> None:
    (sold,) = MOLEN["services"]
    overlapping = [sold, {**sold, "valid_from_date": "2026-03-01"}]
    refused = put(belfabriek, "K-9", {**MOLEN, "services": overlapping})
    assert (refused.status_code, refused.json()["code"]) == (409, "overlapping_contract")
    assert not Party.objects.filter(name="Molen").exists()


def test_every_mistake_is_named_with_its_place(belfabriek: Reseller) -> None:
    (sold,) = MOLEN["services"]
    wrong = {
        **MOLEN,
        "name": "",
        "services": [{**sold, "features": [{"feature": "NOPE"}]}, {**sold, "service": "NOPE"}],
        "colour": 1,
    }
    pointers = {each["pointer"] for each in put(belfabriek, "K-9", wrong).json()["errors"]}
    assert pointers == {"/name", "/colour", "/services/0/features/0/feature", "/services/1/service"}


@pytest.mark.parametrize("number", ["KVKK:1", "RELATIECODE:", "x" * 101])
def test_what_can_be_no_number_is_not_found(belfabriek: Reseller, number: str) -> None:
    assert put(belfabriek, number, MOLEN).status_code == 404
    assert belfabriek.get(f"/customers/{number}").status_code == 404


def test_a_uuid_is_ours_and_is_not_made_by_others(belfabriek: Reseller, nobody: str) -> None:
    assert put(belfabriek, nobody, MOLEN).status_code == 404


def test_anothers_number_is_a_number_of_nobody(
    belfabriek: Reseller, spraakwerk: Reseller, nobody: str
) -> None:
    theirs = f"K-{spraakwerk.customer.name}"
    one, other = (belfabriek.get(f"/customers/{each}") for each in (theirs, nobody))
    same(one, other, theirs, nobody)
    one, other = (
        put(belfabriek, each, {**MOLEN, "name": each, "external_ids": []})
        for each in (theirs, "K-Niemand")
    )
    assert (one.status_code, other.status_code) == (201, 201)
    assert one.json()["id"] != str(spraakwerk.customer.pk)
    spraakwerk.customer.refresh_from_db()
    assert spraakwerk.customer.name == "Slager"
    theirs = str(spraakwerk.customer.pk)
    same(*(put(belfabriek, each, MOLEN) for each in (theirs, nobody)), theirs, nobody)


def test_a_number_that_the_platform_gave_is_known_and_one_of_a_reseller_below_is_not(
    belfabriek: Reseller, platform: Party
) -> None:
    ExternalId.objects.create(
        party=belfabriek.customer, assigned_by=platform, system="VOIPGRID_CLIENT_UUID", value="u-1"
    )
    body = {"kind": "CUSTOMER", "name": "Bakker"}
    found = put(belfabriek, "VOIPGRID_CLIENT_UUID:u-1", body)
    assert (found.status_code, found.json()["id"]) == (200, str(belfabriek.customer.pk))
    below = put(belfabriek, "R-1", {**MOLEN, "kind": "RESELLER", "external_ids": []}).json()["id"]
    reseller = Party.objects.get(pk=below)
    register_party(
        kind="CUSTOMER",
        name="Van onder",
        registered_by=reseller,
        external_ids=[("RELATIECODE", "K-9")],
        by=SYSTEM,
    )
    assert put(belfabriek, "K-9", {"kind": "CUSTOMER", "name": "Van mij"}).status_code == 201


def test_a_number_of_another_customer_is_taken(belfabriek: Reseller) -> None:
    put(belfabriek, "K-9", MOLEN)
    taken = put(belfabriek, "K-10", {**MOLEN, "name": "Ander"})
    assert taken.json()["code"] == "external_id_taken"
    assert not Party.objects.filter(name="Ander").exists()


def test_the_list_holds_the_own_customers(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    put(belfabriek, "K-9", MOLEN)
    body = belfabriek.get("/customers").json()
    assert [each["name"] for each in body["results"]] == ["Bakker", "Molen"]
    assert belfabriek.get("/customers?kind=RESELLER").json()["results"] == []


def test_a_list_costs_the_same_however_long_it_is(
    belfabriek: Reseller, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        named = {**MOLEN, "name": f"M{number}", "external_ids": []}
        assert put(belfabriek, f"M-{number}", named).status_code == 201
    with django_assert_max_num_queries(14):
        assert belfabriek.get("/customers").json()["total_count"] == 6
