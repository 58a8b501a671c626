"""Concluding contracts: what is wrong around one is said at once, and does not stand in the way."""

from datetime import date
from typing import Any

from roles.acm.services import record_acm_registration
from roles.models import Party
from roles.services import register_party
from tests.api.conftest import Reseller
from voipgrid_privacy.kernel.tenancy import SYSTEM


def conclude(seller: Reseller, party: Party, **more: Any) -> dict[str, Any]:
    body = {
        "provider": str(seller.party.pk),
        "acquirer": str(party.pk),
        "service": "TELEPHONY",
        "kind": "SUBSCRIPTION",
        "valid_from_date": "2026-06-01",
        **more,
    }
    answer = seller.post("/contracts", body)
    assert answer.status_code == 201, answer.content
    again = seller.get(f"/contracts/{answer.json()['id']}")
    assert again["ETag"] == answer["ETag"]
    assert "warnings" not in again.json()
    return answer.json()


def customer(seller: Reseller, name: str, kind: str = "CUSTOMER") -> Party:
    return register_party(kind=kind, name=name, registered_by=seller.party, by=SYSTEM)


def test_who_sells_without_a_registration_is_warned(belfabriek: Reseller) -> None:
    (warning,) = conclude(belfabriek, customer(belfabriek, "Bakkerij"))["warnings"]
    assert warning["code"] == "acm_registration_missing"
    assert warning["party"]["id"] == str(belfabriek.party.pk)
    assert warning["cites"] == ["Tw Art. 2.1(1)"]
    assert warning["title"].endswith(".")


def test_a_registration_that_holds_on_the_first_day_is_enough(belfabriek: Reseller) -> None:
    record_acm_registration(party=belfabriek.party, number="943210", on=date(2026, 6, 1), by=SYSTEM)
    assert conclude(belfabriek, customer(belfabriek, "Op tijd"))["warnings"] == []
    early = conclude(belfabriek, customer(belfabriek, "Te vroeg"), valid_from_date="2026-05-31")
    assert [warning["code"] for warning in early["warnings"]] == ["acm_registration_missing"]


def test_of_a_resale_it_is_the_reseller_that_is_to_register(belfabriek: Reseller) -> None:
    record_acm_registration(party=belfabriek.party, number="943210", on=date(2026, 6, 1), by=SYSTEM)
    below = customer(belfabriek, "Doorverkoper", "RESELLER")
    (warning,) = conclude(belfabriek, below, kind="RESALE")["warnings"]
    assert warning["party"]["id"] == str(below.pk)
