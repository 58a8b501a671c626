"""Fixtures for every test: one cast, a real PostgreSQL, no network beyond this machine."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import override_settings
from django.utils import translation
from hypothesis import settings
from pytest_django.plugin import blocking_manager_key
from whitenoise.middleware import WhiteNoiseMiddleware

from cookies.consent import recording
from tests.remembered import MIGRATED, UNWATCHED, filled, register, remembered, unwatched
from voipgrid_privacy.kernel.rls import REFUSE_TRUNCATE

NAME = connection.settings_dict["NAME"]
WHOLE = "TEST_DATABASE_WHOLE"
"""What the environment of the workers calls the database that theirs are copied from."""

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
def _static_files_found_once() -> Iterator[None]:
    """Every client of a test reads all middleware, and one walks through every static file."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, dict[str, Any]()

    def once(self: WhiteNoiseMiddleware) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _emptied_between_tests() -> Iterator[None]:
    """Let tests that commit be undone, past the guards, and only where there is something.

    Django truncates every table, each of which is a file or more to make anew: a second a test.
    Who may not look away does so, and lifts the guard of every table meanwhile. What migrating
    wrote stays as it is, so its signal has nothing to do. What a process remembers of rows that
    never change goes as well: the next test has others of the same name.
    """
    truncated = DatabaseOperations.sql_flush

    def emptied(self: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
        recording._shown.cache_clear()
        if unwatched():
            return [UNWATCHED, *(f'DELETE FROM "{table}"' for table in filled(tables))]
        ours = [table for table in tables if table not in MIGRATED]
        return [LIFTED, *truncated(self, style, ours, **options), REFUSE_TRUNCATE]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", emptied)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *args, **options: None)
        yield


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Migrate one database, of which each worker's is a copy: the same, and made once."""
    if config.getoption("reuse_db"):
        return
    with config.stash[blocking_manager_key].unblock():
        connection.settings_dict["TEST"]["NAME"] = f"test_{connection.settings_dict['NAME']}_whole"
        whole = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
        connection.close_pool()
    os.environ[WHOLE] = whole


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remove the database that the workers' were copied from."""
    if hasattr(session.config, "workerinput") or WHOLE not in os.environ:
        return
    with session.config.stash[blocking_manager_key].unblock():
        connection.creation.destroy_test_db(NAME, verbosity=0)
    del os.environ[WHOLE]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Copy the database that was migrated for all workers, where there is one."""
    if whole := os.environ.get(WHOLE):
        connection.settings_dict["TEST"]["TEMPLATE"] = whole


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Have a test database made also where all that are asked for reach it by our own fixtures.

    pytest-django looks for its own markers and fixtures alone; where it finds none it leaves the
    settings as they are, and tests would write in the database of whoever runs them.
    """
    yield  # once it is known which are left out
    if any(item.get_closest_marker("django_db") for item in items):
        return  # a mark of ours beside one would take its place, and what that says of transactions
    ours = [item for item in items if "django_db_setup" in getattr(item, "fixturenames", ())]
    if ours:
        ours[0].add_marker(pytest.mark.django_db)


@pytest.fixture(autouse=True)
def _our_language() -> None:
    """Start each test in Dutch: a request leaves the language of its reader behind."""
    translation.deactivate()


@pytest.fixture(scope="module")
def module_register(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """VoIPGRID's register: put there once a module, undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        remembered(register)
        yield
        transaction.set_rollback(True)
