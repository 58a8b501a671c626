"""A clock that is about to end is told of by mail, once per lead, and is a finding once over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from records.findings.incidents import clocks_over, parties_untold
from records.incidents import services
from roles.mail.models import OutgoingMail
from roles.models import Contact, FindingMark
from tests.records.incidents.world import facts, manager, registered, touched
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(chain):
    """Belfabriek's own incident, of two days ago: the clock of 24 hours is over."""
    Contact.objects.create(party=chain.belfabriek, kind="DPO", email="fg@belfabriek.nl")
    now, bella = timezone.now(), manager(chain.belfabriek)
    return services.register_incident(
        party=chain.belfabriek,
        aware_at=now - timedelta(hours=50),
        name="B. Bel",
        facts=facts(),
        at=now,
        by=bella,
    )


def reminded(at):
    return services.remind_of_clocks(at=at, by=SYSTEM)


def test_each_lead_is_one_mail_whoever_rings(own):
    now = timezone.now()
    assert reminded(now) == 2  # one clock over, one with 22 hours left
    assert reminded(now) == 0
    assert reminded(now + timedelta(hours=19)) == 1
    assert reminded(now + timedelta(hours=23)) == 1
    assert reminded(now + timedelta(hours=30)) == 0
    bodies = OutgoingMail.objects.filter(kind="BREACH_DUE").values_list("body", flat=True)
    assert all(own.incident.reference in body for body in bodies)


def test_who_answered_is_not_reminded(own, chain):
    now, bella = timezone.now(), manager(chain.belfabriek)
    for regime in ("GDPR", "TELECOM"):
        given = {"regime": regime, "phase": "COMPLETE", "name": "B. Bel", "delay": "x"}
        services.notify_authority(dossier=own, **given, done_at=now, at=now, by=bella)
    assert reminded(now) == 0
    assert list(clocks_over(legal_day(now), None)) == []


def test_a_clock_that_is_over_is_a_finding_of_its_party(own, chain):
    (found,) = clocks_over(legal_day(timezone.now()), None)
    assert (found.code, found.party, found.owner) == (
        "incident_clock_over",
        chain.belfabriek.pk,
        "PARTNER",
    )
    assert list(clocks_over(legal_day(timezone.now()), frozenset({chain.spraakwerk.pk}))) == []


def test_the_findings_look_where_a_clock_has_just_ended(own, chain):
    FindingMark.objects.all().delete()
    ended = own.clocks.get(kind="GDPR").ends_at
    assert services.look_at_clocks(at=ended - timedelta(minutes=1), by=SYSTEM) == 0
    assert services.look_at_clocks(at=ended + timedelta(minutes=1), by=SYSTEM) == 1
    assert FindingMark.objects.filter(party=chain.belfabriek.pk).exists()


def test_who_is_untold_on_the_next_day_is_a_finding(own, chain):
    touched(own, chain.bakker, by=manager(chain.belfabriek))
    (found,) = parties_untold(legal_day(timezone.now()), None)
    assert (found.code, found.number) == ("incident_notice_unsent", 1)
    services.send_notices(
        dossier=own, at=timezone.now(), by=manager(chain.belfabriek), means="OTHER"
    )
    assert list(parties_untold(legal_day(timezone.now()), None)) == []


def test_the_platforms_own_clock_is_the_officers_to_answer(chain):
    now = timezone.now()
    registered(chain.platform, categories=["OTHER_PERSONAL"])
    (found,) = clocks_over(legal_day(now), None)
    assert found.owner == "PLATFORM"
