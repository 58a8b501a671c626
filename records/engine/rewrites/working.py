"""Doing a rewrite that is due: restartable at any moment, and done once by however many workers.

The database undoes a rewrite that dies or runs out of its window, so there is nothing to clear up.
Whoever comes next asks for the lock in the store first and then whether it is still to be done.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from psycopg import errors

from records.choices import JobState, RewriteProblem, StoreKind
from records.engine.models import AnonymisationJob, AnonymisationLane
from records.engine.rewrites.files import Session, alone, look, place_of, session_of, write_anew
from records.engine.rewrites.models import RewriteCover, TableRewrite
from records.engine.rewrites.queries import rewrites
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
)
AWAY: Final = (StoreUnavailable, StoreNotForeign, StorePasswordLost)


def rewrite(pk: UUID, *, at: datetime) -> bool:
    """Write the files of a table anew if its window is open; say whether it was done just now."""
    row = rewrites(SYSTEM).due(at).filter(pk=pk).first()
    if row is None:
        return False
    problem = _out_of_reach(row)
    try:
        if problem is None:
            with session_of(row.store) as session, alone(session, pk) as mine:
                if not mine or not rewrites(SYSTEM).due(at).filter(pk=pk).exists():
                    return False
                problem = _attempt(row, session, at)
    except (*AWAY, psycopg.OperationalError):
        problem = RewriteProblem.UNREACHABLE
    TableRewrite.objects.open().filter(pk=pk).update(problem=problem or "", tried_at=Now())
    return problem is None


def _attempt(row: TableRewrite, session: Session, at: datetime) -> RewriteProblem | None:
    """Do it, or say why not."""
    try:
        return _work(row, session, at)
    except tuple(kind for kind, _why in WHY) as error:
        return next(why for kind, why in WHY if isinstance(error, kind))


def _work(row: TableRewrite, session: Session, at: datetime) -> RewriteProblem | None:
    TableRewrite.objects.open().filter(pk=row.pk).update(began_at=Now())
    place, window = place_of(row), row.window
    before = look(session, place)
    if problem := _refused(row, owned=before.owned, size=before.size):
        return problem
    left = (window.upper - at).total_seconds() if window else 0.0
    if not write_anew(session, place, before, seconds=left):
        return RewriteProblem.STILL_READ
    _done(row)
    return None


def _out_of_reach(row: TableRewrite) -> RewriteProblem | None:
    """Say why it is not even looked at: MariaDB, and a pooler, which may change sessions."""
    if row.store.kind not in KINDS:
        return RewriteProblem.NOT_THERE
    pooled = settings.DATABASE_POOLED and not row.store.is_foreign
    return RewriteProblem.POOLED if pooled else None


def _refused(row: TableRewrite, *, owned: bool, size: int) -> RewriteProblem | None:
    if not owned:
        return RewriteProblem.NOT_OWNER
    if size > MOST_BYTES:
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
