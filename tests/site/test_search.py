"""The search of the portal and the admin, as a browser without JavaScript meets it."""

import logging

import pytest

from voipgrid_privacy.kernel import search as registry
from voipgrid_privacy.kernel.search import Hit, Surface, likeness, searchable
from voipgrid_privacy.kernel.tenancy import PUBLIC

pytestmark = pytest.mark.django_db

PORTAL, ADMIN = "/en/portal/zoeken/", "/en/admin/zoeken/"


def test_the_result_line_holds_the_answer(visit):
    page = visit("Bella").post(PORTAL, {"q": "baker"}).content.decode()
    assert "Controller today:" in page
    assert "<strong>Bakker</strong> (transmitted data)" in page
    assert "<strong>Belfabriek</strong> (traffic and billing data, other personal data)" in page


def test_an_officer_finds_everyone_in_the_admin(visit):
    page = visit("Olga").post(ADMIN, {"q": "slagr"}).content.decode()
    assert "<strong>Slager</strong> (transmitted data)" in page


def test_somebody_elses_customer_is_not_there(visit):
    page = visit("Bella").post(PORTAL, {"q": "Slager"}).content.decode()
    assert "Nothing that you may see fits." in page


def test_contracts_and_pages_are_found_too(visit):
    client = visit("Bella")
    assert "Belfabriek/Bakker" in client.post(PORTAL, {"q": "belfabriek bak"}).content.decode()
    assert "/en/portal/klanten/" in client.post(PORTAL, {"q": "custmers"}).content.decode()
    page = visit("Olga").post(ADMIN, {"q": "findngs"}).content.decode()
    assert "/en/admin/roles/finding/" in page


def test_what_the_viewer_may_enter_is_offered(visit):
    assert (
        "/admin/roles/party/add/" in visit("Olga").post(ADMIN, {"q": "new party"}).content.decode()
    )


def test_nothing_is_asked_by_an_address(visit):
    page = visit("Bella").get(PORTAL, {"q": "Bakker"})
    assert page.status_code == 200
    assert "Controller today:" not in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0")


def test_what_is_typed_is_not_logged(visit, caplog):
    caplog.set_level(logging.DEBUG)
    visit("Bella").post(PORTAL, {"q": "Bakkerszoon"})
    visit("Olga").post(ADMIN, {"q": "Bakkerszoon"})
    assert "Bakkerszoon" not in "".join(
        r.getMessage() for r in caplog.records if r.name != "django.db.backends"
    )


def test_htmx_gets_the_results_alone(visit):
    page = visit("Bella").post(PORTAL, {"q": "Bakker"}, headers={"HX-Request": "true"})
    assert b"<html" not in page.content
    assert b"Controller today:" in page.content


def test_strangers_are_refused(visit, client):
    assert visit("Eve").post(PORTAL, {"q": "Bakker"}).status_code == 403
    assert visit("Bella").post(ADMIN, {"q": "Bakker"}).status_code in {302, 403}
    assert client.post(PORTAL, {"q": "Bakker"}).status_code == 302


@pytest.mark.parametrize("typed", ["", "a", " ", "\x00", "%00", "<script>", "x" * 5000])
def test_whatever_is_typed_gets_an_answer(visit, typed):
    assert visit("Bella").post(PORTAL, {"q": typed}).status_code == 200


def test_what_is_typed_is_shown_as_text(visit):
    page = visit("Bella").post(PORTAL, {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_an_app_adds_what_can_be_found(world, visit, monkeypatch):
    monkeypatch.setattr(registry, "_REGISTERED", dict(registry._REGISTERED))

    @searchable(Surface.PORTAL, "requests", "Requests", order=30)
    def requests(question):
        yield Hit(f"Request of {question.words}", "/portal/")

    page = visit("Bella").post(PORTAL, {"q": "mevrouw"}).content.decode()
    assert "Request of mevrouw" in page


def test_every_finder_starts_from_what_the_viewer_may_see(world):
    for surface in Surface:
        for each in registry.registered(surface):
            question = registry.Question(PUBLIC, "bakker", registry.timezone.localdate())
            assert [hit for hit in each.find(question) if "Bakker" in hit.title] == []


def test_likeness_forgives_accents_and_typing_errors():
    assert likeness("bevindngen", "Bevindingen") > 0.9
    assert likeness("reg part", "Register: partijen") == 1.0
    assert likeness("zzz", "Bevindingen") < 0.5
    assert likeness("", "Bevindingen") == 0.0
