"""The cast with its records: Belfabriek with Bakker, Spraakwerk with Slager, all of it shipped."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction

from records.activities.choices import RecordKind
from records.activities.queries import Entry, record
from records.activities.register import load_records
from records.activities.services import change_activity
from records.register import load_retention_register
from roles.choices import PartyKind
from roles.models import Party
from tests.remembered import remembered
from tests.site.world import World, build
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer

SHIPPED = datetime(2026, 1, 1, 12, tzinfo=UTC)
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
TODAY = date(2026, 11, 27)
NONE = {"none": True, "to": []}
US = {
    "none": False,
    "to": [{"country": "US", "recipient": "X", "mechanism": "SAFEGUARDS", "document": "SCC"}],
}
WHOLE = {
    "name": {"nl": "x", "en": "x"},
    "purposes": [
        {
            "purpose": "BILLING",
            "basis": "CONTRACT",
            "interest": None,
            "condition": None,
            "law": None,
        }
    ],
    "subjects": ["CALLERS"],
    "data": [{"category": "TRAFFIC_BILLING", "elements": ["calling_number"]}],
    "recipients": [{"kind": "INTERNAL", "name": {"nl": "x", "en": "x"}, "secret": False}],
    "transfers": NONE,
    "retention": [
        {
            "category": "TRAFFIC_BILLING",
            "element": None,
            "rule": "traffic-billing-6-months",
            "term": None,
            "law": None,
        }
    ],
    "measures": ["passwords"],
}


def with_records() -> World:
    built = build()
    load_retention_register(by=SYSTEM)
    load_records(at=SHIPPED, by=SYSTEM)
    return built


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield remembered(with_records)
        transaction.set_rollback(True)


def manager(party: Party) -> Viewer:
    able = frozenset({Ability.WRITE_OWN})
    return Viewer(None, "manager", parties=frozenset({party.pk}), abilities=able)


def belfabriek(world: World) -> Party:
    return world.parties["Belfabriek"]


def platform() -> Party:
    return Party.objects.get(kind=PartyKind.PLATFORM)


def model() -> Party:
    return Party.objects.get(kind=PartyKind.PARTNER, is_model=True)


def held(party: Party, code: str, **more: Any) -> Entry:
    found = record(viewer=SYSTEM, party=party, kind=RecordKind.CONTROLLER, **{"on": TODAY, **more})
    return next(e for e in found.entries if e.code == code)


def change(
    party: Party,
    code: str,
    by: Viewer = SYSTEM,
    on: date = TODAY,
    at: datetime = NOON,
    **sections: Any,
) -> Any:
    pk = held(party, code).pk
    return change_activity(party=party, pk=pk, sections=sections, on=on, at=at, by=by)
