"""Searching and moving through the API: previews, harmless retries, others' things nothing."""

from datetime import date

import pytest

from roles.models import Contract, Service
from roles.services import conclude_contract, register_party
from tests.api.conftest import Reseller
from voipgrid_privacy.kernel.tenancy import SYSTEM

DAY = "2031-06-01"


@pytest.fixture
def below(belfabriek: Reseller):
    """A sub-reseller of Belfabriek."""
    party = register_party(
        kind="RESELLER", name="Kantoorbellen", registered_by=belfabriek.party, by=SYSTEM
    )
    conclude_contract(
        provider=belfabriek.party,
        acquirer=party,
        service=Service.objects.get(code="TELEPHONY"),
        kind="RESALE",
        on=date(2026, 1, 1),
        by=SYSTEM,
    )
    return party


def provider_of(party):
    held = Contract.objects.in_force(date.fromisoformat(DAY)).get(acquirer=party)
    return held.provider.name


def test_a_contract_is_transferred_once_however_often_it_is_asked(belfabriek, below):
    path = f"/contracts/{belfabriek.contract.pk}"
    body = {"provider": str(below.pk), "effective_date": DAY}
    seen = belfabriek.post(f"{path}/transfer-previews", body)
    assert seen.status_code == 200, seen.content
    assert seen.json()["contracts_moved"] == 1
    assert {c["party"] for c in seen.json()["changes"]} >= {"Kantoorbellen"}
    assert provider_of(belfabriek.customer) == "Belfabriek"
    one = belfabriek.post(f"{path}/transfers", body, idempotency_key="k")
    two = belfabriek.post(f"{path}/transfers", body, idempotency_key="k")
    assert (one.status_code, two.status_code) == (201, 201), one.content
    assert one.json() == two.json()
    assert one.json()["provider"]["name"] == "Kantoorbellen"
    assert one.json()["valid_from_date"] == DAY
    assert provider_of(belfabriek.customer) == "Kantoorbellen"


def test_a_sub_reseller_is_taken_over_split_and_ended(belfabriek, below):
    transfer = {"provider": str(below.pk), "effective_date": "2031-01-01"}
    split = transfer | {"acquirers": [str(belfabriek.customer.pk)]}
    made = belfabriek.post(f"/parties/{belfabriek.party.pk}/transfers", split)
    assert made.status_code == 201, made.content
    back = {"provider": str(belfabriek.party.pk), "effective_date": "2031-03-01"}
    seen = belfabriek.post(f"/parties/{below.pk}/transfer-previews", back)
    assert (seen.json()["contracts_moved"], seen.json()["contracts_ended"]) == (1, 1)
    made = belfabriek.post(f"/parties/{below.pk}/transfers", back)
    assert made.json()["contracts_ended"] == 1
    assert provider_of(belfabriek.customer) == "Belfabriek"
    end = {"effective_date": "2031-05-01"}
    seen = belfabriek.post(f"/parties/{belfabriek.customer.pk}/termination-previews", end)
    assert {change["after"] for change in seen.json()["changes"]} == {None}
    made = belfabriek.post(f"/parties/{belfabriek.customer.pk}/terminations", end)
    assert made.json() == {"contracts": [], "contracts_ended": 1}


def test_what_is_anothers_is_nothing(belfabriek, spraakwerk, nobody):
    body = {"provider": str(belfabriek.party.pk), "effective_date": DAY}
    for path in ("transfers", "transfer-previews"):
        for what, theirs in (
            ("contracts", spraakwerk.contract.pk),
            ("parties", spraakwerk.party.pk),
            ("parties", spraakwerk.customer.pk),
        ):
            one = belfabriek.post(f"/{what}/{theirs}/{path}", body)
            other = belfabriek.post(f"/{what}/{nobody}/{path}", body)
            assert one.status_code == other.status_code == 404
            assert one.json()["code"] == other.json()["code"]
    for named in (str(spraakwerk.party.pk), nobody):
        answer = belfabriek.post(
            f"/contracts/{belfabriek.contract.pk}/transfers", body | {"provider": named}
        )
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/provider"
    assert provider_of(spraakwerk.customer) == "Spraakwerk"


def test_the_platforms_contract_is_not_for_a_partner_to_end(belfabriek):
    answer = belfabriek.post(
        f"/parties/{belfabriek.party.pk}/terminations", {"effective_date": DAY}
    )
    assert answer.status_code in {403, 404}


def test_people_are_searched_by_post_with_the_answer(belfabriek, spraakwerk):
    found = belfabriek.post("/party-searches", {"q": "bakkr"})
    assert found.status_code == 200, found.content
    first = found.json()["results"][0]
    assert first["party"]["name"] in {"Bakker", "Bakkerij Bakker B.V."}
    own = next(r for r in found.json()["results"] if r["party"]["name"] == "Bakker")
    who = {c["data_category"]: [p["name"] for p in c["parties"]] for c in own["controllers"]}
    assert who["TRANSMITTED"] == ["Bakker"]
    assert who["TRAFFIC_BILLING"] == ["Belfabriek"]
    others = belfabriek.post("/party-searches", {"q": "Slager"}).json()["results"]
    assert "Slager" not in {each["party"]["name"] for each in others}
    assert belfabriek.post("/party-searches", {"q": "x"}).status_code == 400
