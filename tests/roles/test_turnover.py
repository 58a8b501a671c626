"""Providers are reminded of the yearly report to the ACM: twice, until it is recorded."""

from datetime import date

import pytest
from django.db import connection

from roles.acm.reporting import record_turnover_report, remind_of_turnover, reports_due
from roles.acm.services import record_acm_registration
from roles.mail.models import OutgoingMail
from roles.models import AcmRegistration, Contact
from roles.tasks import look_after_agreements
from tests.roles.sub_processors.chain import noon
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, partner_scope


@pytest.fixture
def cast(shared_cast):
    AcmRegistration.objects.all().delete()
    Contact.objects.create(party=shared_cast.belfabriek, kind="PRIVACY", email="p@example.nl")
    return shared_cast


@pytest.fixture
def registration(cast) -> AcmRegistration:
    return record_acm_registration(
        party=cast.belfabriek, number="943210", on=date(2024, 5, 1), by=SYSTEM
    )


def reminded(day: str) -> int:
    return remind_of_turnover(at=noon(day), by=SYSTEM)


def test_a_provider_is_reminded_sixty_and_fourteen_days_before_and_once_each(registration):
    days = ("2026-10-31", "2026-11-01", "2026-11-02", "2026-12-16", "2026-12-17", "2026-12-31")
    assert [reminded(day) for day in days] == [0, 1, 0, 0, 1, 0]
    assert [reminded(day) for day in ("2027-01-01", "2027-11-02")] == [0, 1]
    mail = OutgoingMail.objects.filter(kind="TURNOVER", about=registration.pk).first()
    assert mail.address == "p@example.nl"
    for words in ("31 december", "31 December", "943210", "/portal/acm/"):
        assert words in mail.body


def test_who_reported_is_reminded_again_next_year_only(registration, manager_of):
    by = manager_of(registration.party)
    due = {"viewer": SYSTEM, "party": registration.party}
    assert reports_due(**due, on=date(2026, 12, 1)).exists()
    assert not reports_due(**due, on=date(2026, 10, 1)).exists()
    with partner_scope(by):
        record_turnover_report(registration=registration, on=date(2026, 11, 27), by=by)
    registration.refresh_from_db()
    assert registration.turnover_reported_for == 2026
    assert not reports_due(**due, on=date(2026, 12, 1)).exists()
    assert reminded("2026-12-20") == 0
    assert reminded("2027-11-05") == 1


def test_a_registration_that_ends_before_the_day_is_not_reminded_of(cast):
    record_acm_registration(
        party=cast.belfabriek, number="1", on=date(2024, 5, 1), until=date(2026, 12, 31), by=SYSTEM
    )
    assert reminded("2026-12-20") == 0


def test_nobody_reports_for_another(registration, cast, manager_of):
    other = manager_of(cast.spraakwerk)
    with partner_scope(other), pytest.raises((NotAllowed, NotFound)):
        record_turnover_report(registration=registration, on=date(2026, 11, 27), by=other)
    for viewer in (other, PUBLIC):  # past the service
        with partner_scope(viewer), connection.cursor() as cursor:
            cursor.execute("SELECT roles_turnover_reported(%s, 2026)", [registration.pk])
            assert cursor.fetchone() == (False,)
    registration.refresh_from_db()
    assert registration.turnover_reported_for is None
    with pytest.raises(NotAllowed):
        remind_of_turnover(at=noon("2026-12-01"), by=PUBLIC)


def test_the_doorbell_reminds(registration, monkeypatch):
    monkeypatch.setattr("roles.tasks.timezone.now", lambda: noon("2026-12-01"))
    look_after_agreements()
    assert OutgoingMail.objects.filter(kind="TURNOVER").count() == 1
