"""A supply from abroad, and what is recorded of it."""

import pytest

from roles.transfers import services
from tests.roles.transfers.recording import SCC, START
from voipgrid_privacy.kernel.tenancy import SYSTEM


@pytest.fixture
def cast(shared_cast):
    return shared_cast


@pytest.fixture
def ridgeline(cast):
    return cast.party("Ridgeline Inc.", "SUPPLIER", country="US", is_public=True)


@pytest.fixture
def supply(cast, ridgeline):
    return cast.sells(ridgeline, cast.platform, kind="SUPPLY")


@pytest.fixture
def record(cast, ridgeline, supply):
    def make(**given):
        asked = {
            "exporter": cast.platform,
            "importer": ridgeline,
            "country": "US",
            "contract": supply,
            "on": START,
            **SCC,
            **given,
        }
        return services.record_transfer(**asked, by=SYSTEM)

    return make
