"""What a scan kept stays as it was; what it found is taken over under its own name only."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cookies.errors import PatternMalformed
from cookies.models import Scan, ScanPlan
from cookies.scanner.choices import Problem, ScanStatus
from cookies.scanner.errors import EvidenceAltered
from cookies.scanner.evidence import UNHEARD, Evidence, State
from cookies.scanner.models import ScanEvidence
from cookies.scanner.queries import file_of
from cookies.scanner.services import accept_found, forget_evidence
from cookies.scanner.storing import Hindrance, hindrance_of
from roles.choices import PartyKind
from roles.models import Party
from tests.cookies.scanner.scanned import scan_of, site_of
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, partner_scope

pytestmark = pytest.mark.django_db
FILE = "evidence.json"


@pytest.fixture
def party() -> Party:
    kind = {"kind": PartyKind.PARTNER, "legal_form": "LEGAL_PERSON"}
    return Party.objects.create(name="Winkel B.V.", **kind)


@pytest.fixture
def scan(party: Party) -> Scan:
    return scan_of(site_of(party))


def touch(statement: str, *values: object) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.rowcount


def refused(statement: str, *values: object) -> None:
    with pytest.raises(DatabaseError):
        touch(statement, *values)


def test_evidence_is_changed_by_nobody_and_can_be_emptied(scan: Scan) -> None:
    content = gzip.compress(b"forged")
    refused("UPDATE cookies_scanevidence SET content = %s", content)
    refused("UPDATE cookies_scanevidence SET digest = repeat('0', 64)")
    refused("UPDATE cookies_scan SET manifest = repeat('0', 64)")
    assert ScanEvidence.objects.filter(scan=scan).update(content=None)


def test_a_file_that_is_not_what_was_hashed_is_not_handed_out(scan: Scan) -> None:
    assert file_of(viewer=SYSTEM, scan=scan, name=FILE)
    ScanEvidence.objects.create(
        scan=scan, name="forged.json", size=6, digest="0" * 64, content=gzip.compress(b"forged")
    )
    with pytest.raises(EvidenceAltered):
        file_of(viewer=SYSTEM, scan=scan, name="forged.json")


def test_evidence_of_a_site_that_is_no_more_serves_its_term_and_no_longer(scan: Scan) -> None:
    long_after = timezone.now() + timedelta(days=1)
    assert forget_evidence(before=long_after, by=SYSTEM) == 0
    scan.site.retired_on = timezone.localdate()
    scan.site.save(update_fields=["retired_on"])
    assert forget_evidence(before=long_after, by=SYSTEM) > 0


@pytest.mark.parametrize("name", ["_*", "user#1", "*", "n" * 301])
def test_a_name_that_would_stand_for_other_names_is_not_taken_over(scan: Scan, name: str) -> None:
    found = scan.found.get()
    found.name = name
    with pytest.raises(PatternMalformed):
        accept_found(found=found, by=SYSTEM)


def test_no_two_sites_have_one_proof(scan: Scan, party: Party) -> None:
    other = site_of(party, code="elders")
    theirs = ScanPlan.objects.get(site=scan.site).token
    refused("UPDATE cookies_scanplan SET token = %s WHERE site_id = %s", theirs, other.pk)


def test_a_partner_neither_chooses_its_proof_nor_holds_a_host(scan: Scan, party: Party) -> None:
    lease = datetime(2026, 1, 1, tzinfo=UTC)
    now = {"status": ScanStatus.RUNNING, "lease_until": lease, "finished_at": None, "manifest": ""}
    Scan.objects.create(site=site_of(party, code="elders"), requested_at=lease, **now)
    with partner_scope(Viewer(user_id=None, name="partner", parties=frozenset({party.pk}))):
        refused("UPDATE cookies_scanplan SET token = 'chosen'")
        refused("UPDATE cookies_scan SET lease_until = '2999-01-01'")
        refused("UPDATE cookies_scan SET status = 'RUNNING', lease_until = '2999-01-01'")
        stopped = "UPDATE cookies_scan SET status = 'CANCELLED', lease_until = NULL"
        assert touch(f"{stopped}, finished_at = now() WHERE status = 'RUNNING'") == 1


def test_a_page_that_nothing_was_heard_from_is_not_one_on_which_nothing_was_found() -> None:
    heard, unheard = State("untouched"), State("refused")
    unheard.problem = UNHEARD
    assert hindrance_of(Evidence("https://winkel.nl/", "140", [heard])) is None
    assert hindrance_of(Evidence("https://winkel.nl/", "140", [heard, unheard])) == Hindrance(
        Problem.INCOMPLETE, UNHEARD
    )
