"""A partition that is out of its table: counted while nobody can change it, put on record, dropped.

The evidence of a partition is exact because the count is taken of the detached table. It is
written before the drop, in doubt, and settled after it; whatever dies in between, the next worker
finds the table and counts it again, or finds it gone and the evidence waiting.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from sqlalchemy import Connection, and_, func, select, text

from records.choices import PartStage, StartEvent
from records.engine import leases
from records.engine.counting import named
from records.engine.elsewhere.mapping import Mapped, mapped
from records.engine.models import AnonymisationBatch, AnonymisationJob, AnonymisationLane
from records.engine.partitions.store import Names, guard, run
from records.holds.models import LegalHold


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
    whose = table.partner if table.partner is not None else func.coalesce(None, "")
    with connection.begin():
        rows = connection.scalar(select(func.count()).select_from(table.table)) or 0
        counted = select(whose, func.count()).select_from(table.table).where(due)
        if table.partner is not None:
            counted = counted.group_by(whose)
        shares = {named(row[0]): int(row[1]) for row in connection.execute(counted) if row[1]}
        digest = _digest(job, connection, select(table.key).where(due).order_by(table.key))
    took = round((monotonic() - began) * 1000)
    mine = shares if table.partner is not None else {}
    return Reckoned(int(rows), sum(shares.values()), mine, digest, took)


def _digest(job: AnonymisationJob, connection: Connection, keys: Any) -> bytes:
    """Hash the keys as a batch does, at flat memory."""
    digest, comma = hashlib.sha256(bytes(job.salt or b"")), b""
    for key in _keys(connection, keys):
        digest.update(comma + key)
        comma = b","
    return digest.digest()


def _keys(connection: Connection, keys: Any) -> Iterator[bytes]:
    """Yield the keys as text; PostgreSQL hands them out fastest as a copy."""
    if connection.dialect.name == "postgresql":
        literal = keys.compile(connection, compile_kwargs={"literal_binds": True})
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY ({literal}) TO STDOUT") as rows:
            for row in rows:
                yield bytes(row)[:-1]
        return
    streamed = connection.execution_options(stream_results=True, yield_per=5_000)
    for row in streamed.execute(keys):
        yield str(row[0]).encode()


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
    sample_anew(connection, names)


_SAMPLED: Final = text(
    "SELECT EXISTS (SELECT 1 FROM pg_stats WHERE schemaname = :schema AND tablename = :parent)"
)


def sample_anew(connection: Connection, names: Names) -> None:
    """Let the planner forget the values that it once sampled of the whole table."""
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
