"""Batches in another database: intent, batch, outcome.

The rows are locked and changed; then the intent, with the keys of exactly those rows, is
committed here; then the change is committed there; then the outcome here. Whatever dies in
between, the next worker asks for those keys: the change is all there or not at all, and a worker
that still holds it open holds their locks.
"""

from time import monotonic
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import BigIntegerField, Value
from django.db.models.functions import Cast
from sqlalchemy import ColumnElement, Connection, and_, or_, select, text

from records.choices import StartEvent, Technique
from records.engine import leases
from records.engine.counting import Erased
from records.engine.elsewhere.changing import Changed, change
from records.engine.elsewhere.mapping import Mapped, mapped
from records.engine.evidence import described, move_on
from records.engine.holding import holds_of
from records.engine.models import AnonymisationBatch, AnonymisationJob, AnonymisationLane
from records.holds import lock

LARGEST: Final = 50_000
"""The keys of a batch in doubt are kept: not too many."""

# Of the session, so that a batch need not say them again. A key with its comma is at most 20 long.
# To compile a statement takes as long as a batch.
_GUARDS: Final = {
    "postgresql": (
        "SET lock_timeout = '250ms'",
        "SET statement_timeout = '30s'",
        "SET idle_in_transaction_session_timeout = '15s'",
        "SET jit = off",
    ),
    "mysql": (
        (
            "SET innodb_lock_wait_timeout = 1, max_execution_time = 30000,"
            " group_concat_max_len = 2000000"
        ),
    ),
    "mariadb": (
        (
            "SET innodb_lock_wait_timeout = 1, max_statement_time = 30,"
            " idle_write_transaction_timeout = 15, group_concat_max_len = 2000000"
        ),
    ),
}


def run_batch(lane: AnonymisationLane, connection: Connection) -> bool:
    """Do one batch; return whether there may be more in the lane.

    Raises LeaseLost, RowsMoved, or the driver's error, and then the batch is settled by whoever
    comes next.
    """
    _guard(connection)
    settle(lane, connection)
    lock.keep_together()
    try:
        batch = _change(lane, connection)
    finally:
        lock.let_go()
    if batch is None:
        return False
    _outcome(lane, batch)
    return True


def _change(lane: AnonymisationLane, connection: Connection) -> AnonymisationBatch | None:
    began, job, epoch = monotonic(), lane.job, lock.epoch()
    table = _table(job, connection)
    free = and_(table.due(job), table.spared_not(holds_of(job)))
    with connection.begin() as changing:
        found = change(lane, table, free, min(lane.batch_size, LARGEST), connection)
        if found is None:
            changing.rollback()
            return None
        took = round((monotonic() - began) * 1000)
        digest = found.digest(bytes(job.salt or b""))
        done = Erased(found.rows, found.last_key, digest, found.shares, took)
        return _intend(lane, done, found, epoch)


@transaction.atomic
def _intend(
    lane: AnonymisationLane, done: Erased, found: Changed, epoch: int
) -> AnonymisationBatch:
    """Write what is about to be committed there; refused for a worker that lost its lane."""
    held = leases.fenced_keys(lane)
    keys = Cast(Value(f"{{{found.keys}}}"), ArrayField(BigIntegerField()))
    return AnonymisationBatch.objects.create(
        **described(held, done), hold_epoch=epoch, intended=keys
    )


@transaction.atomic
def _outcome(lane: AnonymisationLane, batch: AnonymisationBatch) -> None:
    """Say that it was committed there, and move the progress: also of a run that was stopped."""
    leases.mine(lane)
    AnonymisationBatch.objects.filter(pk=batch.pk).update(intended=None)
    last = batch.keys[1] - 1 if isinstance(batch.keys, tuple) else batch.keys.upper - 1
    move_on(lane, Erased(batch.rows, last, b"", {}, batch.took_ms))


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
        _outcome(lane, doubt)


def _undone(batch: AnonymisationBatch, connection: Connection) -> bool:
    """Say whether the rows of the batch are still as they were; waits for who holds them."""
    job = batch.job
    table = _table(job, connection)
    condition: ColumnElement[bool] = table.key.in_(batch.intended or [])
    if job.technique == Technique.SUPPRESS:
        filled = or_(*[table.table.c[name].is_not(None) for name in job.blanks])
        condition = and_(condition, filled)
    if job.technique == Technique.RECTIFY:
        condition = and_(condition, table.differs(job))
    with connection.begin():
        rows = connection.execute(select(table.key).where(condition).with_for_update())
        return rows.first() is not None


def _guard(connection: Connection) -> None:
    """Let nothing of ours wait or hang for long: said once for a session."""
    if connection.info.get("guarded"):
        return
    variant = getattr(connection.dialect, "is_mariadb", False)
    kind = "mariadb" if variant else connection.dialect.name
    with connection.begin():
        for statement in _GUARDS[kind]:
            connection.execute(text(statement))
    connection.info["guarded"] = True


def _table(job: AnonymisationJob, connection: Connection) -> Mapped:
    """Return the table of the run, read once for a session."""
    assert job.table is not None  # noqa: S101 - only runs elsewhere come here
    known: dict[Any, Mapped] = connection.info.setdefault("mapped", {})
    if job.pk not in known:
        known[job.pk] = mapped(job.table, StartEvent(job.start_event))
    return known[job.pk]
