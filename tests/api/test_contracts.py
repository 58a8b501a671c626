"""Concluding contracts: what is wrong around one is said at once, and does not stand in the way."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from roles.acm.services import record_acm_registration
from roles.models import Party
from roles.services import end_contract, register_party
from tests.api.conftest import Reseller
from tests.api.test_role_matrix import backdate
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


def test_contracts_are_told_as_the_register_had_them(
    belfabriek: Reseller, spraakwerk: Reseller
) -> None:
    own = belfabriek.contract
    backdate("roles_contractevent", timedelta(days=2))
    end_contract(contract=own, on=date(2026, 6, 1), by=SYSTEM)
    before, after = instant(-1), instant(1)
    path = f"/contracts/{own.pk}"
    now = belfabriek.get(path).json()
    assert now["valid_until_date"] == "2026-06-01"
    assert belfabriek.get(f"{path}?knownat={after}").json() == now
    then = belfabriek.get(f"{path}?knownat={before}").json()
    assert then == {**now, "valid_until_date": None}
    listed = belfabriek.get(f"/contracts?limit=200&asof=2026-07-01&knownat={before}").json()
    assert then in listed["results"]
    later = belfabriek.get(f"/contracts?limit=200&asof=2026-07-01&knownat={after}").json()
    assert str(own.pk) not in {each["id"] for each in later["results"]}
    assert belfabriek.get(f"{path}?knownat=2020-01-01T00:00:00Z").status_code == 404
    assert spraakwerk.get(f"{path}?knownat={before}").status_code == 404
    theirs = spraakwerk.get(f"/contracts?limit=200&knownat={before}").json()["results"]
    assert str(own.pk) not in {each["id"] for each in theirs}


def test_versions_come_in_pages_too(belfabriek: Reseller) -> None:
    known = "knownat=2100-01-01T00:00:00Z"
    whole = belfabriek.get(f"/contracts?limit=200&sort=id&{known}").json()
    assert whole["results"] == belfabriek.get("/contracts?limit=200&sort=id").json()["results"]
    first = belfabriek.get(f"/contracts?limit=1&sort=id&expand=provider&{known}").json()
    rest = belfabriek.get(
        f"/contracts?limit=200&sort=id&cursor={first['next_cursor']}&{known}"
    ).json()
    assert first["results"][0]["expanded"]["provider"]["name"]
    assert [each["id"] for each in (*first["results"], *rest["results"])] == [
        each["id"] for each in whole["results"]
    ]


def instant(days: int) -> str:
    """Return the instant so many days from now, as a parameter says it."""
    return (timezone.now() + timedelta(days=days)).isoformat().replace("+00:00", "Z")
