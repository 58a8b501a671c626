"""The cast of the role registry: entered through the same services as everybody's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from roles import services
from roles.models import Contract, DataCategory, Party, Service
from roles.queries.visibility import upstream_of
from tests.remembered import register, remembered
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer

START = date(2026, 1, 1)


@dataclass
class Cast:
    """Who is who in these tests."""

    platform: Party
    telephony: Service
    belfabriek: Party
    spraakwerk: Party
    bakker: Party

    def party(self, name: str, kind: str = "CUSTOMER", **extra: Any) -> Party:
        return services.register_party(kind=kind, name=name, by=SYSTEM, **extra)

    def sells(self, provider: Party, acquirer: Party, on: date = START, **extra: Any) -> Contract:
        extra.setdefault("kind", "RESALE")
        return services.conclude_contract(
            provider=provider, acquirer=acquirer, service=self.telephony, on=on, by=SYSTEM, **extra
        )

    def delivers(self, provider: Party, customer: Party, on: date = START, **x: Any) -> Contract:
        return self.sells(provider, customer, on, kind="SUBSCRIPTION", **x)

    def category(self, code: str) -> DataCategory:
        return DataCategory.objects.get(code=code)


def _make_cast() -> Cast:
    remembered(register)
    platform = Party.objects.get(kind="PLATFORM")
    made = [
        services.register_party(kind=kind, name=name, by=SYSTEM)
        for kind, name in (("PARTNER", "Belfabriek"), ("PARTNER", "Spraakwerk"))
    ]
    bakker = services.register_party(
        kind="CUSTOMER", name="Bakker", registered_by=made[0], by=SYSTEM
    )
    cast = Cast(platform, Service.objects.get(code="TELEPHONY"), made[0], made[1], bakker)
    for partner in made:
        cast.sells(platform, partner)
    return cast


@pytest.fixture
def cast(db: None) -> Cast:
    """A register with VoIPGRID, two partners, and Bakker, whom Belfabriek entered."""
    return remembered(_make_cast)


@pytest.fixture(scope="module")
def _module_cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield remembered(_make_cast)
        transaction.set_rollback(True)


@pytest.fixture
def shared_cast(_module_cast: Cast) -> Iterator[Cast]:
    """The same cast, loaded once a module; each test undoes its own."""
    with transaction.atomic():
        yield _module_cast
        transaction.set_rollback(True)


@pytest.fixture
def committed_cast(transactional_db: None) -> Cast:
    """The same cast, where other connections can see it."""
    return remembered(_make_cast)


@pytest.fixture
def manager_of() -> Callable[[Party], Viewer]:
    """The manager of a partner, as the portal and the API know it."""

    def manager(party: Party) -> Viewer:
        own = frozenset({party.pk})
        abilities = frozenset({Ability.WRITE_OWN})
        return Viewer(None, party.name, own, upstream_of(own), abilities)

    return manager


@pytest.fixture
def olga() -> Viewer:
    """The privacy officer."""
    return Viewer(
        None,
        "Olga",
        abilities=frozenset({Ability.READ_ALL, Ability.WRITE_REGISTER, Ability.JUDGE_FINDINGS}),
    )


@pytest.fixture
def eve() -> Viewer:
    """Whoever may never see anything."""
    return Viewer(None, "Eve")
