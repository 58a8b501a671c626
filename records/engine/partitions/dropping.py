"""Dropping a partition of which every row is due: taken out, counted, dropped.

Taking out is a change of the catalogue, done in milliseconds under ``lock_timeout``: whoever
waits behind it waits no longer than that. Counting and dropping touch a table nobody else has.
Holds cannot be placed in between; a row that turns out not to be due goes back.
"""

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.dialects.mysql import insert

from records.choices import JobState, PartStage
from records.engine import leases
from records.engine.holding import holds_of
from records.engine.models import AnonymisationLane
from records.engine.partitions.planning import rows_in
from records.engine.partitions.reckoning import (
    drop,
    intend,
    note,
    outcome,
    reckon,
    sample_anew,
    table_called,
)
from records.engine.partitions.store import Names, alone, guard, names_of, run, standing
from records.holds import lock


def step(lane: AnonymisationLane, connection: Connection) -> bool:
    """Drop the partition of the lane; return False, as there is nothing more to do in it.

    Where it cannot be dropped after all, the lanes of keys take its rows in place. Raises
    LeaseLost, PartBusy, or the driver's error for a lock that others hold.
    """
    names = names_of(lane, connection)
    with alone(connection, names):
        leases.lengthen(lane)
        lock.keep_together()
        try:
            _work(lane, connection, names)
        finally:
            lock.let_go()
    return False


def _work(lane: AnonymisationLane, connection: Connection, names: Names) -> None:
    job, found = lane.job, standing(connection, names)
    if not found.old:
        if not found.attached:  # dropped before its evidence was settled
            sample_anew(connection, names)
            outcome(lane)
            return
        if job.state != JobState.RUNNING or not _all_due(lane, connection, names):
            note(lane, PartStage.NOT_BEGUN)
            return
        note(lane, PartStage.DETACHED)
        detach(connection, names)
    reckoned = reckon(lane, connection, names, holds_of(lane.job))
    if reckoned.gone != reckoned.rows:
        _put_back(lane, connection, names)
        return
    intend(lane, reckoned, lock.epoch())
    drop(connection, names)
    sample_anew(connection, names)
    outcome(lane)


def _all_due(lane: AnonymisationLane, connection: Connection, names: Names) -> bool:
    """Count once more before anything is touched: most of what changed is seen here."""
    job = lane.job
    assert job.table is not None  # noqa: S101
    mine = names.part if connection.dialect.name == "postgresql" else job.table.name
    table = table_called(job, mine)
    due = and_(table.due(job), table.spared_not(holds_of(job)))
    counted = select(func.count()).select_from(table.table).where(due)
    if connection.dialect.name != "postgresql":
        counted = counted.with_hint(table.table, f"PARTITION ({names.quote(names.part)})")
    with connection.begin():
        rows = rows_in(connection, job.table, names.part)
        return rows > 0 and connection.scalar(counted) == rows


def detach(connection: Connection, names: Names) -> None:
    """Take the partition out of its table, in one short transaction."""
    parent, old = names.at(names.parent), names.at(names.old)
    with connection.begin():
        guard(connection)
        if connection.dialect.name != "postgresql":
            part = names.quote(names.part)
            run(connection, f"ALTER TABLE {parent} CONVERT PARTITION {part} TO TABLE {old}")
            return
        part = names.at(names.part)
        run(
            connection,
            f"LOCK TABLE ONLY {parent} IN ACCESS EXCLUSIVE MODE",
            f"ALTER TABLE {parent} DETACH PARTITION {part}",
            f"ALTER TABLE {part} RENAME TO {names.quote(names.old)}",
        )


def _put_back(lane: AnonymisationLane, connection: Connection, names: Names) -> None:
    """Bring back a partition with a row that was not due or is on hold: nothing of it is done."""
    if connection.dialect.name == "postgresql":
        attach(lane, connection, names)
    else:
        _pour_back(lane, connection, names)
    note(lane, PartStage.NOT_BEGUN)


def attach(lane: AnonymisationLane, connection: Connection, names: Names) -> None:
    """Make the table a partition again: its rows are checked, and nobody else has to wait."""
    with connection.begin():
        guard(connection)
        run(
            connection,
            f"ALTER TABLE {names.at(names.old)} RENAME TO {names.quote(names.part)}",
            f"ALTER TABLE {names.at(names.parent)} ATTACH PARTITION {names.at(names.part)}"
            f" {lane.bound}",
        )


def _pour_back(lane: AnonymisationLane, connection: Connection, names: Names) -> None:
    """Copy all rows back into what is now the partition of their days; again does no harm."""
    assert lane.job.table is not None  # noqa: S101
    source, target = table_called(lane.job, names.old), table_called(lane.job, "")
    every = list(source.table.columns)
    copied = insert(target.table).from_select([c.name for c in every], select(*every))
    with connection.begin():
        connection.execute(copied.prefix_with("IGNORE"))
    drop(connection, names)
