"""Items in the portal: entered, completed, settled, shown; and lent to sites of customers."""

from collections.abc import Callable
from html import unescape
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cookies.choices import Provenance, Technique
from cookies.models import Adoption, Item, Provider, Site
from cookies.registry.services import Facts, Said, decide_adoption, enter_item, register_site
from tests.cookies.scanner.scanned import site_of
from tests.site.world import World, user
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.kernel.tenancy import SYSTEM

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
SITE = "/en/portal/cookies/winkel/"
LENT = "/en/portal/cookie-aanbod/"
TOLD = {
    "purpose_nl": "Telt bezoeken.",
    "purpose_en": "Counts visits.",
    "recipients_nl": "Niemand anders.",
    "recipients_en": "Nobody else.",
    "lifetime": "2 years",
}


@pytest.fixture
def shop(world: World) -> Site:
    call_command("load_cookies", verbosity=0)
    return site_of(world.parties["Belfabriek"])


def told(**more: str) -> dict[str, str]:
    rows = {"category": "ANALYTICS", "provider": "google-analytics"} | more
    category = Item.category.field.related_model.objects.get(code=rows.pop("category"))
    provider = Provider.objects.get(code=rows.pop("provider"))
    return {**TOLD, "category": str(category.pk), "provider": str(provider.pk), **rows}


def seen(shop: Site, name: str = "_ga", lifetime: str = "P1Y", by: str = "SCAN") -> Item:
    facts = Facts(Technique.HTTP_COOKIE, name, shop.host, lifetime=lifetime)
    said = Said(Provenance(by), timezone.localdate())
    return enter_item(owner=shop.party, site=shop, facts=facts, said=said, by=SYSTEM)


def html(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def test_what_a_scan_saw_is_completed_and_shown(shop: Site, visit: Visit) -> None:
    item, bella = seen(shop), visit("Bella")
    page = html(bella, SITE)
    address = f"{SITE}onderdeel/{item.pk}/inhoud/"
    assert address.removeprefix("/en") in page
    done = bella.post(address, {**told(), "publish": "1"})
    assert (done.status_code, done["Location"]) == (302, SITE)
    item.refresh_from_db()
    assert (item.published, item.lifetime, item.purpose.nl) == (True, "P2Y", "Telt bezoeken.")
    assert "Counts visits." in html(Client(), "/c/winkel/statement.en.html")


def test_where_sources_disagree_a_person_settles_it_and_all_that_was_said_stays(
    shop: Site, visit: Visit
) -> None:
    item = seen(shop)
    seen(shop, lifetime="P2D", by="STATEMENT")
    bella, address = visit("Bella"), f"{SITE}onderdeel/{item.pk}/inhoud/"
    page = html(bella, address)
    assert "Sources disagree on: declared lifetime." in page
    assert "2 days" in page
    for answer in ("1 jaar", "2 days", "1 jaar"):
        bella.post(address, told(lifetime=answer))
        item.refresh_from_db()
        assert item.status != "DISPUTED", answer
    assert item.lifetime == "P1Y"
    assert item.claims.filter(field="lifetime").count() == 5
    assert "Sources disagree" not in html(bella, address)


def test_half_an_item_is_not_shown_and_nothing_of_it_is_kept(shop: Site, visit: Visit) -> None:
    item, bella = seen(shop), visit("Bella")
    address = f"{SITE}onderdeel/{item.pk}/inhoud/"
    lacks = {**told(), "recipients_nl": "", "recipients_en": ""}
    refused = bella.post(address, {**lacks, "publish": "1"})
    assert refused.status_code == 400
    assert "published only with purpose" in unescape(refused.content.decode())
    item.refresh_from_db()
    assert (item.published, item.purpose) == (False, None)
    one = bella.post(address, {**told(), "purpose_en": " "})
    assert "Give the text in Dutch (nl) and in English (en)." in unescape(one.content.decode())
    term = bella.post(address, told(lifetime="for ever and a day"))
    assert "not a term that we can read" in unescape(term.content.decode())


def test_an_item_is_entered_by_hand(shop: Site, visit: Visit) -> None:
    bella, new = visit("Bella"), f"{SITE}onderdeel/nieuw/"
    assert "Technique" in html(bella, new)
    key = {"technique": "JS_COOKIE", "pattern": "_own", "domain": "", "path": "/"}
    assert bella.post(new, {**told(), **key, "publish": "1"}).status_code == 302
    item = Item.objects.get(site=shop, pattern="_own")
    assert (item.published, item.claims.count()) == (True, 6)
    for wrong in ({"domain": "a b"}, {"path": "x"}, {"path": "/a;b"}, {"pattern": "*"}):
        assert bella.post(new, {**told(), **key, **wrong}).status_code == 400, wrong
    pixel = {**told(), **key, "technique": "PIXEL", "pattern": "collect"}
    refused = bella.post(new, pixel)
    assert (refused.status_code, Item.objects.filter(pattern="collect", site=shop).exists()) == (
        400,
        False,
    )
    assert bella.post(new, {**pixel, "lifetime": ""}).status_code == 302


def test_anothers_item_is_as_good_as_none(shop: Site, world: World, visit: Visit) -> None:
    other = site_of(world.parties["Spraakwerk"], code="spraak")
    item, bella = seen(other), visit("Bella")
    for path in (
        f"/en/portal/cookies/spraak/onderdeel/{item.pk}/inhoud/",
        f"{SITE}onderdeel/{item.pk}/inhoud/",
        f"{SITE}onderdeel/{uuid4()}/inhoud/",
        "/en/portal/cookies/spraak/onderdeel/nieuw/",
        f"{LENT}{item.pk}/",
    ):
        assert bella.get(path).status_code == 404, path
        assert bella.post(path, told()).status_code == 404, path
    assert bella.post(f"{LENT}{item.pk}/aanbieden/").status_code == 404


def test_a_provider_of_ones_own_has_its_roles_from_what_it_does(shop: Site, visit: Visit) -> None:
    bella = visit("Bella")
    given = {"name": "Stats BV", "conduct": "ALSO_OWN", "country": "nl", "hosts": "stats.example"}
    given |= {"agreement": "JOINT"}
    assert bella.post("/en/portal/cookie-aanbieders/", given).status_code == 302
    provider = Provider.objects.get(code="stats-bv")
    roles = dict(provider.roles.values_list("phase", "role"))
    assert roles == {
        "COLLECTION": "JOINT_CONTROLLER",
        "TRANSMISSION": "JOINT_CONTROLLER",
        "LATER_USE": "CONTROLLER",
    }
    assert "Stats BV" in html(bella, "/en/portal/cookie-aanbieders/")
    again = bella.post("/en/portal/cookie-aanbieders/", given)
    assert "in your list" in unescape(again.content.decode())
    item = seen(shop)
    done = bella.post(
        f"{SITE}onderdeel/{item.pk}/inhoud/", {**told(provider="stats-bv"), "publish": "1"}
    )
    assert done.status_code == 302


def test_a_partner_lends_an_item_to_a_customers_site_and_the_customer_decides(
    shop: Site, world: World, visit: Visit
) -> None:
    bakker = world.parties["Bakker"]
    theirs = register_site(party=bakker, code="bakker", name="Brood", host="bakker.nl", by=SYSTEM)
    slager = world.parties["Slager"]
    others = register_site(party=slager, code="slager", name="Vlees", host="slager.nl", by=SYSTEM)
    bella = visit("Bella")
    key = {"technique": "HTTP_COOKIE", "pattern": "_bel", "domain": "bel.example", "path": "/"}
    assert bella.post(f"{LENT}nieuw/", {**told(), **key, "publish": "1"}).status_code == 302
    item = Item.objects.get(pattern="_bel")
    page = html(bella, LENT)
    assert "Brood" in page
    assert "Vlees" not in page
    offer = f"{LENT}{item.pk}/aanbieden/"
    assert bella.post(offer, {"site": str(others.pk)}).status_code == 404
    assert bella.post(offer, {"site": str(theirs.pk)}).status_code == 302
    assert "Proposed" in html(bella, LENT)
    by = viewer_for(user("Bakkerin", bakker))
    decide_adoption(adoption=Adoption.objects.get(), approve=True, on=timezone.localdate(), by=by)
    assert "Approved" in html(bella, LENT)
    assert bella.post(offer).status_code == 302  # all that are left: its own shop
    assert set(Adoption.objects.values_list("site__code", flat=True)) == {"bakker", "winkel"}
