"""Security measures in the portal and the admin: stated, added, ended, and told in records."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client

from roles.models import Measure, TakenMeasure
from tests.site.test_sub_processors import text
from tests.site.world import World

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
PATH = "/en/portal/maatregelen/"
OWN = {
    "do": "own",
    "kind": "PEOPLE",
    "name_nl": "Vier ogen",
    "name_en": "Four eyes",
    "description_nl": "Twee mensen luisteren.",
    "description_en": "Two people listen.",
}


def stated(code: str = "backups", **more: str) -> dict[str, object]:
    measure = Measure.objects.get(code=code)
    return {"do": "state", "measure": measure.pk, "on": "2026-01-01", **more}


def test_a_partner_states_adds_and_ends(world: World, visit: Visit) -> None:
    bella = visit("Bella")
    page = text(bella.get(PATH))
    assert "You state no measures yet" in page
    assert "VoIPGRID B.V." in page  # what those that deliver to it state
    done = text(bella.post(PATH, stated(name="Bella Bel", evidence="ISO 1"), follow=True))
    assert "It is stated" in done
    assert {"Bella Bel", "ISO 1"} <= {part for part in ("Bella Bel", "ISO 1") if part in done}
    assert "The measure is added" in text(bella.post(PATH, OWN, follow=True))
    own = Measure.objects.get(party=world.parties["Belfabriek"])
    assert "Four eyes" in text(bella.post(PATH, stated(own.code), follow=True))
    row = TakenMeasure.objects.get(measure__code="backups")
    ended = bella.post(PATH, {"do": "end", "taken": row.pk, "on": "2026-02-01"}, follow=True)
    assert "you no longer state it" in text(ended)
    assert "ended" in text(ended)


def test_what_is_refused_is_said_on_the_page(visit: Visit) -> None:
    bella = visit("Bella")
    bella.post(PATH, stated())
    twice = bella.post(PATH, stated())
    assert "already states that measure" in twice.content.decode()
    assert bella.post(PATH, {"do": "sing"}).status_code == 404
    row = TakenMeasure.objects.get(measure__code="backups")
    wrong = bella.post(PATH, {"do": "end", "taken": row.pk, "on": "2025-01-01"})
    assert 'class="error"' in wrong.content.decode()


def test_nobody_ends_what_another_states(world: World, visit: Visit) -> None:
    platform = TakenMeasure.objects.filter(party=world.parties["VoIPGRID B.V."]).first()
    given = {"do": "end", "taken": platform.pk, "on": "2026-02-01"}
    assert visit("Bella").post(PATH, given).status_code == 404
    assert visit("Eve").get(PATH).status_code == 403


def test_records_tell_what_is_stated(world: World, visit: Visit) -> None:
    call_command("load_retention", verbosity=0)
    call_command("load_records", verbosity=0)
    bella = visit("Bella")
    assert "(g) the security measures" in text(bella.get("/en/portal/verwerkingen/"))
    bella.post(PATH, stated())
    listed = text(bella.get("/en/portal/verwerkingen/"))
    assert "(g) the security measures" not in listed


def test_an_officer_states_for_a_party_in_the_admin(world: World) -> None:
    olga = Client()
    olga.force_login(world.users["Olga"])
    given = stated("firewalls", evidence="audit", name="Olga")
    given |= {"party": world.parties["Datacenter"].pk}
    added = olga.post("/en/admin/roles/takenmeasure/add/", given)
    assert added.status_code == 302, added.content.decode()
    row = TakenMeasure.objects.get(party=world.parties["Datacenter"])
    page = f"/en/admin/roles/takenmeasure/{row.pk}/"
    assert "audit" in text(olga.get(f"{page}change/"))
    olga.post(f"{page}end/", {"on": "2026-03-01"})
    row.refresh_from_db()
    assert str(row.valid_until) == "2026-03-01"
    own = {**OWN, "party": world.parties["Datacenter"].pk}
    assert olga.post("/en/admin/roles/measure/add/", own).status_code == 302
    made = Measure.objects.get(party=world.parties["Datacenter"])
    assert "Four eyes" in text(olga.get(f"/en/admin/roles/measure/{made.pk}/change/"))
    assert text(olga.get("/en/admin/roles/takenmeasure/"))
