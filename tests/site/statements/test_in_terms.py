"""A version for machines: TILT and DPV at its permanent address, as its sentences were drawn."""

import json
from dataclasses import replace

import pytest
from django.test import Client

from records.activities.queries import record
from roles.models import Contact
from tests.records.test_tilt import DISCLOSED, SHAPE, fits
from tests.site.statements.conftest import ON
from tests.site.statements.test_pages import PAGE, bella, publish
from tests.site.statements.test_publishing import renamed
from tests.site.test_sub_processors import text
from tests.site.world import World
from voipgrid_privacy.accounts.viewers import viewer_for_party
from voipgrid_privacy.site.statements.in_terms import public
from voipgrid_privacy.site.statements.models import StatementInTerms

__all__ = ("bella",)
pytestmark = pytest.mark.django_db
VERSION = "/p/belfabriek/versies/1/"


@pytest.fixture
def published(world: World, bella: Client) -> Client:
    party = world.parties["Belfabriek"]
    for kind, address in (("PRIVACY", "privacy@b.example"), ("DPO", "fg@b.example")):
        Contact.objects.filter(party=party, kind=kind).delete()
        Contact.objects.create(party=party, kind=kind, name="Jan Jansen", email=address)
    publish(bella)
    return bella


def asked(accept: str, address: str = VERSION) -> tuple[str, dict]:
    found = Client(headers={"accept": accept}).get(address)
    assert found.status_code == 200
    return found["Content-Type"], json.loads(found.content)


def test_tilt_is_whole_and_names_no_people(published: Client) -> None:
    kind, told = asked("application/tilt+json")
    assert kind.startswith("application/tilt+json")
    fits(told, SHAPE)
    for row in told["dataDisclosed"]:
        fits(row, DISCLOSED)
    assert (told["meta"]["version"], told["meta"]["language"]) == (1, "nl")
    assert told["dataProtectionOfficer"]["email"] == "fg@b.example"
    assert "Jansen" not in json.dumps(told)
    assert asked("application/tilt+json", f"/en{VERSION}")[1]["meta"]["language"] == "en"


def test_dpv_is_a_notice_at_the_address_of_the_version(published: Client) -> None:
    kind, told = asked("application/ld+json")
    assert kind.startswith("application/ld+json")
    assert told["@type"] == "dpv:PrivacyNotice"
    assert told["@id"].endswith(VERSION)
    assert told["dpv:hasProcess"]
    said = json.dumps(told)
    assert "/portal/" not in said
    assert "Jansen" not in said
    assert "privacy@b.example" in said


def test_it_stays_as_it_was_drawn(published: Client) -> None:
    before = [Client().get(f"{VERSION}{form}/").content for form in ("tilt", "dpv")]
    renamed("call_start", "Eerste seconde", "First second")
    publish(published)
    assert [Client().get(f"{VERSION}{form}/").content for form in ("tilt", "dpv")] == before
    later = Client().get("/p/belfabriek/nu/tilt/")
    assert "Eerste seconde" in later.content.decode()
    assert later["Access-Control-Allow-Origin"] == "*"


def test_the_page_links_them_and_browsers_get_the_page(published: Client) -> None:
    page = Client(headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}).get(PAGE)
    assert "Accept" in page["Vary"]
    html = text(page)
    for form, kind in (("tilt", "application/tilt+json"), ("dpv", "application/ld+json")):
        assert f'href="/en{VERSION}{form}/"' in html
        assert f'type="{kind}"' in html
    assert "text/html" in Client(headers={"accept": "*/*"}).get(VERSION)["Content-Type"]
    assert "text/html" in Client().get(VERSION)["Content-Type"]
    paper = Client(headers={"accept": "application/pdf"}).get(VERSION)
    assert paper["Content-Type"] == "application/pdf"


def test_without_an_address_to_write_to_there_is_no_tilt(world: World, bella: Client) -> None:
    Contact.objects.filter(party=world.parties["Belfabriek"]).delete()
    publish(bella)
    assert set(StatementInTerms.objects.values_list("form", flat=True)) == {"DPV"}
    assert Client().get(f"{VERSION}tilt/").status_code == 404
    page = Client(headers={"accept": "application/tilt+json"}).get(PAGE)  # rather than nothing
    assert page["Content-Type"].startswith("text/html")
    assert f"{VERSION}tilt/" not in text(page)


def test_who_gets_data_in_secret_is_not_told(world: World) -> None:
    party, by = (
        world.parties["Belfabriek"],
        viewer_for_party(world.parties["Belfabriek"].pk, name="x"),
    )
    found = record(viewer=by, party=party, kind="CONTROLLER", on=ON)
    name = {"nl": "Geheim", "en": "Secret"}
    row = {"kind": "STATUTORY", "name": name, "secret": True}
    entries = tuple(
        replace(each, body={**each.body, "recipients": [row]}) for each in found.entries
    )
    told = public(replace(found, entries=entries), by)
    assert not any(each.body["recipients"] for each in told.entries)
