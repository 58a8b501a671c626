"""Which partitions a run takes whole, counted exactly when it is planned."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, literal_column, select, text

from records.choices import StartEvent, Strategy, Technique
from records.engine.elsewhere.mapping import Mapped, mapped
from records.engine.holding import holds_of
from records.engine.models import AnonymisationJob
from records.engine.partitions.found import partitions_of
from records.engine.partitions.strategy import Filled, Partition, strategy_of
from records.stores.models import StoreTable


@dataclass(frozen=True, slots=True)
class Part:
    """A partition that a run takes whole."""

    partition: Partition
    strategy: Strategy
    filled: Filled


def parts_of(job: AnonymisationJob, connection: Connection) -> list[Part]:
    """Return the partitions to drop; all else is taken in place."""
    assert job.table is not None  # noqa: S101 - only runs in mapped tables come here
    with connection.begin():
        known = {part.name: part for part in partitions_of(connection, job.table)}
        usable = {name: part for name, part in known.items() if part.may_go}
        return list(_chosen(job, connection, usable)) if usable else []


def _chosen(
    job: AnonymisationJob, connection: Connection, known: dict[str, Partition]
) -> Iterator[Part]:
    assert job.table is not None  # noqa: S101
    for name, filled in _filled(job, job.table, connection, known).items():
        part = known[name]
        strategy = strategy_of(Technique(job.technique), part, filled)
        if strategy != Strategy.IN_PLACE:
            yield Part(part, strategy, filled)


def _filled(
    job: AnonymisationJob, stored: StoreTable, connection: Connection, known: dict[str, Partition]
) -> dict[str, Filled]:
    table = mapped(stored, StartEvent(job.start_event))
    due = and_(table.due(job), table.spared_not(holds_of(job)))
    if connection.dialect.name == "postgresql":
        counted = _by_partition(connection, table, due)
        found = {name: counted.get(name, 0) for name in known}
    else:
        found = {n: _in_part(connection, table, n, due) for n in known}
    return {n: Filled(rows_in(connection, stored, n), c) for n, c in found.items() if c}


def _by_partition(connection: Connection, table: Mapped, due: Any) -> dict[str, int]:
    oid: Any = literal_column("tableoid")
    counted = select(oid, func.count()).select_from(table.table).where(due).group_by(oid)
    rows: dict[int, int] = {row[0]: row[1] for row in connection.execute(counted)}
    names = text("SELECT oid, relname FROM pg_class WHERE oid = ANY (:oids)")
    found = connection.execute(names, {"oids": list(rows)})
    return {name: rows[oid] for oid, name in found}


def _in_part(connection: Connection, table: Mapped, name: str, due: Any) -> int:
    quoted = connection.dialect.identifier_preparer.quote(name)
    counted = select(func.count()).select_from(table.table).where(due)
    return int(connection.scalar(counted.with_hint(table.table, f"PARTITION ({quoted})")) or 0)


def rows_in(connection: Connection, table: StoreTable, name: str) -> int:
    """Count all rows of a partition."""
    quote = connection.dialect.identifier_preparer.quote
    schema = f"{quote(table.schema)}." if table.schema else ""
    if connection.dialect.name == "postgresql":
        where = f"{schema}{quote(name)}"
    else:
        where = f"{schema}{quote(table.name)} PARTITION ({quote(name)})"
    return int(connection.scalar(text(f"SELECT count(*) FROM {where}")) or 0)  # noqa: S608 - quoted
