"""Batches in our own database: rows, evidence and progress commit together or not at all."""

import json
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from records.choices import StartEvent, Technique
from records.engine import leases
from records.engine.counting import Erased, Preview, RowsMoved, last_day, shares_of
from records.engine.evidence import record
from records.engine.models import AnonymisationJob, AnonymisationLane
from records.holds import lock
from records.holds.models import LegalHold
from records.telephony import calls

LEGAL: Final = ZoneInfo("Europe/Amsterdam")

# A batch waits briefly for others' locks, and a session that hangs is ended by the server. The
# evidence commits with the rows, so a commit lost in a crash is lost whole: no need to wait.
# To compile a statement takes as long as a batch; a loop over a range that was thought to be short
# takes the square of it.
GUARDS: Final = (
    "SELECT set_config('lock_timeout', '250ms', true),"
    " set_config('statement_timeout', '30s', true),"
    " set_config('idle_in_transaction_session_timeout', '15s', true),"
    " set_config('synchronous_commit', 'off', true),"
    " set_config('jit', 'off', true),"
    " set_config('enable_nestloop', 'off', true)"
)

UNCOMPILED: Final = "SELECT set_config('jit', 'off', true)"
"""To compile what counts a table takes longer than it saves."""


@transaction.atomic
def run_batch(lane: AnonymisationLane) -> bool:
    """Do one batch; return whether there may be more in the lane.

    Raises LeaseLost, RowsMoved, or OperationalError for a lock that others hold, and then nothing
    of the batch remains.
    """
    with connection.cursor() as cursor:
        cursor.execute(*lock.shared_in(GUARDS))
    held = leases.fenced_keys(lane)
    done = _erase(held)
    if done is None:
        return False
    record(held, done, hold_epoch=lock.epoch())
    return True


def preview(job: AnonymisationJob) -> Preview:
    """Count what the job's rule makes due right now."""
    start, values = StartEvent(job.start_event), _parameters(job)
    with connection.cursor() as cursor:
        cursor.execute(UNCOMPILED)
        keyed = job.keys is not None
        cursor.execute(calls.preview(start, held=_any_holds(), keyed=keyed), values)
        shares = shares_of(cursor.fetchall())
        if keyed:
            return Preview(shares)
        cursor.execute(calls.undated(start), values)
        return Preview(shares, cursor.fetchone()[0])


def sample(job: AnonymisationJob) -> list[tuple[Any, ...]]:
    """Return a few rows that are due, masked: the beginning of the numbers, the day, the time."""
    with connection.cursor() as cursor:
        statement = calls.sample(StartEvent(job.start_event), held=_any_holds())
        cursor.execute(statement, _parameters(job))
        return list(cursor.fetchall())


def days(job: AnonymisationJob) -> list[tuple[Any, ...]]:
    """Return how many rows there are by the day on which their term starts."""
    with connection.cursor() as cursor:
        cursor.execute(calls.by_day(StartEvent(job.start_event)), _parameters(job))
        return list(cursor.fetchall())


def smallest_class(job: AnonymisationJob) -> int | None:
    """Return how few rows share all that is left of them; None where no row stays."""
    if job.technique != Technique.GENERALISE:
        return None
    with connection.cursor() as cursor:
        cursor.execute(UNCOMPILED)
        cursor.execute(calls.SMALLEST_CLASS)
        smallest: int | None = cursor.fetchone()[0]
        return smallest


def _erase(lane: AnonymisationLane) -> Erased | None:
    """Erase the next range of keys; None if no key of the lane after the last one is due.

    Raises RowsMoved for rows that others changed meanwhile.
    """
    began, job, held = monotonic(), lane.job, _any_holds()
    start_event = StartEvent(job.start_event)
    parameters = _parameters(job) | {
        "after": lane.last_key,
        "end": lane.end_key,
        "size": lane.batch_size,
        "salt": bytes(job.salt or b""),
    }
    technique, keyed = Technique(job.technique), job.keys is not None
    with connection.cursor() as cursor:
        cursor.execute(calls.batch(technique, start_event, held=held, keyed=keyed), parameters)
        rows, meant, upto, digest, shares = cursor.fetchone()
    if rows != meant:
        raise RowsMoved
    if upto is None:
        return None
    took = round((monotonic() - began) * 1000)
    return Erased(rows, upto, digest, json.loads(shares), took_ms=took)


def _any_holds() -> bool:
    """Say whether there is any hold: without one, no row is asked about them."""
    return LegalHold.objects.active().exists()


def _parameters(job: AnonymisationJob) -> dict[str, Any]:
    day = last_day(job)
    return {
        "job": job.pk,
        "store": job.store_id,
        "category": job.rule.category_id,
        "cut_off": job.cut_off,
        "last_day": day,
        "before": datetime.combine(day + timedelta(days=1), datetime.min.time(), LEGAL),
        "only_partner": job.only_partner,
        "except_partners": list(job.except_partners),
        "keys": job.keys,
    }
