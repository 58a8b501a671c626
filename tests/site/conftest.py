"""The cast of the pages, and a browserless visitor for each of them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.remembered import remembered
from tests.site.world import World, build


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The register takes a while to load: once a module, and each test undoes only its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield remembered(build)
        transaction.set_rollback(True)


@pytest.fixture
def visit(world: World) -> Callable[[str], Client]:
    def as_user(name: str) -> Client:
        client = Client()
        client.force_login(world.users[name])
        return client

    return as_user
