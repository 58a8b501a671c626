"""A partition that is out of its table: counted while nobody can change it, put on record, dropped.

The evidence of a partition is exact because the count is taken of the detached table. It is
written before the drop, in doubt, and settled after it; whatever dies in between, the next worker
finds the table and counts it again, or finds it gone and the evidence waiting.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from sqlalchemy import (
    Connection,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from records.choices import PartStage, StartEvent
from records.engine import leases
from records.engine.counting import named
from records.engine.elsewhere.mapping import Mapped, mapped
from records.engine.models import AnonymisationBatch, AnonymisationJob, AnonymisationLane
from records.engine.partitions.store import Names, guard, run
from records.holds.models import LegalHold

BLOCK: Final = 20_000
"""Keys that PostgreSQL writes as one text."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a detached partition holds: all its rows, those that go, of whom, and their digest."""

    rows: int
    gone: int
    shares: dict[str, int]
    digest: bytes
    took_ms: int


def table_called(job: AnonymisationJob, name: str) -> Mapped:
    """Return the run's table under another name."""
    assert job.table is not None  # noqa: S101 - only runs in mapped tables have partitions
    return mapped(job.table, StartEvent(job.start_event), name=name)


def reckon(
    lane: AnonymisationLane, connection: Connection, names: Names, holds: list[LegalHold]
) -> Reckoned:
    """Count the detached table: how many rows, and which of them the run erases."""
    began, job = monotonic(), lane.job
    table = table_called(job, names.old)
    due = and_(table.due(job), table.spared_not(holds))
    with connection.begin():
        rows, shares = _counted(connection, table, due)
        digest = _digest(job, connection, select(table.key).where(due).order_by(table.key))
    took = round((monotonic() - began) * 1000)
    mine = shares if table.partner is not None else {}
    return Reckoned(rows, sum(shares.values()), mine, digest, took)


def _counted(connection: Connection, table: Mapped, due: Any) -> tuple[int, dict[str, int]]:
    """Return all rows, and those that are due by partner, read once."""
    whose = table.partner if table.partner is not None else literal("")
    counted = select(whose, func.count(), func.count(case((due, 1)))).select_from(table.table)
    told = connection.execute(counted.group_by(whose) if table.partner is not None else counted)
    rows, shares = 0, Counter[str]()
    for partner, number, gone in told:
        rows += number
        shares[named(partner)] += gone
    return rows, {partner: gone for partner, gone in shares.items() if gone}


def _digest(job: AnonymisationJob, connection: Connection, keys: Any) -> bytes:
    """Hash the keys as a batch does, at flat memory."""
    digest, comma = hashlib.sha256(bytes(job.salt or b"")), b""
    for key in _keys(connection, keys):
        digest.update(comma + key)
        comma = b","
    return digest.digest()


def _keys(connection: Connection, keys: Any) -> Iterator[bytes]:
    """Yield the keys as text; PostgreSQL writes many of them at once far faster than one by one."""
    if connection.dialect.name == "postgresql":
        yield from _blocks(connection, keys)
        return
    streamed = keys.execution_options(stream_results=True, yield_per=5_000)
    for row in connection.execute(streamed):
        yield str(row[0]).encode()


def _blocks(connection: Connection, keys: Any) -> Iterator[bytes]:
    """Yield so many of the keys as one text, in order, until there are no more."""
    key, following = keys.selected_columns[0], keys
    while True:
        block = following.limit(BLOCK).subquery().c[0]
        text_of = cast(func.array_agg(aggregate_order_by(block, block)), String)
        told, last = connection.execute(select(text_of, func.max(block))).one()
        if told is None:
            return
        yield told.strip("{}").encode()
        following = keys.where(key > last)


@transaction.atomic
def intend(lane: AnonymisationLane, found: Reckoned, epoch: int) -> AnonymisationBatch:
    """Write the evidence, in doubt until the table is dropped; raises LeaseLost."""
    held = leases.fenced(lane)
    doubtful(held).delete()
    return AnonymisationBatch.objects.create(
        job=held.job,
        lane=held.number,
        sweep=held.job.sweep,
        part=held.part,
        strategy=held.strategy,
        rows=found.gone,
        digest=found.digest,
        shares=found.shares,
        fencing_token=held.fencing_token,
        took_ms=found.took_ms,
        hold_epoch=epoch,
        intended=[],
    )


def doubtful(lane: AnonymisationLane) -> Any:
    """Return the evidence of the lane's partition that is not settled."""
    return AnonymisationBatch.objects.filter(
        job=lane.job_id, lane=lane.number, intended__isnull=False
    )


def drop(connection: Connection, names: Names) -> None:
    """Drop the detached table: no lock on anything that anybody else uses."""
    with connection.begin():
        guard(connection)
        run(connection, f"DROP TABLE IF EXISTS {names.at(names.old)}")


_SAMPLED: Final = text(
    "SELECT EXISTS (SELECT 1 FROM pg_stats WHERE schemaname = :schema AND tablename = :parent)"
)


def sample_anew(connection: Connection, names: Names) -> None:
    """Let the planner forget the values that it once sampled of the whole table.

    It reads some rows of every partition: longer than a drop takes, and it locks nobody out.
    """
    if connection.dialect.name != "postgresql":
        return
    with connection.begin():
        guard(connection)
        where = {"schema": names.schema, "parent": names.parent}
        if connection.scalar(_SAMPLED, where):
            run(connection, f"ANALYZE {names.at(names.parent)}")


@transaction.atomic
def outcome(lane: AnonymisationLane) -> None:
    """Settle the evidence, and move the progress of the run."""
    held = leases.fenced(lane)
    for batch in doubtful(held):
        doubtful(held).update(intended=None)
        AnonymisationJob.objects.filter(pk=held.job_id).update(
            rows_done=F("rows_done") + batch.rows, batches_done=F("batches_done") + 1
        )
    AnonymisationLane.objects.filter(pk=held.pk).update(stage=PartStage.NOT_BEGUN)


@transaction.atomic
def note(lane: AnonymisationLane, stage: PartStage) -> None:
    """Write down what is about to be there in the store; raises LeaseLost."""
    held = leases.fenced(lane)
    AnonymisationLane.objects.filter(pk=held.pk).update(stage=stage)
    lane.stage = stage
