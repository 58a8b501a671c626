"""Statistics without consent in the portal: point by point, own sites alone."""

from collections.abc import Callable
from html import unescape

import pytest
from django.core.management import call_command
from django.test import Client

from cookies.exemption.checklists import statistics
from cookies.models import ExemptionAnswer, Site
from tests.cookies.scanner.scanned import site_of
from tests.cookies.test_exemption import declare
from tests.site.world import World
from voipgrid_privacy.site.shell import SESSION_KEY

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
PAGE = "/en/portal/cookies/winkel/vrijstelling/"
POINT = statistics().points[0]
SHOWN = {"point": POINT.code, "met": "yes", "evidence": "Setting 4, seen on 1 November"}


@pytest.fixture
def shop(world: World) -> Site:
    call_command("load_cookies", verbosity=0)
    return site_of(world.parties["Belfabriek"])


def html(client: Client, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_every_point_is_asked_with_its_ground(shop: Site, visit: Visit) -> None:
    page = html(visit("Bella"))
    for point in statistics().points:
        assert point.question.en in page
    assert "8 points are open." in page
    assert "Consent is needed" in page
    assert PAGE.removeprefix("/en") in html(visit("Bella"), "/en/portal/cookies/winkel/")


def test_an_answer_is_put_on_record_with_what_shows_it(shop: Site, visit: Visit) -> None:
    bella = visit("Bella")
    assert bella.post(PAGE, SHOWN).status_code == 302
    page = html(bella)
    assert SHOWN["evidence"] in page
    assert "7 points are open." in page


def test_a_yes_without_evidence_is_refused_beside_its_point(shop: Site, visit: Visit) -> None:
    refused = visit("Bella").post(PAGE, {**SHOWN, "evidence": " "})
    assert refused.status_code == 400
    assert "Say what shows it" in unescape(refused.content.decode())
    assert not ExemptionAnswer.objects.exists()


@pytest.mark.parametrize(
    "given", [{}, {"point": "we_are_nice", "met": "yes", "evidence": "x"}, {**SHOWN, "met": "?"}]
)
def test_what_is_no_answer_is_refused(shop: Site, visit: Visit, given: dict[str, str]) -> None:
    assert visit("Bella").post(PAGE, given).status_code == 400
    assert not ExemptionAnswer.objects.exists()


def test_relying_on_it_and_asking_after_all(shop: Site, visit: Visit) -> None:
    bella = visit("Bella")
    nothing = bella.post(f"{PAGE}beroep/", {"claim": "1"}, follow=True)
    assert "no statistics of its own" in nothing.content.decode()
    declare(shop, "_pk_id", "ANALYTICS")
    bella.post(f"{PAGE}beroep/", {"claim": "1"})
    assert "Ask consent for statistics after all" in html(bella)
    bella.post(f"{PAGE}beroep/")
    assert "This site asks consent for its statistics." in html(bella)


def test_it_is_of_own_sites_alone(shop: Site, world: World, visit: Visit) -> None:
    stranger = visit("Both")  # in the name of Spraakwerk
    session = stranger.session
    session[SESSION_KEY] = str(world.parties["Spraakwerk"].pk)
    session.save()
    assert stranger.get(PAGE).status_code == 404
    assert stranger.post(PAGE, SHOWN).status_code == 404
    assert stranger.post(f"{PAGE}beroep/", {"claim": "1"}).status_code == 404
    assert visit("Eve").post(PAGE, SHOWN).status_code == 403
    assert not ExemptionAnswer.objects.exists()
