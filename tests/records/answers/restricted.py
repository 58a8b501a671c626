"""Anna has her data restricted, and that restriction is announced and lifted."""

from datetime import date
from typing import Any

import pytest

from records.models import (
    DataStore,
    RequestPart,
    Restriction,
)
from records.requests import services as requests
from records.restrictions.choices import Ground, ToldBy
from records.restrictions.services import announce_lifting, lift_restriction, restrict_part
from tests.records.answers.conftest import NOW, SAID, World, known
from tests.records.answers.deciding import decide
from voipgrid_privacy.kernel.tenancy import Viewer

TODAY, LATER = date(2026, 3, 10), date(2026, 3, 24)


@pytest.fixture
def asked(world: World, asking: Any, filled: DataStore) -> World:
    """She asks Belfabriek, over VoIPGRID, to restrict, and to erase what is wrong."""
    world.request = asking.receive(rights=["RESTRICTION", "ERASURE"], about=world.cast.bakker)
    known(world.request, world.olga)
    requests.forward_part(part=world.part(world.cast.bakker), **SAID, by=world.olga)
    decide(filled)
    return world


@pytest.fixture
def bella(asked: World) -> Viewer:
    return asked.manager_of(asked.cast.belfabriek)


@pytest.fixture
def part(asked: World) -> RequestPart:
    return asked.part(asked.cast.bakker)


@pytest.fixture
def placed(asked: World, part: RequestPart, bella: Viewer) -> Restriction:
    asked.search(asked.cast.bakker, bella)
    return restrict_part(part=part, ground=Ground.ACCURACY, text="It is checked.", **SAID, by=bella)


def announce(row: Restriction, by: Viewer, **more: Any) -> Restriction:
    given = {"lifts_on": LATER, "told_by": ToldBy.THREAD, "text": "They were right.", **SAID}
    return announce_lifting(restriction=row, **{**given, **more}, by=by)


def lift(row: Restriction, by: Viewer, on: date = LATER) -> Restriction:
    return lift_restriction(restriction=row, name="Bella", on=on, at=NOW, by=by)
