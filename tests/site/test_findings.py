"""A partner's own findings, with the next step as a link; and the public page of sources."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from roles.findings import finding_types
from roles.models import Finding, Party
from roles.services import recompute_findings
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.site.attention import where_to_mend

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
PATH = "/en/portal/bevindingen/"


@pytest.fixture
def found(world: World) -> World:
    recompute_findings(on=timezone.localdate(), by=SYSTEM)
    return world


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return unescape(response.content.decode())


def one(party: Party, code: str = "acm_registration_missing") -> Finding:
    return Finding.objects.get(party=party, code=code)


def test_the_list_holds_the_own_findings_and_nobody_elses(found: World, visit: Visit) -> None:
    html = text(visit("Bella"), PATH)
    assert "no registration with the ACM" in html
    assert str(one(found.parties["Belfabriek"]).pk) in html
    assert str(one(found.parties["Spraakwerk"]).pk) not in html
    assert "Spraakwerk" not in html


def test_a_finding_says_why_and_where_it_is_put_right(found: World, visit: Visit) -> None:
    row = one(found.parties["Belfabriek"])
    html = text(visit("Bella"), f"{PATH}{row.pk}/")
    assert "Register with the ACM, and record the number." in html
    assert "Tw Art. 2.1(1)" in html
    assert "Go there" in html


def test_another_partners_finding_is_not_there(found: World, visit: Visit) -> None:
    row = one(found.parties["Spraakwerk"])
    assert visit("Bella").get(f"{PATH}{row.pk}/").status_code == 404


def test_findings_are_filtered_in_the_address(found: World, visit: Visit) -> None:
    assert "found nothing that fits" in text(visit("Bella"), f"{PATH}?state=RESOLVED")
    assert "found nothing that fits" in text(visit("Bella"), f"{PATH}?code=no_such_code")
    assert "ACM" in text(visit("Bella"), f"{PATH}?severity=MEDIUM&code=acm_registration_missing")


def test_findings_are_taken_along(found: World, visit: Visit) -> None:
    response = visit("Bella").get(f"{PATH}?format=csv")
    lines = b"".join(response).decode("utf-8-sig").splitlines()
    assert any(line.startswith("acm_registration_missing;") for line in lines)
    assert not any("Spraakwerk" in line for line in lines)
    assert "format=xlsx" in text(visit("Bella"), PATH)


def test_every_kind_of_finding_leads_somewhere(found: World, visit: Visit) -> None:
    own, today = found.parties["Belfabriek"], timezone.localdate()
    for kind in finding_types():
        row = Finding(code=kind.code, key="x", party=own, severity="LOW", found_on=today)
        address = where_to_mend(row, own, kind)
        assert visit("Bella").get(address, follow=True).status_code == 200, kind.code


def test_a_partner_accepts_what_it_must_act_on_and_reopens_it(found: World, visit: Visit) -> None:
    row, bella = one(found.parties["Belfabriek"]), visit("Bella")
    path = f"{PATH}{row.pk}/"
    assert "Accept with this reason" in text(bella, path)
    unsaid = bella.post(f"{path}accepteren/", {"reason": " "}, follow=True)
    assert "Say why" in unescape(unsaid.content.decode())
    done = bella.post(f"{path}accepteren/", {"reason": "The parent is registered."}, follow=True)
    html = unescape(done.content.decode())
    assert "The finding is accepted, with your reason." in html
    assert "Accept with this reason" not in html
    again = bella.post(f"{path}heropenen/", follow=True)
    assert "The finding is open again." in unescape(again.content.decode())
    row.refresh_from_db()
    assert (row.state, row.reason) == ("REOPENED", "")


def test_a_reason_that_is_too_long_is_not_lost(found: World, visit: Visit) -> None:
    row, bella = one(found.parties["Belfabriek"]), visit("Bella")
    long = "The parent is registered. " * 100
    answer = bella.post(f"{PATH}{row.pk}/accepteren/", {"reason": long})
    html = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert long.strip() in html
    assert "at most 2000 characters" in html
    assert "Say why" not in html
    row.refresh_from_db()
    assert row.state == "OPEN"


def test_who_need_not_act_on_a_finding_does_not_judge_it(found: World, visit: Visit) -> None:
    theirs = one(found.parties["Spraakwerk"])
    ours = one(found.parties["Belfabriek"], "partner_without_agreement")
    bella = visit("Bella")
    assert "Accept with this reason" not in text(bella, f"{PATH}{ours.pk}/")
    for what, body in (("accepteren", {"reason": "x"}), ("heropenen", {})):
        assert bella.post(f"{PATH}{theirs.pk}/{what}/", body).status_code == 404
        assert bella.post(f"{PATH}{ours.pk}/{what}/", body).status_code == 403
        assert bella.get(f"{PATH}{ours.pk}/{what}/").status_code == 405


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_anyone_reads_the_sources_and_what_replaced_them(world: World, prefix: str) -> None:
    html = text(Client(), f"{prefix}/bronnen/")
    assert 'id="wp169"' in html
    assert 'href="#edpb-07-2020"' in html
    assert ("ascribes a sentence to the EDPB" if prefix else "zin aan de EDPB toe") in html
    assert "/bronnen/" in text(Client(), f"{prefix}/")
