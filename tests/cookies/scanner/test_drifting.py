"""Drift: the party of a site is told what a scan shows that the one before it did not."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from cookies.models import Scan, ScanProblem, Site
from cookies.scanner import evidence, leases
from cookies.scanner.choices import Problem, ScanStatus
from cookies.scanner.drifting import drift, previous_of, tell_of_drift
from cookies.scanner.evidence import Evidence, State
from cookies.scanner.services import request_scan
from cookies.scanner.storing import store
from roles.choices import PartyKind
from roles.models import Contact, OutgoingMail, Party
from roles.models.parties import ContactKind
from roles.webhooks.choices import EventType
from roles.webhooks.models import WebhookMessage
from roles.webhooks.services import enter_endpoint
from tests.cookies.scanner.scanned import scan_of, site_of
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
SEVEN = ("untouched", "refused", "accepted", "withdrawn", "gpc", "only:analytics", "only:tracking")


@pytest.fixture
def site() -> Site:
    Party.objects.create(kind=PartyKind.PLATFORM, name="VoIPGRID")
    party = Party.objects.create(kind=PartyKind.PARTNER, name="Winkel B.V.")
    Contact.objects.create(party=party, kind=ContactKind.PRIVACY, email="privacy@winkel.example")
    return site_of(party)


def later(scan: Scan, *gone: str) -> Scan:
    """A scan a day after ``scan`` that shows the same, but for the kinds in ``gone``."""
    day = timedelta(days=1)
    made = Scan.objects.get(pk=scan.pk)
    made.pk, made._state.adding = uuid4(), True
    for name in ("requested_at", "started_at", "finished_at"):
        setattr(made, name, getattr(scan, name) + day)
    made.save()
    for one in ScanProblem.objects.filter(scan=scan).exclude(code__in=gone):
        one.pk, one.scan, one._state.adding = uuid4(), made, True
        one.save()
    return made


def add(scan: Scan, code: str = "scan_gpc_ignored") -> ScanProblem:
    evidence = {"name": "_fbp", "host": "winkel.nl", "seen": []}
    return ScanProblem.objects.create(
        scan=scan, code=code, subject="JS_COOKIE:winkel.nl:_fbp", evidence=evidence
    )


def tell(scan: Scan) -> int:
    return tell_of_drift(scan=scan, since=previous_of(scan), at=timezone.now())


def test_a_first_scan_is_no_drift(site: Site) -> None:
    scan = scan_of(site)
    assert previous_of(scan) is None
    assert tell(scan) == 0


def test_what_is_the_same_or_gone_is_no_drift(site: Site) -> None:
    second = later(scan_of(site), "scan_stale")
    assert tell(second) == 0
    assert not OutgoingMail.objects.exists()


def test_something_new_is_told_once_in_both_languages_with_the_way_to_its_evidence(
    site: Site, settings
) -> None:
    second = later(scan_of(site))
    new = add(second)
    assert drift(scan=second, since=previous_of(second)) == [new]
    assert tell(second) == 1
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.about, mail.address) == ("SCAN", second.pk, "privacy@winkel.example")
    assert mail.subject == "De scan van Winkel laat iets nieuws zien"
    assert "de browser nee zegt (GPC)" in mail.body
    assert "although the browser says no (GPC)" in mail.body
    assert mail.body.count("_fbp") == 2
    assert f"/portal/cookies/scans/{second.pk}/" in mail.body
    assert "does not name" not in mail.body  # known since the first scan


def test_the_same_kind_on_another_thing_is_new(site: Site) -> None:
    first = scan_of(site)
    second = later(first)
    new = add(second, "scan_undeclared")
    assert drift(scan=second, since=first) == [new]


def test_what_was_gone_for_one_scan_is_new_again(site: Site) -> None:
    first = scan_of(site)
    second = later(first, "scan_stale")
    third = later(second)
    back = ScanProblem.objects.get(scan=first, code="scan_stale")
    back.pk, back.scan, back._state.adding = uuid4(), third, True
    back.save()
    assert previous_of(third) == second
    assert tell(third) == 1


def test_who_has_no_address_gets_no_mail(site: Site) -> None:
    Contact.objects.all().delete()
    second = later(scan_of(site))
    add(second)
    assert tell(second) == 0


@pytest.mark.parametrize("news", [True, False])
def test_webhooks_hear_of_it_also_without_an_address(site: Site, settings, news: bool) -> None:
    settings.SCANNER_ALLOW_LOOPBACK = True
    Contact.objects.all().delete()
    enter_endpoint(
        party=site.party,
        url="http://127.0.0.1:9/",
        event_types=[EventType.SCAN_DRIFT],
        at=timezone.now(),
        by=SYSTEM,
    )
    second = later(scan_of(site))
    if news:
        add(second)
    tell(second)
    told = WebhookMessage.objects.filter(type=EventType.SCAN_DRIFT)
    assert [each.about for each in told] == ([second.pk] if news else [])


@pytest.mark.parametrize("whole", [True, False])
def test_webhooks_hear_once_that_a_scan_ended_whole_or_not(
    site: Site, settings, tmp_path: Path, whole: bool
) -> None:
    settings.SCANNER_ALLOW_LOOPBACK = True
    enter_endpoint(
        party=site.party,
        url="http://127.0.0.1:9/",
        event_types=[EventType.SCAN_FINISHED],
        at=timezone.now(),
        by=SYSTEM,
    )
    scan = leases.claim(request_scan(site=site, at=timezone.now(), by=SYSTEM).pk)
    assert scan is not None
    assert not WebhookMessage.objects.exists()
    if whole:
        states = [State(key) for key in SEVEN]
        seen = Evidence("https://winkel.nl/", "140", states, sites={"winkel.nl": "winkel.nl"})
        evidence.write(seen, tmp_path / evidence.EVIDENCE_FILE)
        assert store(scan=scan, folder=tmp_path, by=SYSTEM) is None
    for _time in range(2):  # what has ended does not end again
        leases.fail(scan, Problem.UNREACHABLE)
    (told,) = WebhookMessage.objects.all()
    assert (told.type, told.party, told.about) == (
        EventType.SCAN_FINISHED,
        site.party,
        scan.pk,
    )
    scan.refresh_from_db()
    assert scan.status == (ScanStatus.DONE if whole else ScanStatus.FAILED)
