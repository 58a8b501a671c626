"""The form for requests at a partner's own address: its name, and it receives."""

import re

import pytest
from django.test import Client

from records.models import IntakeDraft, SubjectRequest
from tests.site.asking import ANSWERS, link, mailed
from tests.site.statements.test_pages import bella, publish  # noqa: F401
from tests.site.test_sub_processors import text
from tests.site.world import World
from voipgrid_privacy.site.views import following, requesting

pytestmark = pytest.mark.django_db
START = "/en/p/belfabriek/verzoek/"


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    for throttle in (requesting.pages, requesting.sending, following.throttle):
        throttle.forget()


def filled_in(visitor: Client, start: str) -> str:
    """Answer every question; return the address at which all answers are shown."""
    page = visitor.post(start, ANSWERS["recht"], follow=True)
    for _ in range(12):
        here = page.request["PATH_INFO"]
        step = here.rstrip("/").rpartition("/")[2]
        if step == "controleren":
            return here
        page = visitor.post(here, ANSWERS[step], follow=True)
    raise AssertionError(here)


def test_at_a_partners_address_the_partner_receives(world: World, bella: Client) -> None:  # noqa: F811
    assert Client().get(START).status_code == 404  # nothing was published there yet
    publish(bella)
    statement = text(Client().get("/en/p/belfabriek/"))
    own = f"/en/verzoek/bij/{world.parties['Belfabriek'].pk}/"
    assert f'href="{own}"' in statement
    assert Client().get(own)["Location"] == START
    visitor = Client()
    first = text(visitor.get(START))
    assert "Belfabriek receives your request" in first
    check = filled_in(visitor, START)
    assert check == f"{START}controleren/"
    shown = text(visitor.get(check))
    assert f'href="{START}recht/"' in shown
    assert 'href="/en/verzoek/' not in shown
    page = text(visitor.post(check, {"website": ""}, follow=True))
    row = SubjectRequest.objects.get()
    assert row.received_by == world.parties["Belfabriek"]
    assert re.search(r"AVG-\d{4}-\d{4}", page)[0] == row.reference
    assert "VoIPGRID <span>" not in page
    followed = text(Client().get(link(mailed())))
    assert "/p/belfabriek/" in followed
    assert bella.get(f"/en/portal/verzoeken/{row.pk}/").status_code == 200


def test_what_was_begun_at_one_address_is_not_sent_at_another(world: World, bella: Client) -> None:  # noqa: F811
    publish(bella)
    visitor = Client()
    filled_in(visitor, START)
    for place in ("/en/verzoek/controleren/", "/en/verzoek/recht/"):
        assert visitor.post(place, {"website": ""}).status_code == 404
    assert not SubjectRequest.objects.exists()
    assert IntakeDraft.objects.count() == 1
