"""The cast of retention: Bakker's calls, sold by Belfabriek, kept by VoIPGRID."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection

from records.choices import StartEvent, StoreKind, Technique
from records.engine import services
from records.engine.models import AnonymisationJob
from records.models import DataStore, RetentionRule
from records.retention.rules import Term
from records.retention.services import decide_retention
from records.telephony.services import load_number_classes
from roles.choices import PartyKind
from roles.models import DataCategory, Party, Source
from tests.records.elsewhere import elements, foreign_store, server, table  # noqa: F401
from tests.records.foreign import mariadb_server  # noqa: F401
from tests.records.rewrites_due import ended  # noqa: F401
from voipgrid_privacy.kernel.law import eprivacy, tw
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

TODAY = date(2026, 8, 31)
LONG_AGO = date(2025, 1, 31)


def text(words: str) -> Localised:
    return Localised(nl=words, en=words)


@pytest.fixture
def model_partner(db: None) -> Party:
    return Party.objects.create(
        kind=PartyKind.PARTNER, name="Modelpartner", is_model=True, is_public=True
    )


@pytest.fixture
def belfabriek(db: None) -> Party:
    return Party.objects.create(kind=PartyKind.PARTNER, name="Belfabriek")


@pytest.fixture
def bakker(db: None) -> Party:
    return Party.objects.create(kind=PartyKind.CUSTOMER, name="Bakker")


@pytest.fixture
def store(db: None) -> DataStore:
    load_number_classes(by=SYSTEM)
    return DataStore.objects.create(
        code="telephony",
        name=text("Calls"),
        kind=StoreKind.OWN_POSTGRESQL,
        wal_retention_days=7,
        backup_retention_days=30,
    )


@pytest.fixture
def decide(store: DataStore) -> Callable[..., RetentionRule]:
    category = DataCategory.objects.create(
        code="TRAFFIC_BILLING", name=text("Traffic"), description=text("Traffic")
    )
    source = Source.objects.create(code="test", title=text("A decision"))

    def decide(decided_by: Party, **changes: object) -> RetentionRule:
        decision = {
            "code": f"rule-{decided_by.name.lower()}",
            "category": category.pk,
            "store": store.pk,
            "start_event": StartEvent.INVOICE_DATE,
            "term": Term(months=6),
            "grounds": (tw("11.5", 2), eprivacy(6, 2)),
            "source": source.pk,
            "decided_by": decided_by.pk,
            "technique": Technique.GENERALISE,
            "on": date(2018, 5, 25),
        }
        return decide_retention(**(decision | changes), by=SYSTEM)

    return decide


@pytest.fixture
def rule(decide: Callable[..., RetentionRule], model_partner: Party) -> RetentionRule:
    """The standard instruction: six months after the invoice, then generalise."""
    return decide(model_partner)


INSERT = """
    INSERT INTO records_calldetailrecord
        (partner_id, customer_id, caller, callee, started_at, duration_seconds, invoice_date)
    SELECT %s, %s, '+31100' || lpad((n %% 1000000)::text, 6, '0'), '+3161' || lpad(n::text, 7, '0'),
           %s::date + time '09:00' + n * interval '1 second', n %% 700, %s
    FROM generate_series(1, %s) n
"""


@pytest.fixture
def calls(belfabriek: Party, bakker: Party) -> Callable[..., None]:
    """Give Bakker ``rows`` calls, billed on ``invoiced``; they are in order of their keys."""

    def calls(rows: int, invoiced: date = LONG_AGO, partner: UUID | None = None) -> None:
        day = invoiced - timedelta(days=20)
        parameters = (partner or belfabriek.pk, bakker.pk, day, invoiced, rows)
        with connection.cursor() as cursor:
            cursor.execute(INSERT, parameters)

    return calls


@pytest.fixture
def planned(rule: RetentionRule) -> Callable[[], AnonymisationJob]:
    """Let the ring plan today's job."""

    def planned() -> AnonymisationJob:
        (job_id,) = set(services.ring_due(on=TODAY, by=SYSTEM))
        return AnonymisationJob.objects.get(pk=job_id)

    return planned
