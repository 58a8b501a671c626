"""Agreements whose service has ended, or will."""

import pytest

from roles.agreements.services import end_agreement
from tests.roles.ending import END, chosen, opened, signed, stop, viewer
from tests.roles.ends.given import TO_COME
from voipgrid_privacy.kernel.tenancy import SYSTEM


@pytest.fixture
def chain(shared_cast):
    """Bakker bought of Belfabriek, which has VoIPGRID process, which has a host do so."""
    cast = shared_cast
    cast.delivers(cast.belfabriek, cast.bakker)
    cast.host = cast.party("Host", kind="SUPPLIER")
    cast.sells(cast.host, cast.platform, kind="SUPPLY")
    cast.top = signed(cast.belfabriek, cast.bakker)
    return cast


@pytest.fixture
def bella(chain):
    return viewer(chain.belfabriek)


@pytest.fixture
def left(chain):
    """The end of Bakker's service, with nobody below who has an agreement."""
    stop(chain.belfabriek, chain.bakker)
    return opened(chain.top)


@pytest.fixture
def partner_left(chain):
    """The end of what VoIPGRID does for Belfabriek: both have an account here."""
    made = signed(chain.platform, chain.belfabriek)
    end_agreement(agreement=made, on=END, by=SYSTEM)
    return opened(made)


@pytest.fixture
def leaving(chain):
    """The end of Bakker's service, which is still to come."""
    stop(chain.belfabriek, chain.bakker, TO_COME)
    return opened(chain.top)


@pytest.fixture
def to_state(partner_left, bella):
    chosen(partner_left, bella, "DELETE")
    return partner_left


@pytest.fixture
def three(chain):
    """The agreements below: of VoIPGRID with Belfabriek, and of the host with VoIPGRID."""
    chain.upper = signed(chain.platform, chain.belfabriek)
    chain.lower = signed(chain.host, chain.platform)
    stop(chain.belfabriek, chain.bakker)
    return chain
