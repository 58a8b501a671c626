"""VoIPGRID with two partners and a customer each, one of which came by a reseller."""

import pytest

from tests.roles.conftest import _module_cast, shared_cast  # noqa: F401
from voipgrid_privacy.kernel.tenancy import Ability, Viewer


@pytest.fixture
def chain(shared_cast):  # noqa: F811
    cast = shared_cast
    cast.slager = cast.party("Slager")
    cast.dealer = cast.party("Dealer", kind="RESELLER")
    cast.fiets = cast.party("Fiets")
    cast.delivers(cast.belfabriek, cast.bakker)
    cast.delivers(cast.spraakwerk, cast.slager)
    cast.sells(cast.belfabriek, cast.dealer)
    cast.delivers(cast.dealer, cast.fiets)
    return cast


@pytest.fixture
def olga_viewer():
    """The privacy officer."""
    abilities = frozenset({Ability.READ_ALL, Ability.WRITE_REGISTER})
    return Viewer(None, "Olga", abilities=abilities)
