"""What can be asked of a rewrite: a window for it, at once or later, or that it waits."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import psycopg
from psycopg.types.range import TimestamptzRange

from records.choices import RewriteDelay
from records.engine.rewrites.files import Files, look, place_of
from records.engine.rewrites.models import RewriteQuerySet, TableRewrite
from records.engine.rewrites.queries import LONGEST_WAIT, rewrites
from records.engine.rewrites.sessions import session_of
from records.engine.rewrites.working import KINDS, MOST_BYTES
from records.errors import (
    RewriteAtWork,
    RewriteDone,
    RewriteInherited,
    RewriteNotOwner,
    RewriteNotThere,
    RewritePutOffLong,
    RewritePutOffPast,
    RewriteTooLarge,
    RewriteWindowWrong,
    StoreUnavailable,
)
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

LONGEST: Final = timedelta(hours=4)
"""How long a table may be locked at most."""
SOONEST: Final = timedelta(days=30)
"""Within which a window starts."""


@use_case
def plan_rewrite(
    *, rewrite: UUID, starts: datetime, ends: datetime, at: datetime, by: Viewer
) -> TableRewrite:
    """Decide when the table may be locked to write its files anew (GDPR Art. 5(1)(e), 32(1)).

    Raises NotFound, RewriteDone, RewriteAtWork, RewriteWindowWrong, RewriteNotThere,
    RewriteInherited, RewriteNotOwner, RewriteTooLarge, StoreUnavailable.
    """
    by.must(Ability.RUN_RETENTION)
    if not at < ends or not starts < ends <= starts + LONGEST or starts > at + SOONEST:
        raise RewriteWindowWrong
    _refuse_impossible(_open(rewrites(by), rewrite))  # it asks another database: nothing is locked
    row = _locked(rewrite, by)
    row.window, row.decided_by = TimestamptzRange(starts, ends), by.user_id
    row.put_off_until, row.put_off_for, row.problem = None, "", ""
    row.save(update_fields=["window", "decided_by", "put_off_until", "put_off_for", "problem"])
    return row


@use_case
def put_off_rewrite(
    *, rewrite: UUID, until: date, reason: RewriteDelay, on: date, by: Viewer
) -> TableRewrite:
    """Let it wait until a day, for a reason; a window that was decided is withdrawn.

    Raises NotFound, RewriteDone, RewriteAtWork, RewritePutOffPast, RewritePutOffLong.
    """
    by.must(Ability.RUN_RETENTION)
    row = _locked(rewrite, by)
    if until <= on:
        raise RewritePutOffPast
    if until > on + LONGEST_WAIT:
        raise RewritePutOffLong
    row.window, row.decided_by = None, by.user_id
    row.put_off_until, row.put_off_for = until, reason
    row.save(update_fields=["window", "decided_by", "put_off_until", "put_off_for"])
    return row


def _locked(rewrite: UUID, by: Viewer) -> TableRewrite:
    """Return it, locked; what is at work is not decided about until it has ended."""
    row = _open(rewrites(by).select_for_update(of=("self",)), rewrite)
    if row.is_at_work:
        raise RewriteAtWork
    return row


def _open(rows: RewriteQuerySet, rewrite: UUID) -> TableRewrite:
    row = rows.filter(pk=rewrite).first()
    if row is None:
        raise NotFound
    if row.done_at:
        raise RewriteDone
    return row


def _refuse_impossible(row: TableRewrite) -> None:
    if row.store.kind not in KINDS:
        raise RewriteNotThere
    found = _found(row)
    if found.more:
        raise RewriteInherited
    if not found.owned:
        raise RewriteNotOwner
    if found.size > MOST_BYTES:
        raise RewriteTooLarge


def _found(row: TableRewrite) -> Files:
    try:
        with session_of(row.store) as session:
            return look(session, place_of(row))
    except psycopg.OperationalError as error:
        raise StoreUnavailable(reason=type(error).__name__) from error
