"""*What if?* in portal and admin."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.site.world import World

pytestmark = pytest.mark.django_db
Visit = Callable[[str], Client]


@pytest.mark.parametrize(
    ("who", "path"), [("Bella", "/en/portal/wat-als/"), ("Olga", "/en/admin/wat-als/")]
)
def test_what_if_is_asked_and_answered(world: World, visit: Visit, who: str, path: str) -> None:
    client = visit(who)
    asked = {"party": str(world.parties["Bakker"].pk), "on": "2026-03-01"}
    page = client.get(path, asked).content.decode()
    assert "Belfabriek sells through a sub-reseller" in page
    asked["what"] = f"SUB_RESELLS:{world.parties['Belfabriek'].pk}"
    page = client.get(path, asked).content.decode()
    assert "New sub-reseller and Bakker need a data processing agreement." in page
    assert "GDPR Art. 28(3)" in page
    wrong = client.get(path, {**asked, "what": "X:1"}).content.decode()
    assert "That cannot be supposed of this chain on this day." in wrong


def test_a_partner_supposes_nothing_of_anothers_customer(world: World, visit: Visit) -> None:
    theirs = {"party": str(world.parties["Slager"].pk)}
    assert visit("Bella").get("/en/portal/wat-als/", theirs).status_code == 404
    assert visit("Bella").get("/en/portal/wat-als/", {"party": "x"}).status_code == 404
    assert visit("Bella").get("/en/portal/wat-als/").status_code == 200
    assert visit("Olga").get("/en/admin/wat-als/").status_code == 200
