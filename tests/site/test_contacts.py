"""Contacts in the portal and the admin: added, corrected, removed; and what is left of them."""

import uuid
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client

from roles import services
from roles.models import Contact
from tests.naming import everything_that_names
from tests.site.test_sub_processors import text
from tests.site.world import World
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.history import trail_of
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, Ability, Viewer, partner_scope

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
PATH = "/en/portal/contacten/"
JAN = {"do": "add", "kind": "DPO", "name": "Jan Visser", "email": "fg@belfabriek.example.nl"}


@pytest.fixture
def jan(world: World, visit: Visit) -> Contact:
    assert "The contact is added." in text(visit("Bella").post(PATH, JAN, follow=True))
    return Contact.objects.get(party=world.parties["Belfabriek"], kind="DPO")


def test_a_partner_corrects_and_removes_who_is_no_contact_any_more(
    visit: Visit, jan: Contact
) -> None:
    bella = visit("Bella")
    assert "Jan Visser" in text(bella.get(PATH))
    given = {"do": "correct", "contact": jan.pk, "name": "Jan", "email": "jan@x.example.nl"}
    assert "The contact is corrected." in text(bella.post(PATH, given, follow=True))
    said = text(bella.post(PATH, {"do": "remove", "contact": jan.pk}, follow=True))
    assert "removed and erased" in said
    assert "jan@x.example.nl" not in said
    assert everything_that_names("jan@x.example.nl") == []
    assert everything_that_names("Jan Visser") == []
    events = trail_of(jan)
    assert [event["pgh_label"] for event in events] == ["insert", "update", "delete"]
    assert {str(event["party_id"]) for event in events} == {str(jan.party_id)}
    again = bella.post(PATH, {"do": "remove", "contact": jan.pk})
    assert again.status_code == 404


def test_nobody_removes_a_contact_of_another(world: World, visit: Visit, jan: Contact) -> None:
    for name in ("Eve", "Sam"):
        if name in world.users:
            for pk in (jan.pk, uuid.uuid4()):
                answer = visit(name).post(PATH, {"do": "remove", "contact": pk})
                assert answer.status_code in {403, 404}
    other = frozenset({world.parties["Spraakwerk"].pk})
    by = Viewer(None, "Spraakwerk", other, frozenset(), frozenset({Ability.WRITE_OWN}))
    with pytest.raises((NotAllowed, NotFound)):
        services.remove_contact(contact=jan, by=by)
    with partner_scope(by), connection.cursor() as cursor:  # past the service
        cursor.execute("SELECT roles_remove_contact(%s)", [jan.pk])
        assert cursor.fetchone() == (False,)
    with partner_scope(PUBLIC), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT roles_remove_contact(%s)", [jan.pk])
        assert cursor.fetchone() == (False,)
    assert Contact.objects.filter(pk=jan.pk).exists()


def test_what_cannot_be_reached_is_no_contact(visit: Visit, jan: Contact) -> None:
    bella = visit("Bella")
    refused = bella.post(PATH, {"do": "add", "kind": "PRIVACY", "name": "Piet"})
    assert "Give an e-mail address or a telephone number." in refused.content.decode()
    given = {"do": "correct", "contact": jan.pk, "name": "Jan"}
    refused = bella.post(PATH, given)
    assert "Give an e-mail address or a telephone number." in refused.content.decode()
    assert bella.post(PATH, {"do": "sing"}).status_code == 404
    jan.refresh_from_db()
    assert jan.email == "fg@belfabriek.example.nl"


def test_an_officer_corrects_and_removes_in_the_admin(world: World, jan: Contact) -> None:
    olga = Client()
    olga.force_login(world.users["Olga"])
    page = f"/en/admin/roles/contact/{jan.pk}/change/"
    assert "Remove" in text(olga.get(page))
    olga.post(page, {"name": "Jan V.", "email": "fg@x.example.nl", "phone": ""})
    jan.refresh_from_db()
    assert (jan.name, jan.email, jan.kind) == ("Jan V.", "fg@x.example.nl", "DPO")
    olga.post(f"/en/admin/roles/contact/{jan.pk}/remove/", {"yes": "1"})
    assert not Contact.objects.filter(pk=jan.pk).exists()
    with pytest.raises(NotFound):
        services.remove_contact(contact=jan, by=SYSTEM)
