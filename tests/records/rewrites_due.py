"""A rewrite that is due, and the ways to decide about it and do it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic, sleep

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from records.choices import (
    JobState,
    RewriteProblem,
)
from records.engine import run
from records.engine.models import AnonymisationJob
from records.engine.rewrites import working
from records.engine.rewrites.services import plan_rewrite
from records.models import TableRewrite
from tests.records.certified import Calls, Planned
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import SYSTEM

HOUR = timedelta(hours=1)
PATIENCE = 120.0
"""Who writes in any database of the server, as other tests do, may still see old rows."""


@pytest.fixture
def ended(calls: Calls, planned: Planned) -> AnonymisationJob:
    calls(1_200)
    job = planned()
    run.anonymise(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    return job


def plan(row: TableRewrite, *, hours: int = 1) -> datetime:
    """Open the window now; return the instant."""
    now = timezone.now()
    plan_rewrite(rewrite=row.pk, starts=now, ends=now + hours * HOUR, at=now, by=SYSTEM)
    return now


def done(row: TableRewrite, at: datetime) -> bool:
    """Try until nobody sees old rows."""
    until = monotonic() + PATIENCE
    while not (is_done := working.rewrite(row.pk, at=at)) and monotonic() < until:
        row.refresh_from_db()
        if row.problem not in (RewriteProblem.STILL_READ, RewriteProblem.COPIED):
            break
        sleep(0.2)
        at = plan(row)
    return is_done


def refusing(why: DomainError) -> Callable[[AnonymisationJob], None]:
    """Return what answers nothing but that."""

    def asked(_job: AnonymisationJob) -> None:
        raise why

    return asked


def filenode() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_filenode('records_calldetailrecord')")
        return int(cursor.fetchone()[0])


def another() -> "psycopg.Connection[tuple[object, ...]]":
    address = settings.DATABASE_URL.rpartition("/")[0]
    return psycopg.connect(f"{address}/{connection.settings_dict['NAME']}")
