"""The chain under these papers: Belfabriek delivers to Bakker."""

import pytest

from tests.roles.conftest import Cast


@pytest.fixture
def chain(shared_cast: Cast) -> Cast:
    shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker)
    return shared_cast
