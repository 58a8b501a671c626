"""Scans in the admin: read with their evidence, asked for, stopped, and taken over."""

from datetime import date

import pytest
from django.urls import reverse

from cookies.choices import AdoptionState, Provenance, Technique
from cookies.models import Adoption, Item, Scan, ScanPlan
from cookies.registry.services import Facts, Said, enter_item
from cookies.scanner.choices import ScanStatus
from roles.models import Party
from tests.admin.test_keeping import YES, page
from tests.cookies.scanner.scanned import scan_of, site_of
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def scan(db) -> Scan:
    return scan_of(site_of(Party.objects.create(kind="PARTNER", name="Belfabriek")))


def test_a_scan_is_read_with_problems_and_evidence(olga, auditor, scan):
    for client in (olga, auditor):
        html = client.get(page(scan)).content.decode()
        assert "Nog geen keuze gemaakt" in html
        assert "Er wordt iets" in html or "Iets waarvoor toestemming nodig is" in html
        assert scan.manifest in html
        file = reverse("admin:cookies_scan_file", args=(scan.pk, "evidence.json"))
        assert file in html
        assert client.get(file).content == b"{}"


def test_what_was_found_is_taken_over(olga, auditor, scan):
    found = scan.found.get()
    assert auditor.post(page(found, "accept"), YES).status_code in {302, 403}
    assert not Item.objects.filter(site=scan.site).exists()
    assert olga.post(page(found, "accept"), YES).status_code == 302
    assert Item.objects.get(site=scan.site).pattern == "_ga"


def test_a_scan_is_asked_for_scheduled_and_stopped(olga, scan):
    site = scan.site
    assert olga.post(page(site, "scan"), YES).status_code == 302
    asked = Scan.objects.get(status=ScanStatus.WAITING)
    assert olga.post(page(asked, "cancel"), YES).status_code == 302
    asked.refresh_from_db()
    assert asked.status == ScanStatus.CANCELLED
    again = olga.post(page(asked, "cancel"), YES).content.decode()
    assert "scan_ended" in again
    assert olga.post(page(site, "schedule"), {"every": "7"}).status_code == 302
    assert ScanPlan.objects.get(site=site).every_days == 7


def test_the_proof_that_is_asked_for_is_shown_and_looked_for(olga, scan, monkeypatch):
    shown = olga.get(page(scan.site, "prove")).content.decode()
    assert ScanPlan.objects.get(site=scan.site).token in shown
    monkeypatch.setattr("cookies.scanner.ownership.proven", lambda *given: None)
    assert "ownership_not_proven" in olga.post(page(scan.site, "prove"), YES).content.decode()


def test_a_partner_reads_none_here(eve, scan):
    for address in (page(scan), page(scan.found.get()), page(scan, "cancel")):
        assert eve.get(address).status_code in {302, 403, 404}


def test_an_item_of_the_platform_is_offered_to_a_site(olga, scan):
    platform = Party.objects.create(kind="PLATFORM", name="Platform")
    facts = Facts(Technique.JS_COOKIE, "_shared", lifetime="P1D")
    said = Said(Provenance.PERSON, date(2026, 11, 27))
    item = enter_item(owner=platform, facts=facts, said=said, by=SYSTEM)
    assert olga.post(page(item, "offer"), {"site": str(scan.site.pk)}).status_code == 302
    assert Adoption.objects.get(item=item, site=scan.site).state == AdoptionState.PROPOSED
