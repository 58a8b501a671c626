"""Batches in another database: intent, batch, outcome.

The rows are locked and changed; then the intent, with the keys of exactly those rows, is
committed here; then the change is committed there; then the outcome here. Whatever dies in
between, the next worker asks for those keys: the change is all there or not at all, and a worker
that still holds it open holds their locks.
"""

import hashlib
from collections import Counter
from time import monotonic
from typing import Any, Final

from django.db import transaction
from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, text, update

from records.choices import StartEvent, Technique
from records.engine import leases
from records.engine.counting import Erased, Preview, Share, named
from records.engine.elsewhere.mapping import Mapped, mapped
from records.engine.evidence import described, move_on
from records.engine.holding import holds_of
from records.engine.models import AnonymisationBatch, AnonymisationJob, AnonymisationLane
from records.holds import lock

LARGEST: Final = 10_000
"""The keys of a batch in doubt are kept: not too many."""

_GUARDS: Final = {
    "postgresql": (
        "SET LOCAL lock_timeout = '250ms'",
        "SET LOCAL statement_timeout = '30s'",
        "SET LOCAL idle_in_transaction_session_timeout = '15s'",
    ),
    "mysql": ("SET innodb_lock_wait_timeout = 1", "SET max_execution_time = 30000"),
    "mariadb": (
        "SET innodb_lock_wait_timeout = 1",
        "SET max_statement_time = 30",
        "SET idle_write_transaction_timeout = 15",
    ),
}


class RowsMoved(Exception):
    """Rows became due between locking and changing; nothing was changed, and it is tried again."""


def preview(job: AnonymisationJob, connection: Connection) -> Preview:
    """Count what the job's rule makes due right now."""
    table, holds = _table(job), holds_of(job)
    free, held = table.spared_not(holds), table.held(holds)
    whose = table.partner if table.partner is not None else func.coalesce(None, "")
    with connection.begin():
        due = table.due(job)
        counted = _by_partner(table, whose, and_(due, free))
        rows = {named(row[0]): row[1:] for row in connection.execute(counted)}
        spared: dict[str, int] = {}
        if holds:
            found = connection.execute(_by_partner(table, whose, and_(due, held)))
            spared = {named(row[0]): row[1] for row in found}
        undated = select(func.count()).select_from(table.table).where(table.undated(job))
        without = connection.execute(undated).scalar_one()
    partners = dict.fromkeys((*rows, *spared))
    none = (0, None, None, None, None)
    return Preview(
        tuple(_share(table, p, rows.get(p, none), spared.get(p, 0)) for p in partners), without
    )


def _by_partner(table: Mapped, whose: Any, where: ColumnElement[bool]) -> Any:
    ends = (func.min(table.start), func.max(table.start), func.min(table.key), func.max(table.key))
    counted = select(whose, func.count(), *ends).select_from(table.table).where(where)
    return counted.group_by(whose) if table.partner is not None else counted


def _share(table: Mapped, partner: str, row: Any, held: int) -> Share:
    rows, oldest, newest, lowest, highest = row
    return Share(partner, rows, held, table.day(oldest), table.day(newest), lowest, highest)


def run_batch(lane: AnonymisationLane, connection: Connection) -> bool:
    """Do one batch; return whether there may be more in the lane.

    Raises LeaseLost, RowsMoved, or the driver's error, and then the batch is settled by whoever
    comes next.
    """
    settle(lane, connection)
    lock.keep_together()
    try:
        held = _fenced(lane)
        batch = _change(held, connection)
    finally:
        lock.let_go()
    if batch is None:
        return False
    _outcome(held, batch)
    return True


@transaction.atomic
def _fenced(lane: AnonymisationLane) -> AnonymisationLane:
    return leases.fenced(lane)


def _change(lane: AnonymisationLane, connection: Connection) -> AnonymisationBatch | None:
    began, job = monotonic(), lane.job
    table, epoch = _table(job), lock.epoch()
    free = and_(table.due(job), table.spared_not(holds_of(job)))
    with connection.begin() as change:
        _guard(connection)
        keys, shares = _locked(lane, table, free, connection)
        if not keys:
            change.rollback()
            return None
        within = and_(table.key > lane.last_key, table.key <= keys[-1])
        if connection.execute(_statement(job, table, and_(free, within))).rowcount != len(keys):
            raise RowsMoved
        took = round((monotonic() - began) * 1000)
        done = Erased(len(keys), keys[-1], _digest(job, keys), shares, took)
        return _intend(lane, done, keys, epoch)


def _locked(
    lane: AnonymisationLane, table: Mapped, free: ColumnElement[bool], connection: Connection
) -> tuple[list[int], dict[str, int]]:
    """Lock the next rows of the lane; return their keys and how many are whose."""
    whose = [table.partner] if table.partner is not None else []
    wanted = (
        select(table.key, *whose)
        .where(free, table.key > lane.last_key, table.key < lane.end_key)
        .order_by(table.key)
        .limit(min(lane.batch_size, LARGEST))
        .with_for_update()
    )
    rows = connection.execute(wanted).all()
    return [row[0] for row in rows], dict(Counter(named(row[-1]) for row in rows if whose))


def _statement(job: AnonymisationJob, table: Mapped, where: ColumnElement[bool]) -> Any:
    if job.technique == Technique.DELETE:
        return delete(table.table).where(where)
    return update(table.table).where(where).values(dict.fromkeys(job.blanks))


def _digest(job: AnonymisationJob, keys: list[int]) -> bytes:
    return hashlib.sha256(bytes(job.salt or b"") + ",".join(map(str, keys)).encode()).digest()


@transaction.atomic
def _intend(
    lane: AnonymisationLane, done: Erased, keys: list[int], epoch: int
) -> AnonymisationBatch:
    """Write what is about to be committed there; refused for a worker that lost its lane."""
    held = leases.fenced(lane)
    fields = described(held, done)
    return AnonymisationBatch.objects.create(**fields, hold_epoch=epoch, intended=keys)


@transaction.atomic
def _outcome(lane: AnonymisationLane, batch: AnonymisationBatch) -> None:
    """Say that it was committed there, and move the progress."""
    held = leases.fenced(lane)
    AnonymisationBatch.objects.filter(pk=batch.pk).update(intended=None)
    last = batch.keys[1] - 1 if isinstance(batch.keys, tuple) else batch.keys.upper - 1
    move_on(held, Erased(batch.rows, last, b"", {}, batch.took_ms))


def settle(lane: AnonymisationLane, connection: Connection) -> None:
    """Find out what became of a batch in doubt of this lane, and write it down."""
    doubt = AnonymisationBatch.objects.filter(
        job=lane.job_id, lane=lane.number, intended__isnull=False
    ).first()
    if doubt is None:
        return
    if _undone(doubt, connection):
        AnonymisationBatch.objects.filter(pk=doubt.pk).delete()
    else:
        _outcome(_fenced(lane), doubt)


def _undone(batch: AnonymisationBatch, connection: Connection) -> bool:
    """Say whether the rows of the batch are still as they were; waits for who holds them."""
    job = batch.job
    table = _table(job)
    condition: ColumnElement[bool] = table.key.in_(batch.intended or [])
    if job.technique == Technique.SUPPRESS:
        filled = or_(*[table.table.c[name].is_not(None) for name in job.blanks])
        condition = and_(condition, filled)
    with connection.begin():
        _guard(connection)
        rows = connection.execute(select(table.key).where(condition).with_for_update())
        return rows.first() is not None


def _guard(connection: Connection) -> None:
    variant = getattr(connection.dialect, "is_mariadb", False)
    kind = "mariadb" if variant else connection.dialect.name
    for statement in _GUARDS[kind]:
        connection.execute(text(statement))


def _table(job: AnonymisationJob) -> Mapped:
    assert job.table is not None  # noqa: S101 - only runs elsewhere come here
    return mapped(job.table, StartEvent(job.start_event))
