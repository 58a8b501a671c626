"""The two partners, with a customer each."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from roles.models import Contract, DataCategory, Party, Purpose, Service, ServiceFeature
from tests.clock import today

LONG_AGO = DateRange(date(2024, 1, 1), None)


def moved() -> date:
    """When the mover moved, and others with it."""
    return today() - timedelta(days=30)


@dataclass
class Cast:
    platform: Party
    supplier: Party
    belfabriek: Party
    eve: Party
    bakker: Party  # customer of Belfabriek
    eves_customer: Party
    mover: Party  # moved from Belfabriek to Eve a month ago
    service: Service
    feature: ServiceFeature
    category: DataCategory
    purpose: Purpose


def contract(provider: Party, acquirer: Party, service: Service, kind: str, during=LONG_AGO):
    return Contract.objects.create(
        provider=provider, acquirer=acquirer, service=service, kind=kind, valid_during=during
    )


def party(kind: str, name: str, **more) -> Party:
    return Party.objects.create(kind=kind, name=name, **more)
