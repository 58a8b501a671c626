"""Registrations with ACM through the API: recorded and reported; checking is VoIPGRID's."""

from datetime import date

from django.utils import timezone

from roles.acm.models import AcmRegistration
from roles.acm.services import record_acm_registration
from tests.api.conftest import Reseller
from tests.api.test_tenancy import same
from voipgrid_privacy.kernel.tenancy import SYSTEM


def recorded(reseller: Reseller, **more: str) -> dict:
    body = {"party": str(reseller.party.pk), "number": "943210", "valid_from_date": "2026-01-01"}
    answer = reseller.post("/acm-registrations", {**body, **more})
    assert answer.status_code == 201, answer.content
    assert reseller.get(f"/acm-registrations/{answer.json()['id']}")["ETag"] == answer["ETag"]
    return answer.json()


def test_a_registration_is_recorded_and_its_turnover_reported(belfabriek: Reseller) -> None:
    made = recorded(belfabriek, valid_until_date="2030-01-01")
    assert (made["number"], made["checked_on"]) == ("943210", None)
    answer = belfabriek.post(f"/acm-registrations/{made['id']}/turnover-reports", {})
    assert answer.status_code == 201, answer.content
    assert answer.json()["turnover_reported_for"] == timezone.localdate().year


def test_one_at_a_time_and_with_a_number(belfabriek: Reseller) -> None:
    recorded(belfabriek)
    body = {"party": str(belfabriek.party.pk), "valid_from_date": "2026-06-01"}
    again = belfabriek.post("/acm-registrations", {**body, "number": "1"})
    assert again.json()["code"] == "overlapping_acm_registration"
    assert belfabriek.post("/acm-registrations", {**body, "number": " "}).status_code == 400


def test_registrations_are_listed_by_party_and_day(belfabriek: Reseller) -> None:
    made = recorded(belfabriek, valid_until_date="2026-07-01")
    for asked, found in (("asof=2026-03-01", [made]), ("asof=2026-07-01", []), ("", [made])):
        listed = belfabriek.get(f"/acm-registrations?{asked}").json()
        assert listed["results"] == found
    party = str(belfabriek.customer.pk)
    assert belfabriek.get(f"/acm-registrations?party={party}").json()["total_count"] == 0


def test_anothers_registration_is_like_nothing(
    belfabriek: Reseller, spraakwerk: Reseller, nobody: str
) -> None:
    row = record_acm_registration(
        party=spraakwerk.party, number="9", on=date(2026, 1, 1), by=SYSTEM
    )
    theirs, party = str(row.pk), str(spraakwerk.party.pk)
    for path in ("", "/turnover-reports"):
        same(
            *(
                belfabriek.post(f"/acm-registrations/{pk}{path}", {})
                if path
                else belfabriek.get(f"/acm-registrations/{pk}")
                for pk in (theirs, nobody)
            ),
            theirs,
            nobody,
        )
    body = {"number": "1", "valid_from_date": "2026-01-01"}
    same(
        *(belfabriek.post("/acm-registrations", {**body, "party": p}) for p in (party, nobody)),
        party,
        nobody,
    )
    assert AcmRegistration.objects.get(pk=theirs).turnover_reported_for is None
