"""Scans in the portal: proof, asking, progress, what is wrong, taking over; own sites alone."""

from collections.abc import Callable
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cookies.models import Item, Scan, ScanPlan, Site
from cookies.scanner.choices import ScanStatus
from roles.models import Finding
from roles.services import refresh_findings
from tests.cookies.scanner.scanned import scan_of, site_of
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
SITES = "/en/portal/cookies/"


@pytest.fixture
def shop(world: World) -> Site:
    return site_of(world.parties["Belfabriek"])


@pytest.fixture
def scan(shop: Site) -> Scan:
    return scan_of(shop)


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return unescape(response.content.decode())


def at(scan: Scan, more: str = "") -> str:
    return f"/en/portal/cookies/scans/{scan.pk}/{more}"


def test_the_overview_shows_how_each_site_stands(scan: Scan, visit: Visit) -> None:
    html = page(visit("Bella"), SITES)
    assert "5 pressing, 1 other" in html


def test_a_site_says_how_to_prove_whose_it_is_before_it_can_be_scanned(
    shop: Site, visit: Visit
) -> None:
    ScanPlan.objects.update(way="", proven_at=None)
    bella = visit("Bella")
    html = page(bella, f"{SITES}winkel/")
    token = ScanPlan.objects.get().token
    assert "_voipgrid-privacy.winkel.nl" in html
    assert f'<meta name="voipgrid-privacy" content="{token}">' in html
    assert "Scan now" not in html
    assert bella.post(f"{SITES}winkel/scan/", follow=True).status_code == 200
    assert not Scan.objects.exists()


def test_a_scan_is_asked_for_shown_and_stopped(
    shop: Site, visit: Visit, django_capture_on_commit_callbacks
) -> None:
    bella = visit("Bella")
    with django_capture_on_commit_callbacks() as rung:
        asked = bella.post(f"{SITES}winkel/scan/")
    scan = Scan.objects.get()
    assert len(rung) == 1
    assert asked["Location"] == at(scan)
    assert scan.requested_by is not None
    html = page(bella, at(scan))
    assert "It begins as soon as the scanner is free." in html
    assert 'data-hx-trigger="load delay:2s"' in html
    part = bella.get(at(scan), headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="progress"')
    bella.post(at(scan, "stop/"))
    scan.refresh_from_db()
    assert scan.status == ScanStatus.CANCELLED
    assert "load delay:2s" not in page(bella, at(scan))


def test_what_is_wrong_is_said_with_ground_evidence_and_next_step(scan: Scan, visit: Visit) -> None:
    html = page(visit("Bella"), at(scan))
    for words in (
        "Something that needs consent is set or read before any choice.",
        "Before any choice, after 0.1 s",
        "Load it only after a choice",
        "Tw Art. 11.7a",
        "“Weigeren”: 200 × 20 px",
        "identifiers passed on: _ga",
        scan.manifest,
        "2 years",
    ):
        assert words in html, words


def test_what_was_found_is_taken_over_in_one_click(scan: Scan, visit: Visit) -> None:
    bella, found = visit("Bella"), scan.found.get()
    assert "Take over" in page(bella, at(scan))
    bella.post(at(scan, f"gevonden/{found.pk}/"))
    item = Item.objects.get(pattern="_ga", site=scan.site)
    assert (item.domain, item.lifetime, item.published) == ("winkel.nl", "P2Y", False)
    html = page(bella, at(scan))
    assert "not shown to visitors yet" in html
    assert "Take over" not in html


def test_evidence_is_handed_out_as_it_was_hashed(scan: Scan, visit: Visit) -> None:
    got = visit("Bella").get(at(scan, "bestand/evidence.json/"))
    assert (got.status_code, got.content) == (200, b"{}")
    assert visit("Bella").get(at(scan, "bestand/other.png/")).status_code == 404


def test_a_schedule_is_kept(shop: Site, visit: Visit) -> None:
    bella = visit("Bella")
    bella.post(f"{SITES}winkel/schema/", {"every": "7"})
    assert ScanPlan.objects.get().every_days == 7
    bella.post(f"{SITES}winkel/schema/", {"every": "8"})
    assert ScanPlan.objects.get().every_days is None


def test_anothers_scan_is_as_good_as_none(world: World, visit: Visit) -> None:
    theirs, bella = scan_of(site_of(world.parties["Spraakwerk"], "spraak")), visit("Bella")
    found = theirs.found.get()
    for path in ("", "bestand/evidence.json/"):
        assert bella.get(at(theirs, path)).status_code == 404
    for path in ("stop/", f"gevonden/{found.pk}/"):
        assert bella.post(at(theirs, path)).status_code == 404
    for path in ("scan/", "bewijs/", "schema/"):
        assert bella.post(f"{SITES}spraak/{path}").status_code == 404
    assert bella.get(f"/en/portal/cookies/scans/{uuid4()}/").status_code == 404
    assert not Item.objects.filter(site=theirs.site).exists()


def test_a_finding_says_what_on_which_site_and_leads_there(scan: Scan, visit: Visit) -> None:
    refresh_findings(on=timezone.localdate(), by=SYSTEM)
    bella = visit("Bella")
    html = page(bella, "/en/portal/bevindingen/?code=scan_undeclared")
    assert "winkel: _ga (winkel.nl)" in html
    assert f'href="{SITES}winkel/"' in html
    finding = Finding.objects.get(code="scan_undeclared")
    assert "winkel: _ga (winkel.nl)" in page(bella, f"/en/portal/bevindingen/{finding.pk}/")
