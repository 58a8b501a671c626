"""In whose rows a data subject is: counted, for who may know, and that they looked is kept."""

import pytest
from django.db import DatabaseError, transaction

from records.answers import services
from records.models import SubjectLook
from tests.records.answers.conftest import NOW, Asking, World
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, partner_scope

pytestmark = pytest.mark.django_db


def test_in_whose_rows_somebody_is_is_counted_for_the_platform(world: World) -> None:
    found = services.locate_subject(request=world.request, at=NOW, by=world.olga)
    assert found.unknown == ()
    assert {(spot.partner, spot.customer, spot.in_request) for spot in found.spots} == {
        (world.cast.belfabriek, world.cast.bakker, True),
        (world.cast.spraakwerk, world.eigenheim, True),
    }
    look = SubjectLook.objects.get()
    assert (look.request, look.party) == (world.request, world.cast.platform)
    assert look.looked_at > NOW  # the database says when


def test_a_partner_counts_its_own_rows_alone_and_who_only_looks_none(world: World) -> None:
    bella = world.manager_of(world.cast.belfabriek)
    with partner_scope(bella):
        found = services.locate_subject(request=world.request, at=NOW, by=bella)
        assert {(spot.partner, spot.customer) for spot in found.spots} == {
            (world.cast.belfabriek, world.cast.bakker)
        }
        assert SubjectLook.objects.get().party == world.cast.belfabriek
    with partner_scope(world.manager_of(world.cast.spraakwerk)):
        assert not SubjectLook.objects.exists()
    auditor = Viewer(None, "auditor", abilities=frozenset({Ability.READ_ALL}))
    with pytest.raises(NotAllowed):
        services.locate_subject(request=world.request, at=NOW, by=auditor)
    assert SubjectLook.objects.count() == 1


def test_of_a_request_that_is_not_ones_own_nobody_looks(world: World, asking: Asking) -> None:
    others = asking.receive(about=world.cast.bakker, received_by=world.cast.belfabriek)
    with pytest.raises(NotFound):
        services.locate_subject(request=others, at=NOW, by=world.manager_of(world.cast.spraakwerk))
    assert not SubjectLook.objects.exists()


def test_a_look_is_neither_changed_nor_lost(world: World) -> None:
    services.locate_subject(request=world.request, at=NOW, by=world.olga)
    rows = SubjectLook.objects.all()
    for change in (rows.delete, lambda: rows.update(party=None)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
