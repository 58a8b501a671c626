"""Anna asks to have her data erased; VoIPGRID has an address, the other recipients have none."""

from collections.abc import Callable

import pytest

from records.models import RequestPart
from roles.models import Contact, Party
from tests.records.answers.conftest import _world  # noqa: F401
from tests.records.requests.conftest import (  # noqa: F401
    Asking,
    asking,
    cast,
    manager_of,
    olga,
)
from tests.roles.conftest import Cast
from voipgrid_privacy.kernel.tenancy import Viewer


@pytest.fixture
def part(cast: Cast, asking: Asking) -> RequestPart:  # noqa: F811
    """Anna, at Bakker, asks Belfabriek to erase; VoIPGRID has an address, its host has none."""
    request = asking.receive(rights=["ERASURE"], about=cast.bakker, received_by=cast.belfabriek)
    Contact.objects.create(party=cast.platform, kind="PRIVACY", email="avg@voipgrid.example")
    Contact.objects.create(party=cast.belfabriek, kind="PRIVACY", email="avg@belfabriek.example")
    return asking.part(request, "TRAFFIC_BILLING")


@pytest.fixture
def bella(cast: Cast, manager_of: Callable[[Party], Viewer]) -> Viewer:  # noqa: F811
    return manager_of(cast.belfabriek)
