"""Transfers through the API: the day's register, and a partner's own."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from roles.models import Contract, Party, Service
from roles.services import conclude_contract, register_party
from roles.sub_processors.services import describe_engagement
from roles.transfers.services import record_transfer
from tests.api.conftest import START, Reseller
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

pytestmark = pytest.mark.django_db
SCC = {"mechanism": "SAFEGUARDS", "instrument": "SCC_2021"}


@pytest.fixture
def supply(platform: Party, telephony: Service) -> Contract:
    us = register_party(kind="SUPPLIER", name="Ridgeline", country="US", is_public=True, by=SYSTEM)
    made = conclude_contract(
        provider=us, acquirer=platform, service=telephony, kind="SUPPLY", on=START, by=SYSTEM
    )
    describe_engagement(
        contract=made,
        purpose=Localised("x", "x"),
        location="US",
        mechanism="SAFEGUARDS",
        at=timezone.now(),
        by=SYSTEM,
    )
    return made


@pytest.fixture
def own(belfabriek: Reseller, telephony: Service) -> Contract:
    abroad = register_party(
        kind="SUPPLIER", name="Billing", country="IN", registered_by=belfabriek.party, by=SYSTEM
    )
    return conclude_contract(
        provider=abroad,
        acquirer=belfabriek.party,
        service=telephony,
        kind="SUPPLY",
        on=START,
        by=SYSTEM,
    )


def body(belfabriek: Reseller, own: Contract, **more: object) -> dict[str, object]:
    return {
        "exporter": str(belfabriek.party.pk),
        "importer": str(own.provider_id),
        "country": "IN",
        "contract": str(own.pk),
        "signed_date": "2024-12-01",
        "valid_from_date": START.isoformat(),
        **SCC,
        **more,
    }


def test_the_transfers_of_a_day_are_those_of_the_own_chain(
    belfabriek: Reseller, supply: Contract
) -> None:
    (row,) = belfabriek.get("/transfers?asof=2026-03-01").json()["results"]
    assert (row["importer"]["name"], row["country"], row["verdict"]) == (
        "Ridgeline",
        "US",
        "UNLAWFUL",
    )
    assert row["reasons"][0]["code"] == "no_mechanism"
    assert row["reasons"][0]["cites"] == ["GDPR Art. 44"]
    record_transfer(
        exporter=supply.acquirer,
        importer=supply.provider,
        country="US",
        contract=supply,
        signed_on=date(2024, 12, 1),
        on=START,
        **SCC,
        by=SYSTEM,
    )
    (row,) = belfabriek.get("/transfers?asof=2026-03-01&country=US&verdict=INCOMPLETE").json()[
        "results"
    ]
    assert row["grounds"][0]["modules"] == [3]
    assert belfabriek.get("/transfers?asof=2024-12-31").json()["results"] == []
    assert belfabriek.get("/transfers?country=IN").json()["total_count"] == 0
    assert belfabriek.get("/transfers?verdict=MAYBE").status_code == 400
    one = belfabriek.get(f"/transfers/{row['grounds'][0]['id']}")
    assert one.json()["standing"]["verdict"] == "INCOMPLETE"


def test_a_day_of_the_past_is_answered_with_the_same_bytes(
    belfabriek: Reseller, supply: Contract
) -> None:
    path = "/transfers?asof=2026-03-01"
    assert belfabriek.get(path).content == belfabriek.get(path).content


def test_a_partner_records_assesses_and_ends_its_own(
    belfabriek: Reseller, spraakwerk: Reseller, own: Contract
) -> None:
    made = belfabriek.post("/transfers", body(belfabriek, own), Idempotency_Key="a")
    assert made.status_code == 201, made.json()
    assert made.json()["ground"]["modules"]
    assert made.json()["standing"]["verdict"] == "INCOMPLETE"
    again = belfabriek.post("/transfers", body(belfabriek, own), Idempotency_Key="a")
    assert again.json() == made.json()
    place = made["Location"].removeprefix("/api/v1")
    assert belfabriek.get(place).json() == made.json()
    given = {
        "done_date": "2025-01-01",
        "outcome": "EQUIVALENT",
        "review_date": "2099-01-01",
        "assessor": "FG",
    }
    done = belfabriek.post(f"{place}/assessments", given)
    assert (done.status_code, done.json()["standing"]["verdict"]) == (201, "LAWFUL")
    twice = belfabriek.post(f"{place}/assessments", given)
    assert (twice.status_code, twice.json()["code"]) == (409, "assessed_already")
    stale = belfabriek.post(
        f"{place}/terminations", {"effective_date": "2026-01-01"}, If_Match='"x"'
    )
    assert stale.status_code == 412
    ended = belfabriek.post(f"{place}/terminations", {"effective_date": "2026-01-01"})
    assert ended.json()["valid_until_date"] == "2026-01-01"
    for path in (place, f"{place}/assessments", f"{place}/terminations"):
        hidden = (
            spraakwerk.get(path)
            if path == place
            else spraakwerk.post(path, {"effective_date": "2026-01-01"})
        )
        assert hidden.status_code == 404


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"country": "NO"}, 400, "inside_eea"),
        ({"instrument": ""}, 400, "safeguard_missing"),
        ({"modules": [1], "clause_nine": "GENERAL"}, 400, "clause_nine_without_module"),
    ],
)
def test_what_a_record_cannot_say_is_a_problem_with_its_law(
    belfabriek: Reseller, own: Contract, given: dict[str, object], status: int, code: str
) -> None:
    answer = belfabriek.post("/transfers", body(belfabriek, own, **given))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["cites"]


def test_nobody_records_in_anothers_name_or_under_anothers_contract(
    belfabriek: Reseller, spraakwerk: Reseller, own: Contract, supply: Contract, nobody: str
) -> None:
    platforms = {"exporter": str(supply.acquirer_id), "importer": str(supply.provider_id)}
    refused = belfabriek.post(
        "/transfers", body(belfabriek, own, **platforms, country="US", contract=str(supply.pk))
    )
    assert refused.status_code == 403
    for contract in (str(spraakwerk.contract.pk), nobody):
        hidden = belfabriek.post("/transfers", body(belfabriek, own, contract=contract))
        assert (hidden.status_code, hidden.json()["errors"][0]["code"]) == (400, "not_found")


def test_a_filter_is_judged_also_when_nothing_goes_abroad(belfabriek: Reseller) -> None:
    assert belfabriek.get("/transfers").json()["total_count"] == 0
    assert belfabriek.get("/transfers?verdict=MAYBE").status_code == 400
    assert belfabriek.get(f"/transfers?party={uuid4()}").status_code == 404
