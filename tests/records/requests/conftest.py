"""The cast with requests: Anna, who works at Bakker, writes to VoIPGRID or to Belfabriek."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from records.requests import services
from records.requests.models import RequestPart, SubjectRequest
from records.requests.persons import Person
from roles.models import Party
from tests.remembered import remembered
from tests.roles.conftest import Cast, _make_cast, eve, manager_of, olga  # noqa: F401
from voipgrid_privacy.kernel.tenancy import Viewer

RECEIVED = datetime(2026, 3, 5, 9, tzinfo=UTC)
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
TODAY = date(2026, 3, 10)
ANNA = Person(
    name="Anna Canarie",
    emails=("Anna@Canarie.Example",),
    phones=("06-12 34 56 78",),
    customer_numbers=("K-4711",),
)


def _delivered() -> Cast:
    made = _make_cast()
    made.delivers(made.belfabriek, made.bakker)
    return made


@pytest.fixture(scope="module")
def _world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield remembered(_delivered)
        transaction.set_rollback(True)


@pytest.fixture
def cast(_world: Cast) -> Iterator[Cast]:
    """VoIPGRID, Belfabriek with Bakker, and Spraakwerk; each test undoes its own."""
    with transaction.atomic():
        yield _world
        transaction.set_rollback(True)


@pytest.fixture
def on_day() -> Callable[[date], None]:
    """Let the database think it is another day, until the test is undone."""

    def set_day(day: date) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION legal_today() RETURNS date LANGUAGE sql STABLE"
                f" AS $$ SELECT date '{day.isoformat()}' $$"
            )

    return set_day


@dataclass
class Asking:
    """Receives requests, and finds their parts."""

    cast: Cast
    by: Viewer

    def receive(self, received_by: Party | None = None, **more: Any) -> SubjectRequest:
        given = {
            "rights": ["ACCESS"],
            "channel": "ADMIN",
            "received_at": RECEIVED,
            "language": "nl",
            "subject": ANNA,
            "at": NOW,
            "by": self.by,
        }
        given |= {"received_by": received_by or self.cast.platform} | more
        return services.receive_request(**given)

    def part(self, request: SubjectRequest, category: str, **more: Any) -> RequestPart:
        more.setdefault("purposes", [])
        return request.parts.standing().get(category=category, **more)


@pytest.fixture
def asking(cast: Cast, olga: Viewer) -> Asking:  # noqa: F811
    return Asking(cast, olga)


SAID = {"name": "Olga", "on": TODAY, "at": NOW}
