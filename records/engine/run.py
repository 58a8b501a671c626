"""Carrying out a run: short batches, each safe to kill at any moment.

Whoever comes next goes on where the last commit ended. A worker takes a lane, and another when
that one is finished.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Final
from uuid import UUID

from django.db import OperationalError
from sqlalchemy.exc import DBAPIError

from records.choices import WORK_STATES, PartStage, Strategy
from records.engine import leases, own, pace
from records.engine.closing import fail, finish_lane
from records.engine.counting import RowsMoved
from records.engine.elsewhere import batches
from records.engine.load import pressure
from records.engine.models import AnonymisationJob, AnonymisationLane
from records.engine.partitions import dropping, rewriting
from records.engine.partitions.store import PartBusy
from records.engine.targets import at_table
from records.errors import RightValuesLost, SchemaDrifted, StoreUnavailable

SHIFT_SECONDS: Final = 20.0
"""How long one task works before it queues itself again: far below a broker's patience."""
MOST_WAITS: Final = 8
"""How often in a row a lock that others hold is waited for before the shift ends."""

Batch = Callable[[AnonymisationLane], bool]
BUSY: Final = (OperationalError, DBAPIError, RowsMoved, PartBusy)
WAYS: Final = {
    Strategy.IN_PLACE: batches.run_batch,
    Strategy.DROP: dropping.step,
    Strategy.REWRITE: rewriting.step,
}


def anonymise(job_id: UUID, *, seconds: float = SHIFT_SECONDS) -> bool:
    """Work on the run for a while; return whether there is more to do.

    Safe to call again at any time, from anywhere. False also means: others have all of it.
    Raises StoreUnavailable when another database cannot be reached.
    """
    until = monotonic() + seconds
    while lane := leases.claim(job_id):
        try:
            if _work(lane, until):
                return True
        except leases.LeaseLost:
            return False
        finally:
            leases.release(lane)
    return False


def _work(lane: AnonymisationLane, until: float) -> bool:
    """Work on one lane; return whether the shift ended before the lane did."""
    job = AnonymisationJob.objects.select_related("store", "table").get(pk=lane.job_id)
    lane.job = job
    try:
        with _batches(job, lane) as batch:
            if _until_empty(lane, batch, until):
                return True
        finish_lane(lane)
    except (SchemaDrifted, RightValuesLost) as drift:
        fail(job, str(drift))
    return False


@contextmanager
def _batches(job: AnonymisationJob, lane: AnonymisationLane) -> Iterator[Batch]:
    """Give the function that does one batch, or one step of a partition, in the run's store."""
    if job.table is None:
        yield own.run_batch
        return
    clears = job.state not in WORK_STATES and lane.stage in {PartStage.COPYING, PartStage.COPIED}
    with at_table(job, of_any_shape=clears) as connection:
        way = WAYS[Strategy(lane.strategy)]
        yield lambda lane: way(lane, connection)


def _until_empty(lane: AnonymisationLane, batch: Batch, until: float) -> bool:
    """Do batches until the lane is empty (False) or the shift is over (True)."""
    waits = 0
    while True:
        try:
            if not batch(lane):
                return False
            waits = 0
        except BUSY as error:
            waits += 1
            if waits > MOST_WAITS or not _passes(error):
                raise StoreUnavailable(reason=type(error).__name__) from error
            sleep(pace.patience(waits))
        sleep(pace.rest(pressure()))
        if monotonic() >= until:
            return True


def _passes(error: Exception) -> bool:
    """Say whether waiting helps: a lock that others hold, or rows that moved."""
    if isinstance(error, RowsMoved | PartBusy):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error.__cause__
    state = getattr(cause, "sqlstate", None)
    code = cause.args[0] if cause is not None and cause.args else None
    return state in {"55P03", "40P01", "40001"} or code in {1205, 1213}
