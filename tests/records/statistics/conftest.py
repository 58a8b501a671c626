"""Belfabriek has statistics made: four customers of it make calls in spring."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from records.models import DataStore, StatisticsDecision
from records.statistics.services import decide_statistics
from roles.models import Party
from voipgrid_privacy.kernel.tenancy import SYSTEM

TODAY = date(2026, 8, 31)
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
CALLS = """
    INSERT INTO records_calldetailrecord
        (partner_id, customer_id, caller, callee, started_at, duration_seconds, invoice_date)
    SELECT %s, %s, '+31100000001', %s || lpad(n::text, 6, '0'),
           %s::timestamptz + n * interval '1 second', %s, %s
    FROM generate_series(1, %s) n
"""

Make = Callable[..., None]
Decide = Callable[..., StatisticsDecision]


@pytest.fixture
def make(belfabriek: Party, store: DataStore) -> Make:
    """Let a customer make calls in a month, billed on its last day."""

    def make(
        rows: int,
        *,
        customer: UUID | None = None,
        partner: UUID | None = None,
        callee: str = "+3161",
        seconds: int = 30,
        at: str = "2026-03-10 09:00+01",
        invoiced: date = date(2026, 3, 31),
    ) -> None:
        whose = (partner or belfabriek.pk, customer or uuid4())
        with connection.cursor() as cursor:
            cursor.execute(CALLS, (*whose, callee, at, seconds, invoiced, rows))

    return make


@pytest.fixture
def decided(belfabriek: Party, store: DataStore) -> Decide:
    def decided(**changes: Any) -> StatisticsDecision:
        given = {
            "party": belfabriek.pk,
            "store": store.pk,
            "on": MARCH,
            "epsilon": Decimal(1),
            "budget": Decimal(3),
            "most_calls": 50,
        }
        return decide_statistics(**(given | changes), by=SYSTEM)

    return decided
