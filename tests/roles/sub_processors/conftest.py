"""The chain of these tests, made once a test on the shared register."""

from collections.abc import Callable

import pytest
from django.core import mail as outbox

from tests.roles.conftest import Cast
from tests.roles.sub_processors.chain import LONG_AGO, Chain, agreed, reachable


@pytest.fixture
def chain(shared_cast: Cast) -> Chain:
    cast = shared_cast
    carrier = cast.party("Carrier", "SUPPLIER", is_public=True)
    slager, molenaar = (
        cast.party(name, registered_by=partner)
        for name, partner in (("Slager", cast.belfabriek), ("Molenaar", cast.spraakwerk))
    )
    for contract in cast.platform.delivers.filter(acquirer__is_model=False):
        contract.delete()
    for partner in (cast.belfabriek, cast.spraakwerk):
        cast.sells(cast.platform, partner, LONG_AGO)
    for partner, customer in (
        (cast.belfabriek, cast.bakker),
        (cast.belfabriek, slager),
        (cast.spraakwerk, molenaar),
    ):
        cast.delivers(partner, customer, LONG_AGO)
        reachable(customer)
    for partner in (cast.belfabriek, cast.spraakwerk):
        reachable(partner)
    agreed(cast.belfabriek, cast.platform, 30)
    agreed(cast.spraakwerk, cast.platform, 12)
    agreed(cast.bakker, cast.belfabriek, 14)
    agreed(slager, cast.belfabriek, 21)
    agreed(molenaar, cast.spraakwerk, 7)
    return Chain(cast, carrier, slager, molenaar)


@pytest.fixture
def sent() -> Callable[[], list[str]]:
    """Return to whom mail went, in the order in which it left."""
    return lambda: [str(one.to[0]) for one in outbox.outbox]
