"""Fixtures for every test: one cast, a real PostgreSQL, no network beyond this machine."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import override_settings
from django.utils import translation
from hypothesis import settings

from roles.services import load_register
from voipgrid_privacy.kernel.rls import REFUSE_TRUNCATE
from voipgrid_privacy.kernel.tenancy import SYSTEM

LIFTED = """
    CREATE OR REPLACE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN RETURN NULL; END'
"""

# The same examples each time: a failure tells about the change. `make explore` looks further.
settings.register_profile("steady", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("explore", max_examples=2_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session", autouse=True)
def _quick_hashing() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["tests.hashing.QuickArgon2"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _emptied_between_tests() -> Iterator[None]:
    """Let tests that commit be undone: whoever owns the guard of every table lifts it meanwhile."""
    flush = DatabaseOperations.sql_flush

    def unguarded(*args: Any, **kwargs: Any) -> list[str]:
        return [LIFTED, *flush(*args, **kwargs), REFUSE_TRUNCATE]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", unguarded)
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have a test database made also where all that are asked for reach it by our own fixtures.

    pytest-django looks for its own markers and fixtures alone; where it finds none it leaves the
    settings as they are, and tests would write in the database of whoever runs them.
    """
    ours = [item for item in items if "django_db_setup" in getattr(item, "fixturenames", ())]
    if ours:
        ours[0].add_marker(pytest.mark.django_db)


@pytest.fixture(autouse=True)
def _our_language() -> None:
    """Start each test in Dutch: a request leaves the language of its reader behind."""
    translation.deactivate()


@pytest.fixture(scope="module")
def module_register(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """VoIPGRID's register, which takes a while to load: once a module, undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_register(by=SYSTEM)
        yield
        transaction.set_rollback(True)
