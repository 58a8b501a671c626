"""The feed of changes in portal, admin and API."""

from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.site.world import World, deliver, party

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]


def test_a_partner_sees_what_is_scheduled(world: World, visit: Visit) -> None:
    baker = party("Banketbakker", "CUSTOMER")
    deliver(world.parties["Belfabriek"], baker, "SUBSCRIPTION", date(2031, 9, 1))
    page = visit("Bella").get("/en/portal/wijzigingen/").content.decode()
    assert "Banketbakker" in page
    assert "scheduled" in page
    one = visit("Bella").get("/en/portal/wijzigingen/", {"party": str(baker.pk)}).content.decode()
    assert "Contract ends: Belfabriek → Banketbakker" in one
    hidden = visit("Bella").get(
        "/en/portal/wijzigingen/", {"party": str(world.parties["Slager"].pk)}
    )
    assert "No role changed, and none is scheduled to." in hidden.content.decode()


def test_the_feed_is_atom(world: World, visit: Visit) -> None:
    baker = party("Banketbakker", "CUSTOMER")
    deliver(world.parties["Belfabriek"], baker, "SUBSCRIPTION", date(2031, 9, 1))
    got = visit("Bella").get("/en/portal/wijzigingen/atom/")
    assert got["Content-Type"] == "application/atom+xml"
    feed = ElementTree.fromstring(got.content)
    titles = [e.text for e in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert "1 September 2031: Banketbakker" in titles
    assert not any("Slager" in (title or "") for title in titles)


def test_an_officer_sees_all_or_one(world: World, visit: Visit) -> None:
    olga = visit("Olga")
    since = olga.get("/en/admin/rolwijzigingen/", {"since": "2024-01-01"}).content.decode()
    assert "Contract starts: Belfabriek → Bakker" in since
    one = olga.get("/en/admin/rolwijzigingen/", {"party": str(world.parties["Slager"].pk)})
    assert "Contract starts: Spraakwerk → Slager" in one.content.decode()
    assert olga.get("/en/admin/rolwijzigingen/", {"since": "x", "party": "y"}).status_code == 200
