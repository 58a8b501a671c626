"""What can be asked of a rewrite: a window for it, at once or later, or that it waits."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from psycopg.types.range import TimestamptzRange

from records.choices import RewriteDelay
from records.engine.rewrites.files import look, place_of, session_of
from records.engine.rewrites.models import TableRewrite
from records.engine.rewrites.queries import rewrites
from records.engine.rewrites.working import KINDS, MOST_BYTES
from records.errors import (
    RewriteDone,
    RewriteNotOwner,
    RewriteNotThere,
    RewritePutOffPast,
    RewriteTooLarge,
    RewriteWindowWrong,
)
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

LONGEST: Final = timedelta(hours=4)
"""How long a table may be locked at most."""


@use_case
def plan_rewrite(
    *, rewrite: UUID, starts: datetime, ends: datetime, at: datetime, by: Viewer
) -> TableRewrite:
    """Decide when the table may be locked to write its files anew (GDPR Art. 5(1)(e), 32(1)).

    Raises NotFound, RewriteDone, RewriteWindowWrong, RewriteNotThere, RewriteNotOwner,
    RewriteTooLarge, StoreUnavailable.
    """
    by.must(Ability.RUN_RETENTION)
    row = _locked(rewrite, by)
    if not starts < ends or ends <= at or ends - starts > LONGEST:
        raise RewriteWindowWrong
    _refuse_impossible(row)
    row.window, row.decided_by = TimestamptzRange(starts, ends), by.user_id
    row.put_off_until, row.put_off_for, row.problem = None, "", ""
    row.save(update_fields=["window", "decided_by", "put_off_until", "put_off_for", "problem"])
    return row


@use_case
def put_off_rewrite(
    *, rewrite: UUID, until: date, reason: RewriteDelay, on: date, by: Viewer
) -> TableRewrite:
    """Let it wait until a day, for a reason; a window that was decided is withdrawn.

    Raises NotFound, RewriteDone, RewritePutOffPast.
    """
    by.must(Ability.RUN_RETENTION)
    row = _locked(rewrite, by)
    if until <= on:
        raise RewritePutOffPast
    row.window, row.decided_by = None, by.user_id
    row.put_off_until, row.put_off_for = until, reason
    row.save(update_fields=["window", "decided_by", "put_off_until", "put_off_for"])
    return row


def _locked(rewrite: UUID, by: Viewer) -> TableRewrite:
    rows = rewrites(by).select_for_update(of=("self",))
    row = rows.filter(pk=rewrite).first()
    if row is None:
        raise NotFound
    if row.done_at:
        raise RewriteDone
    return row


def _refuse_impossible(row: TableRewrite) -> None:
    if row.store.kind not in KINDS:
        raise RewriteNotThere
    with session_of(row.store) as session:
        found = look(session, place_of(row))
    if not found.owned:
        raise RewriteNotOwner
    if found.size > MOST_BYTES:
        raise RewriteTooLarge
