"""Doing a rewrite that is due: restartable at any moment, and done once by however many workers.

The database undoes a rewrite that dies or runs out of its window, so there is nothing to clear up;
partitions that were finished stay so. One is done at a time, for each takes a worker; in a window
the table is locked for one try only: a second would be the same outage, and gain as little.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from psycopg import errors

from records.choices import JobState, RewriteProblem, StoreKind
from records.engine.models import AnonymisationJob, AnonymisationLane
from records.engine.rewrites.files import (
    Files,
    look,
    place_of,
    some_new,
    still_seen,
    write_anew,
)
from records.engine.rewrites.models import RewriteCover, TableRewrite
from records.engine.rewrites.queries import rewrites
from records.engine.rewrites.sessions import (
    PooledError,
    Session,
    alone,
    bounded,
    one_at_a_time,
)
from records.errors import StoreNotForeign, StorePasswordLost, StoreUnavailable
from voipgrid_privacy.kernel.tenancy import SYSTEM

MOST_BYTES: Final = 20 * 2**30
"""Larger tables are not locked for as long as that takes."""
KINDS: Final = (StoreKind.OWN_POSTGRESQL, StoreKind.POSTGRESQL)
WHY: Final[tuple[tuple[type[psycopg.Error], RewriteProblem], ...]] = (
    (errors.LockNotAvailable, RewriteProblem.LOCKED),
    (errors.DeadlockDetected, RewriteProblem.LOCKED),
    (errors.QueryCanceled, RewriteProblem.OUT_OF_TIME),
    (errors.InsufficientPrivilege, RewriteProblem.NOT_OWNER),
    (errors.DiskFull, RewriteProblem.NO_SPACE),
    (psycopg.OperationalError, RewriteProblem.UNREACHABLE),
    (psycopg.Error, RewriteProblem.REFUSED),
)
AWAY: Final = (StoreUnavailable, StoreNotForeign, StorePasswordLost)
LOOKING: Final = 5.0
"""Seconds that a look at the table may take."""
ENDS: Final = (RewriteProblem.COPIED, RewriteProblem.PARTLY, RewriteProblem.OUT_OF_TIME)
"""After these the window is over: whoever chose it did not choose that outage again."""


def rewrite(pk: UUID, *, at: datetime) -> bool:
    """Write the files of a table anew if its window is open; say whether it was done just now."""
    with one_at_a_time() as free:
        row = _begun(pk, at) if free else None
        if row is None:
            return False
        problem = _out_of_reach(row) or _attempt(row)
        over = {"window": None} if problem in ENDS else {}
        rows = TableRewrite.objects.open().filter(pk=pk)
        rows.update(problem=problem or "", tried_at=Now(), **over)
    return problem is None


def _begun(pk: UUID, at: datetime) -> TableRewrite | None:
    """Note that it is at work, which nobody withdraws from here on; return it as it is now."""
    if not TableRewrite.objects.due(at).filter(pk=pk).update(began_at=Now()):
        return None
    return rewrites(SYSTEM).get(pk=pk)


def _attempt(row: TableRewrite) -> RewriteProblem | None:
    """Do it, or say why not."""
    try:
        return _work(row)
    except PooledError:
        return RewriteProblem.POOLED
    except AWAY:
        return RewriteProblem.UNREACHABLE
    except psycopg.Error as error:
        return next(why for kind, why in WHY if isinstance(error, kind))


def _work(row: TableRewrite) -> RewriteProblem | None:
    place = place_of(row)
    with bounded(row.store, LOOKING) as session, alone(session, place) as mine:
        if not mine:
            return RewriteProblem.LOCKED
        before = look(session, place)
        if problem := _refused(row, before):
            return problem
        with bounded(row.store, _left(row)) as other:
            if still_seen(other, place):
                return RewriteProblem.STILL_READ
        return _written(row, session, before)


def _written(row: TableRewrite, session: Session, before: Files) -> RewriteProblem | None:
    """Lock the table and write it anew, once in a window."""
    place = place_of(row)
    try:
        with bounded(row.store, _left(row)) as other:
            is_new = write_anew(other, place, before)
    except errors.LockNotAvailable:
        if some_new(before, look(session, place)):
            return RewriteProblem.PARTLY
        raise
    if not is_new:
        return RewriteProblem.COPIED
    _done(row)
    return None


def _left(row: TableRewrite) -> float:
    """Return the seconds that are left of the window."""
    return (row.window.upper - timezone.now()).total_seconds() if row.window else 0.0


def _out_of_reach(row: TableRewrite) -> RewriteProblem | None:
    """Say why it is not even looked at: MariaDB, and a pooler, which may change sessions."""
    if row.store.kind not in KINDS:
        return RewriteProblem.NOT_THERE
    pooled = settings.DATABASE_POOLED and not row.store.is_foreign
    return RewriteProblem.POOLED if pooled else None


def _refused(row: TableRewrite, found: Files) -> RewriteProblem | None:
    if found.more:
        return RewriteProblem.INHERITED
    if not found.owned:
        return RewriteProblem.NOT_OWNER
    if found.size > MOST_BYTES:
        return RewriteProblem.TOO_LARGE
    return RewriteProblem.RUN_AT_WORK if _at_work(row) else None


def _at_work(row: TableRewrite) -> bool:
    """Say whether a run is at work in the table, or a worker has not let go of one."""
    jobs = AnonymisationJob.objects.filter(store=row.store_id, table=row.table_id)
    lanes = AnonymisationLane.objects.filter(job__in=jobs.values("pk"), lease_until__gt=Now())
    return jobs.filter(Q(state=JobState.RUNNING)).exists() or lanes.exists()


@transaction.atomic
def _done(row: TableRewrite) -> None:
    """Put it on record; a run that ended after it began waits for the next one."""
    locked = TableRewrite.objects.select_for_update(of=("self",)).get(pk=row.pk)
    TableRewrite.objects.filter(pk=row.pk).update(done_at=Now(), tried_at=Now(), problem="")
    late = RewriteCover.objects.filter(rewrite=row.pk, joined_at__gte=locked.began_at)
    if late.exists():
        late.update(rewrite=TableRewrite.objects.create(store=row.store, table=row.table))
