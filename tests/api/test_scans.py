"""Scans through the API: asked for, followed, read and taken over; of own sites alone."""

import pytest

from cookies.models import Item, Scan, ScanPlan
from cookies.scanner.choices import ScanStatus
from tests.api.conftest import Reseller, token_for
from tests.cookies.scanner.scanned import scan_of, site_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scan(belfabriek: Reseller) -> Scan:
    return scan_of(site_of(belfabriek.party))


def test_a_scan_is_asked_for_followed_and_stopped(belfabriek: Reseller) -> None:
    site_of(belfabriek.party)
    made = belfabriek.post("/scans", {"site": "winkel"})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["state"], body["site"], body["states"]) == ("WAITING", "winkel", [])
    assert made["Location"].endswith(f"/scans/{body['id']}")
    again = belfabriek.post("/scans", {"site": "winkel"})
    assert (again.status_code, again.json()["code"]) == (409, "scan_open")
    stopped = belfabriek.post(f"/scans/{body['id']}/cancellations", {})
    assert (stopped.status_code, stopped.json()["state"]) == (201, "CANCELLED")
    ended = belfabriek.post(f"/scans/{body['id']}/cancellations", {})
    assert ended.json()["code"] == "scan_ended"


def test_the_proof_that_is_asked_for_is_named_and_missing_it_is_refused(
    belfabriek: Reseller, monkeypatch: pytest.MonkeyPatch
) -> None:
    site_of(belfabriek.party)
    ScanPlan.objects.update(way="", proven_at=None)
    plan = belfabriek.get("/sites/winkel/scan-plan").json()
    assert plan["dns_name"] == "_voipgrid-privacy.winkel.nl"
    assert plan["proven_at"] is None
    refused = belfabriek.post("/scans", {"site": "winkel"})
    assert (refused.status_code, refused.json()["code"]) == (409, "ownership_not_proven")
    monkeypatch.setattr("cookies.scanner.ownership.proven", lambda *given: None)
    looked = belfabriek.post("/sites/winkel/ownership-checks", {})
    assert looked.json()["code"] == "ownership_not_proven"


def test_a_schedule_is_one_of_a_few(belfabriek: Reseller) -> None:
    site_of(belfabriek.party)
    made = belfabriek.post("/sites/winkel/scan-schedules", {"every_days": 30})
    assert (made.status_code, made.json()["every_days"]) == (201, 30)
    assert belfabriek.post("/sites/winkel/scan-schedules", {"every_days": 8}).status_code == 400
    made = belfabriek.post("/sites/winkel/scan-schedules", {"every_days": None})
    assert made.json()["every_days"] is None


def test_what_it_saw_and_what_is_wrong_can_be_read_and_taken_over(
    scan: Scan, belfabriek: Reseller
) -> None:
    (listed,) = belfabriek.get("/scans?site=winkel").json()["results"]
    assert listed["evidence"][0]["name"] == "evidence.json"
    (found,) = belfabriek.get(f"/scans/{scan.pk}/found-items").json()["results"]
    assert (found["name"], found["item_id"]) == ("_ga", None)
    problems = belfabriek.get(f"/scans/{scan.pk}/problems").json()
    assert problems["total_count"] == 6
    assert all(one["cites"] and one["next_step"] for one in problems["results"])
    path = f"/scans/{scan.pk}/acceptances"
    taken = belfabriek.post(path, {"found_item": found["id"]})
    assert taken.status_code == 201, taken.content
    assert (taken.json()["pattern"], taken.json()["published"]) == ("_ga", False)
    (found,) = belfabriek.get(f"/scans/{scan.pk}/found-items").json()["results"]
    assert found["item_id"] == taken.json()["id"]


def test_anothers_scan_is_as_good_as_none(scan: Scan, spraakwerk: Reseller, nobody: str) -> None:
    theirs = scan.found.get()
    assert spraakwerk.get("/scans").json()["total_count"] == 0
    for path in ("", "/found-items", "/problems"):
        assert spraakwerk.get(f"/scans/{scan.pk}{path}").status_code == 404
    for pk in (scan.pk, nobody):
        assert spraakwerk.post(f"/scans/{pk}/cancellations", {}).status_code == 404
        body = {"found_item": str(theirs.pk)}
        assert spraakwerk.post(f"/scans/{pk}/acceptances", body).status_code == 404
    for what, body in {"ownership-checks": {}, "scan-schedules": {"every_days": 7}}.items():
        assert spraakwerk.post(f"/sites/winkel/{what}", body).status_code == 404
    assert spraakwerk.post("/scans", {"site": "winkel"}).status_code == 404
    assert spraakwerk.get("/sites/winkel/scan-plan").status_code == 404
    assert not Item.objects.filter(site=scan.site).exists()
    assert Scan.objects.get().status == ScanStatus.DONE


def test_without_the_scope_nothing_is_told(scan: Scan, belfabriek: Reseller) -> None:
    belfabriek.token = token_for(belfabriek.party, ["sites.read"])
    assert belfabriek.get("/scans").status_code == 403
