"""Fixtures for every test: one cast, a real PostgreSQL, no network beyond this machine."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from roles.services import load_register
from voipgrid_privacy.kernel.tenancy import SYSTEM


@pytest.fixture(scope="session", autouse=True)
def _quick_hashing() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["tests.hashing.QuickArgon2"]):
        yield


@pytest.fixture(scope="module")
def module_register(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """VoIPGRID's register, which takes a while to load: once a module, undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_register(by=SYSTEM)
        yield
        transaction.set_rollback(True)
