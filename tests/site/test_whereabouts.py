"""In whose rows somebody is, in admin and portal: looked at, kept who looked, and placed there."""

from collections.abc import Callable

import pytest
from django.test import Client

from records.models import SubjectLook, SubjectRequest
from tests.records.answers.filling import our_own
from tests.site.answering import ANNA, pairs
from tests.site.threads import received
from tests.site.world import World

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
ADMIN, PORTAL = "/en/admin/avg-verzoeken/{}/waar/", "/en/portal/avg-verzoeken/{}/waar/"


def text(answer: object) -> str:
    assert answer.status_code == 200, answer.status_code  # type: ignore[attr-defined]
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


@pytest.fixture
def asked(world: World) -> SubjectRequest:
    our_own(*pairs(world))
    return received(world.parties["Belfabriek"], subject=ANNA)


def test_an_officer_sees_every_chain_and_places_the_request_there(
    world: World, visit: Visit, asked: SubjectRequest
) -> None:
    ours = received(world.parties["VoIPGRID B.V."], subject=ANNA)
    olga, page = visit("Olga"), ADMIN.format(ours.pk)
    assert page in text(olga.get(f"/en/admin/verzoeken/{ours.pk}/"))
    assert "Bakker" not in text(olga.get(page))
    answer = olga.post(page, {"do": "look"})
    shown = text(answer)
    assert "no-store" in answer["Cache-Control"]
    for name in ("Bakker", "Slager", "Belfabriek", "Spraakwerk"):
        assert name in shown
    for canary in ("Canarie", "12345678"):
        assert canary not in shown
    chosen = [str(world.parties[name].pk) for name in ("Bakker", "Slager")]
    nameless = text(olga.post(page, {"do": "place", "about": chosen}))
    assert "This field is required" in nameless
    done = olga.post(page, {"do": "place", "about": chosen, "name": "Olga"}, follow=True)
    assert "It is on record." in text(done)
    about = set(ours.parts.standing().exclude(about=None).values_list("about__name", flat=True))
    assert about == {"Bakker", "Slager"}
    assert "Place the request there" not in text(olga.post(page, {"do": "look"}))
    assert SubjectLook.objects.count() == 2
    assert "Somebody looked 2 times" in text(olga.get(page))


def test_in_anothers_chain_the_receiver_does_not_place_it(
    world: World, visit: Visit, asked: SubjectRequest
) -> None:
    shown = text(visit("Olga").post(ADMIN.format(asked.pk), {"do": "look"}))
    assert "Slager" in shown
    assert f'value="{world.parties["Bakker"].pk}"' in shown
    assert f'value="{world.parties["Slager"].pk}"' not in shown


def test_a_partner_sees_its_own_customers_alone(
    world: World, visit: Visit, asked: SubjectRequest
) -> None:
    bella, page = visit("Bella"), PORTAL.format(asked.pk)
    assert page in text(bella.get(f"/en/portal/verzoeken/{asked.pk}/"))
    place = 'href="/en/portal/verzoeken/" aria-current="page"'
    assert place in text(bella.get(page))  # which place of the portal this is
    shown = text(bella.post(page, {"do": "look"}))
    assert "Bakker" in shown
    for hidden in ("Slager", "Spraakwerk"):
        assert hidden not in shown
    slager = {"do": "place", "about": [str(world.parties["Slager"].pk)], "name": "Bella"}
    assert "valid choice" in text(bella.post(page, slager))
    assert bella.post(page, {**slager, "about": ["x"]}).status_code == 404
    bakker = {**slager, "about": [str(world.parties["Bakker"].pk)]}
    assert "It is on record." in text(bella.post(page, bakker, follow=True))
    assert visit("Eve").get(page).status_code == 403


def test_of_a_request_that_names_nobody_it_is_said_why(
    world: World, visit: Visit, asked: SubjectRequest
) -> None:
    asked.identifiers.all().delete()
    olga = visit("Olga")
    assert 'role="alert"' in text(olga.post(ADMIN.format(asked.pk), {"do": "look"}))
    assert not SubjectLook.objects.exists()
