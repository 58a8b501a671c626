"""Explanations on the pages: who may read them, on record, looked up, on paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from roles.explaining.models import RecordedQuestion
from tests.site.world import World

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]
DAY = "2026-03-01"


def question(world: World, **more: str) -> dict[str, str]:
    return {
        "subject": str(world.parties["Bakker"].pk),
        "party": str(world.parties["Belfabriek"].pk),
        "category": "TRANSMITTED",
        "on": DAY,
        **more,
    }


def links(html: str, path: str) -> list[str]:
    found = re.findall(rf'href="({re.escape(path)}\?[^"]+)"', html)
    return [link.replace("&amp;", "&") for link in found]


def test_every_role_of_the_portal_leads_to_its_explanation(world: World, visit: Visit) -> None:
    client = visit("Bella")
    party = world.parties["Bakker"].pk
    page = client.get(f"/en/portal/rollen/?party={party}&on={DAY}").content.decode()
    found = links(page, "/en/portal/uitleg/")
    assert len(found) > 10
    for link in found[:6]:
        shown = client.get(link)
        assert shown.status_code == 200
        assert "The facts, who entered them and when" in shown.content.decode()


def test_it_is_found_under_the_roles(world: World, visit: Visit) -> None:
    html = visit("Bella").get("/en/portal/uitleg/", question(world)).content.decode()
    assert '<a href="/en/portal/rollen/" aria-current="page">' in html


def test_it_says_what_the_feature_means_for_keeping_the_data(world: World, visit: Visit) -> None:
    client, here = visit("Bella"), "/en/portal/uitleg/"
    html = client.get(here, question(world, category="TRAFFIC_BILLING")).content.decode()
    assert "What this means for keeping the data" in html
    assert "Traffic data stay as long as the bill can be challenged" in html
    assert "Tw Art. 11.5(2)" in html
    unused = question(world, feature="TRANSCRIPTION")
    assert 'id="keeping"' not in client.get(here, unused).content.decode()
    admin = visit("Olga").get("/admin/uitleg/", question(world)).content.decode()
    assert "Van een gesprek zelf wordt niets bewaard." in admin
    assert (
        "Van een gesprek zelf wordt niets bewaard."
        in client.get("/portal/uitleg/", question(world)).content.decode()
    )


def test_it_says_why_not(world: World, visit: Visit) -> None:
    page = visit("Bella").get("/en/portal/uitleg/", question(world, expected="CONTROLLER"))
    html = page.content.decode()
    assert "It decides by itself why and how these data are handled." in html
    assert "GDPR Art. 28(10)" in html


@pytest.mark.parametrize("name", ["Eve", "Both"])
def test_only_who_may_see_the_chain_reads_it(world: World, visit: Visit, name: str) -> None:
    client = visit(name)
    theirs = question(world, subject=str(world.parties["Slager"].pk))
    theirs["party"] = str(world.parties["Spraakwerk"].pk)
    got = client.get("/en/uitleg/", theirs)
    assert got.status_code == (200 if name == "Both" else 404)
    assert client.get("/en/uitleg/", {"party": "x"}).status_code == 404


def test_a_recorded_question_is_found_by_its_reference_by_who_may_see_it(
    world: World, visit: Visit
) -> None:
    client = visit("Bella")
    made = client.post("/en/portal/uitleg/", question(world, expected="CONTROLLER"))
    assert made.status_code == 302
    reference = RecordedQuestion.objects.get().reference
    typed = {"reference": reference.lower().replace("-", " ")}
    found = client.get("/en/portal/uitleg/", typed, follow=True)
    assert found.redirect_chain[-1][0] == f"/en/uitleg/{reference}/"
    html = found.content.decode()
    assert "Derived again just now: the same answer as was given." in html
    assert RecordedQuestion.objects.get().answer_hash in html
    assert visit("Olga").get(f"/en/uitleg/{reference}/").status_code == 200
    for stranger in (visit("Eve"), Client()):
        assert stranger.get(f"/en/uitleg/{reference}/").status_code == 404
    assert client.get("/en/uitleg/0000-0000-0000/").status_code == 404


def test_the_document_is_reproducible(world: World, visit: Visit) -> None:
    client = visit("Bella")
    url = client.post("/en/portal/uitleg/", question(world)).url
    one, two = (client.get(f"{url}?format=pdf") for _ in range(2))
    assert one["Content-Type"] == "application/pdf"
    assert one.content == two.content
    assert one.content.count(b"/Type /Page\n") + one.content.count(b"/Type/Page\n") <= 1
    dutch = client.get(f"{url}?format=pdf".replace("/en/", "/"))
    assert dutch.content != one.content


def test_the_public_asks_about_the_model_and_records_no_second_row(world: World) -> None:
    visitor = Client()
    page = visitor.get("/en/rollen/transmitted/partner/").content.decode()
    link = links(page, "/en/uitleg/")[0]
    assert visitor.get(link).status_code == 200
    asked: dict[str, Any] = dict(p.split("=") for p in link.partition("?")[2].split("&"))
    first, second = (visitor.post("/en/uitleg/", asked) for _ in range(2))
    assert first.status_code == 302
    assert first.url == second.url
    assert RecordedQuestion.objects.count() == 1
    assert visitor.get(first.url).status_code == 200
    private = visitor.post("/en/uitleg/", question(world))
    assert private.status_code == 404
    assert RecordedQuestion.objects.count() == 1


def test_an_officer_explains_records_and_prints(world: World, visit: Visit) -> None:
    olga = visit("Olga")
    where = f"/en/admin/wie-is-wat/?party={world.parties['Bakker'].pk}&on={DAY}"
    page = olga.get(where).content.decode()
    found = links(page, "/en/admin/uitleg/")
    assert found
    assert olga.get(found[0] + "&expected=PROCESSOR").status_code == 200
    made = olga.post("/en/admin/uitleg/", question(world), follow=True)
    assert "the same answer as was given" in made.content.decode()
    reference = RecordedQuestion.objects.get().reference
    sheet = olga.get(f"/en/admin/uitleg/{reference}/?format=pdf")
    assert sheet.content.startswith(b"%PDF-")
    assert olga.get("/en/admin/uitleg/").status_code == 200
    assert olga.get("/en/admin/uitleg/NOPE/").status_code == 404
    assert olga.get("/en/admin/roles/recordedquestion/").status_code == 200
    assert visit("Bella").get(found[0]).status_code in {302, 403}
