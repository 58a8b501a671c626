"""Security measures through the API: the catalogue, and what parties state of it."""

from uuid import uuid4

import pytest

from tests.api.conftest import Reseller
from tests.api.test_agreements import drafted

pytestmark = pytest.mark.django_db
STATED = {
    "measure": "backups",
    "valid_from_date": "2026-01-01",
    "evidence": "https://belfabriek.example/beveiliging",
    "name": "Bella Bel",
}


def test_a_measure_is_stated_and_ended(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    answer = belfabriek.post("/measure-statements", STATED)
    made = answer.json()
    assert (answer.status_code, made["entered_by"]) == (201, "PARTY")
    assert {name: made[name] for name in STATED} == STATED
    place = f"/measure-statements/{made['id']}"
    assert belfabriek.get(place).json() == made
    assert spraakwerk.get(place).status_code == 404
    again = belfabriek.post("/measure-statements", STATED)
    assert (again.status_code, again.json()["code"]) == (409, "measure_stated_already")
    ended = belfabriek.post(f"{place}/terminations", {"effective_date": "2026-06-01"})
    assert (ended.status_code, ended.json()["valid_until_date"]) == (201, "2026-06-01")
    listed = f"/measure-statements?party={belfabriek.party.pk}&asof="
    assert belfabriek.get(f"{listed}2026-05-31").json()["total_count"] == 1
    assert belfabriek.get(f"{listed}2026-06-01").json()["total_count"] == 0


def test_what_voipgrid_states_is_listed_and_not_ended(belfabriek: Reseller) -> None:
    found = belfabriek.get("/measure-statements").json()
    assert {row["party"]["name"] for row in found["results"]} == {"VoIPGRID B.V."}
    place = f"/measure-statements/{found['results'][0]['id']}/terminations"
    assert belfabriek.post(place, {"effective_date": "2026-06-01"}).status_code == 403
    nothing = f"/measure-statements/{uuid4()}/terminations"
    assert belfabriek.post(nothing, {"effective_date": "2026-06-01"}).status_code == 404


def test_an_own_measure_is_like_none_to_another(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    words = {"nl": "Sloten", "en": "Locks"}
    body = {"kind": "PEOPLE", "name": words, "description": words}
    answer = belfabriek.post("/measures", body)
    assert (answer.status_code, answer.json()["name"]) == (201, words)
    code = answer.json()["code"]
    catalogue = spraakwerk.get("/measures?limit=200").json()["results"]
    assert code not in {row["code"] for row in catalogue}
    assert len(catalogue) >= 12
    assert {row["party"] for row in catalogue} == {None}
    one, other = (
        spraakwerk.post("/measure-statements", STATED | {"measure": each})
        for each in (code, "own-0000000000000000")
    )
    assert one.status_code == other.status_code == 400
    assert one.json()["errors"] == other.json()["errors"]
    assert belfabriek.post("/measure-statements", STATED | {"measure": code}).status_code == 201


def test_under_one_agreement(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    agreement = drafted(belfabriek)["id"]
    made = belfabriek.post("/measure-statements", STATED | {"agreement_id": agreement})
    assert made.json()["agreement_id"] == agreement
    evidence = belfabriek.get(f"/agreements/{agreement}/evidence").json()
    assert evidence["stated_measures"] == ["backups"]
    assert "c" not in evidence["absent_items"]
    theirs = spraakwerk.post("/measure-statements", STATED | {"agreement_id": agreement})
    assert theirs.status_code == 404
