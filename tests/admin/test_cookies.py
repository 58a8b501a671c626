"""Cookies in the admin: every page opens, items are completed, sites go off line."""

from datetime import date

import pytest
from django.core.management import call_command

from cookies.choices import Provenance, Technique
from cookies.models import (
    BannerBundle,
    BannerSettings,
    ConsentCategory,
    Item,
    Provider,
    Site,
    StatementVersion,
)
from cookies.registry.services import Facts, Said, enter_item
from tests.admin.test_keeping import YES, page
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
TOLD = {
    "purpose_nl": "Telt bezoeken.",
    "purpose_en": "Counts visits.",
    "recipients_nl": "Niemand anders.",
    "recipients_en": "Nobody else.",
    "lifetime": "2 jaar",
}


@pytest.fixture
def site(register) -> Site:
    call_command("load_cookies", verbosity=0)
    return Site.objects.get(code="voipgrid")


def test_every_page_opens(olga, auditor, site):
    for model in (Site, Item, Provider, ConsentCategory, StatementVersion, BannerSettings):
        row = model.objects.order_by("pk").first()
        for client in (olga, auditor):
            assert client.get(page(row)).status_code == 200, model
    gid = Item.objects.get(site=site, pattern="_gid")
    html = olga.get(page(gid)).content.decode()
    assert "Houdt bezoekers uit elkaar" in html
    assert "PT24H" in html


def test_an_item_is_completed_and_settled(olga, auditor, site):
    facts = Facts(Technique.HTTP_COOKIE, "_new", "voipgrid.nl")
    said = Said(Provenance.PERSON, date(2026, 11, 28))
    item = enter_item(owner=site.party, site=site, facts=facts, said=said, by=SYSTEM)
    given = {
        **TOLD,
        "category": str(ConsentCategory.objects.get(code="ANALYTICS").pk),
        "provider": str(Provider.objects.get(code="google-analytics").pk),
    }
    auditor.post(page(item, "complete"), given)
    item.refresh_from_db()
    assert item.purpose is None
    half = olga.post(page(item, "complete"), {**given, "purpose_en": ""})
    assert half.status_code == 200
    assert olga.post(page(item, "complete"), given).status_code == 302
    item.refresh_from_db()
    assert (item.lifetime, item.purpose.en) == ("P2Y", "Counts visits.")
    assert olga.post(page(item, "publish"), YES).status_code == 302
    gid = Item.objects.get(site=site, pattern="_gid")
    assert gid.status == "DISPUTED"
    told = {
        "category": str(gid.category_id),
        "provider": str(gid.provider_id),
        "purpose_nl": gid.purpose.nl,
        "purpose_en": gid.purpose.en,
        "recipients_nl": gid.recipients.nl,
        "recipients_en": gid.recipients.en,
        "lifetime": "24 uur",
    }
    assert olga.post(page(gid, "complete"), told).status_code == 302
    gid.refresh_from_db()
    assert (gid.lifetime, gid.status) == ("PT24H", "DECLARED")


def test_a_site_goes_off_line(olga, site):
    assert olga.post(page(site, "retire"), {"on": "2026-12-01"}).status_code == 302
    site.refresh_from_db()
    assert site.retired_on.isoformat() == "2026-12-01"


def test_an_item_is_entered_by_hand(olga, auditor, site):
    path = "/admin/cookies/item/enter/"
    given = {
        **TOLD,
        "site": str(site.pk),
        "technique": "HTTP_COOKIE",
        "pattern": "_hand",
        "domain": "",
        "path": "/",
        "effective_lifetime": "400 dagen",
        "category": str(ConsentCategory.objects.get(code="ANALYTICS").pk),
        "provider": str(Provider.objects.get(code="google-analytics").pk),
    }
    auditor.post(path, given)
    assert not Item.objects.filter(pattern="_hand").exists()
    assert olga.get(path).status_code == 200
    assert olga.post(path, {**given, "pattern": "*"}).status_code == 200
    assert olga.post(path, given).status_code == 302
    item = Item.objects.get(pattern="_hand")
    assert (item.owner, item.site) == (site.party, site)
    assert (item.lifetime, item.effective_lifetime) == ("P2Y", "P400D")
    assert olga.post(path, {**given, "site": "", "pattern": "_lent"}).status_code == 302
    lent = Item.objects.get(pattern="_lent")
    assert (lent.owner.kind, lent.site) == ("PLATFORM", None)


def test_a_provider_is_entered_by_hand_with_its_roles(olga, auditor, site):
    path = "/admin/cookies/provider/enter/"
    given = {"name": "Teller BV", "conduct": "FOR_SITE", "country": "nl", "agreement": "DPA"}
    given |= {"hosts": "teller.example, stats.teller.example"}
    auditor.post(path, given)
    assert not Provider.objects.filter(name="Teller BV").exists()
    assert olga.get(path).status_code == 200
    assert olga.post(path, given).status_code == 302
    made = Provider.objects.get(name="Teller BV")
    assert (made.owner, made.country, len(made.hosts)) == (None, "NL", 2)
    assert {role.role for role in made.roles.all()} == {"PROCESSOR"}
    again = olga.post(path, given)
    assert again.status_code == 200


def test_a_banner_is_published_again(olga, auditor, site):
    settings = BannerSettings.objects.get(site=site)
    before = BannerBundle.objects.filter(site=site).count()
    assert olga.post(page(site, "publish_banner"), YES).status_code == 302
    assert BannerBundle.objects.filter(site=site).count() == before  # nothing to say anew
    BannerSettings.objects.filter(pk=settings.pk).update(colour="#0b5d1e")
    auditor.post(page(site, "publish_banner"), YES)
    assert BannerBundle.objects.filter(site=site).count() == before
    assert olga.post(page(site, "publish_banner"), YES).status_code == 302
    assert BannerBundle.objects.filter(site=site).count() == before + 1
