"""Writing a partition anew without what is due, and swapping it in: copied, caught up, swapped.

Others go on reading and writing; they are locked out only for the swap. The old partition is then
counted while nobody can reach it, as one that is dropped is, and dropped: with it go the files that
held the old values. Holds that are placed meanwhile make it begin again.
"""

from typing import Final

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Connection,
    Dialect,
    and_,
    case,
    false,
    literal_column,
    not_,
    null,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import dialect

from records.choices import JobState, PartStage, Technique
from records.engine import leases
from records.engine.closing import fail
from records.engine.holding import holds_of
from records.engine.models import AnonymisationJob, AnonymisationLane
from records.engine.partitions import copying
from records.engine.partitions.reckoning import (
    doubtful,
    drop,
    intend,
    note,
    outcome,
    reckon,
    sample_anew,
    table_called,
)
from records.engine.partitions.store import Names, PartBusy, alone, names_of, standing
from records.holds import lock
from records.holds.models import LegalHold

FEW: Final = 200
"""Fewer changed rows than this are taken over under the lock of the swap."""
MOST_ROUNDS: Final = 20
COPIED: Final = frozenset({PartStage.COPIED, PartStage.DETACHED})


def step(lane: AnonymisationLane, connection: Connection) -> bool:
    """Rewrite the partition of the lane; return False, as there is nothing more to do in it.

    Raises LeaseLost, PartBusy, or the driver's error for a lock that others hold.
    """
    names = names_of(lane, connection)
    with alone(connection, names):
        leases.lengthen(lane)
        try:
            _work(lane, connection, names)
        except (leases.LeaseLost, copying.StartOver) as end:
            _clear_up(connection, names)
            if isinstance(end, copying.StartOver):
                raise PartBusy from end
            raise
    return False


def _clear_up(connection: Connection, names: Names) -> None:
    if not standing(connection, names).old:
        copying.clear(connection, names)


def _work(lane: AnonymisationLane, connection: Connection, names: Names) -> None:
    found = standing(connection, names)
    if not found.old and doubtful(lane).exists():  # dropped before its evidence was settled
        sample_anew(connection, names)
        outcome(lane)
        return
    if found.old:
        lock.keep_together()
        try:
            _finish(lane, connection, names)
        finally:
            lock.let_go()
        return
    if _is_done(lane):
        return
    if not found.attached or lane.job.state != JobState.RUNNING:
        if found.attached:
            copying.clear(connection, names)
        note(lane, PartStage.NOT_BEGUN)
        return
    if not (found.new and lane.stage in COPIED and _same_holds(connection, names)):
        _copy(lane, connection, names)
    _replace(lane, connection, names)


def _is_done(lane: AnonymisationLane) -> bool:
    """Say whether the partition is on record: a worker may die before its lane is finished."""
    done = lane.job.batches.filter(lane=lane.number, part=lane.part, intended__isnull=True)
    return done.filter(sweep=lane.job.sweep).exists()


def _same_holds(connection: Connection, names: Names) -> bool:
    return copying.said_of(connection, names.at(names.new)) == lock.epoch()


def _copy(lane: AnonymisationLane, connection: Connection, names: Names) -> None:
    """Copy what stays into a new table, from the beginning."""
    note(lane, PartStage.COPYING)
    copying.clear(connection, names)
    epoch, key = lock.epoch(), _key(lane)
    taken = _taken(lane, connection, names, holds_of(lane.job))
    copying.begin(connection, names, key=key, epoch=epoch)
    copying.copy(connection, names, taken, key=key, going=lambda: _go_on(lane))
    copying.index(connection, names)
    _go_on(lane)
    note(lane, PartStage.COPIED)


def _go_on(lane: AnonymisationLane) -> None:
    """Raise LeaseLost when the run was stopped or another worker has the lane."""
    leases.still(lane)
    leases.lengthen(lane)


def _replace(lane: AnonymisationLane, connection: Connection, names: Names) -> None:
    """Take over what others changed until little is left, then swap and finish."""
    for _round in range(MOST_ROUNDS):
        taken = _taken(lane, connection, names, holds_of(lane.job))
        with connection.begin():
            keys, _more = copying.catch_up(connection, names, taken, key=_key(lane))
        leases.lengthen(lane)
        if keys < FEW:
            break
    lock.keep_together()
    try:
        if not _same_holds(connection, names):
            raise copying.StartOver
        _go_on(lane)
        note(lane, PartStage.DETACHED)
        taken = _taken(lane, connection, names, holds_of(lane.job))
        rows = _rows(connection, names)
        copying.swap(connection, names, taken, lane.bound, rows, key=_key(lane))
        _finish(lane, connection, names)
    finally:
        lock.let_go()


def _rows(connection: Connection, names: Names) -> int:
    with connection.begin():
        new = text(f"SELECT count(*) FROM {names.at(names.new)}")  # noqa: S608 - quoted
        return int(connection.scalar(new) or 0)


def _finish(lane: AnonymisationLane, connection: Connection, names: Names) -> None:
    """Count the old partition, put it on record and drop it; one that does not add up stays."""
    written = copying.said_of(connection, names.at(names.old))
    found = reckon(lane, connection, names, holds_of(lane.job))
    stays = found.rows - (found.gone if lane.job.technique == Technique.DELETE else 0)
    if written != stays:
        fail(lane.job, f"{names.part}: {written} rows were written anew, {stays} should stay")
        return
    intend(lane, found, lock.epoch())
    drop(connection, names)
    sample_anew(connection, names)
    outcome(lane)


def _key(lane: AnonymisationLane) -> str:
    assert lane.job.table is not None  # noqa: S101 - only runs in mapped tables have partitions
    return lane.job.table.key_column


def _taken(
    lane: AnonymisationLane, connection: Connection, names: Names, holds: list[LegalHold]
) -> copying.Taken:
    """Return what copies rows as they shall be, up to its condition on keys.

    A row of which it is not known whether it is due stays as it is.
    """
    job: AnonymisationJob = lane.job
    table = table_called(job, names.part)
    due = and_(table.due(job), table.spared_not(holds))
    kept = copying.columns_of(connection, names)
    filled: ColumnElement[bool] = or_(
        false(), *[table.table.c[name].is_not(None) for name in job.blanks]
    )
    if job.technique == Technique.DELETE:
        filled, rows = true(), [table.table.c[name] for name in kept]
        copied = select(*rows).where(or_(not_(due), due.is_(None)))
    else:
        emptied = {n: case((due, null()), else_=table.table.c[n]).label(n) for n in job.blanks}
        copied = select(*[emptied.get(n, table.table.c[n]) for n in kept]).where(
            literal_column("true")
        )
    into = ", ".join(names.quote(name) for name in kept)
    insert = f"INSERT INTO {names.at(names.new)} ({into}) OVERRIDING SYSTEM VALUE {_sql(copied)}"
    return copying.Taken(insert, _sql(due), _sql(filled).replace(f"{names.at(names.part)}.", ""))


def _sql(what: ClauseElement) -> str:
    kind: Dialect = dialect()  # type: ignore[no-untyped-call]  # as SQLAlchemy ships it
    return str(what.compile(dialect=kind, compile_kwargs={"literal_binds": True}))
