"""What a foreign store looks like: tables, columns, keys, partitions, and samples by shape."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Inspector, column, inspect, select, table, text
from sqlalchemy.types import Date, DateTime

from records.choices import ColumnShape
from records.stores.shapes import shape_of

SAMPLE: Final = 200
INTERNAL: Final = frozenset({"information_schema", "performance_schema", "mysql", "sys"})


@dataclass(frozen=True, slots=True)
class ColumnShapeFound:
    """One column as it is in the store."""

    name: str
    data_type: str
    nullable: bool
    is_time: bool


@dataclass(frozen=True, slots=True)
class TableFound:
    """One table as it is in the store."""

    schema: str
    name: str
    columns: tuple[ColumnShapeFound, ...]
    key: tuple[str, ...]
    partition_column: str
    about_rows: int
    fillfactor: int | None

    @property
    def fingerprint(self) -> str:
        """What must stay the same: columns with types, key, partitioning."""
        shape = {k: v for k, v in asdict(self).items() if k not in {"about_rows", "fillfactor"}}
        return sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()


def tables_in(connection: Connection) -> list[TableFound]:
    """Return every table that the account may see, partitions under their parent's name only."""
    inspector = inspect(connection)
    return [
        _table(connection, inspector, schema, name)
        for schema in _schemas(inspector)
        for name in _tables_of(connection, inspector, schema)
    ]


def table_found(connection: Connection, schema: str, name: str) -> TableFound | None:
    """Return one table as it is now; None when it is gone."""
    inspector = inspect(connection)
    if not inspector.has_table(name, schema=schema or None):
        return None
    return _table(connection, inspector, schema, name)


def shapes_in(connection: Connection, found: TableFound) -> dict[str, ColumnShape]:
    """Return what a sample of each column's values looks like; no value leaves this function."""
    names = [each.name for each in found.columns if not each.is_time]
    if not names:
        return {}
    source = table(found.name, schema=found.schema or None)
    sample: Any = select(*[column(name) for name in names]).select_from(source)
    rows = connection.execute(sample.limit(SAMPLE)).all()
    return {name: shape_of(row[place] for row in rows) for place, name in enumerate(names)}


def _schemas(inspector: Inspector) -> list[str]:
    if inspector.dialect.name != "postgresql":
        return [inspector.default_schema_name or ""]
    names = inspector.get_schema_names()
    return [n for n in names if n not in INTERNAL and not n.startswith("pg_")]


def _table(connection: Connection, inspector: Inspector, schema: str, name: str) -> TableFound:
    columns = inspector.get_columns(name, schema=schema or None)
    key = inspector.get_pk_constraint(name, schema=schema or None)["constrained_columns"]
    rows, fillfactor, partitioned = _facts(connection, schema, name)
    return TableFound(
        schema=schema,
        name=name,
        columns=tuple(_column(each, inspector.dialect) for each in columns),
        key=tuple(key),
        partition_column=partitioned,
        about_rows=rows,
        fillfactor=fillfactor,
    )


def _column(found: Any, dialect: Dialect) -> ColumnShapeFound:
    kind = found["type"]
    return ColumnShapeFound(
        name=found["name"],
        data_type=kind.compile(dialect)[:80],
        nullable=bool(found["nullable"]),
        is_time=isinstance(kind, Date | DateTime),
    )


_POSTGRESQL: Final = text(
    """
    SELECT greatest(coalesce((SELECT sum(greatest(p.reltuples, 0)) FROM pg_inherits i
                JOIN pg_class p ON p.oid = i.inhrelid WHERE i.inhparent = c.oid), c.reltuples), 0),
           (SELECT substring(o FROM 12)::int FROM unnest(c.reloptions) o
            WHERE o LIKE 'fillfactor=%'),
           coalesce((SELECT a.attname FROM pg_partitioned_table t
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = t.partattrs[0]
                WHERE t.partrelid = c.oid AND t.partstrat = 'r' AND t.partnatts = 1), '')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = :schema AND c.relname = :name
    """
)
_MARIADB: Final = text(
    """
    SELECT t.table_rows, NULL, coalesce((SELECT replace(min(p.partition_expression), '`', '')
        FROM information_schema.partitions p WHERE p.table_schema = t.table_schema
        AND p.table_name = t.table_name AND p.partition_method LIKE 'RANGE COLUMNS%'), '')
    FROM information_schema.tables t WHERE t.table_schema = :schema AND t.table_name = :name
    """
)


def _facts(connection: Connection, schema: str, name: str) -> tuple[int, int | None, str]:
    """Return estimated rows, fill factor, and the column of a range partitioning."""
    statement = _POSTGRESQL if connection.dialect.name == "postgresql" else _MARIADB
    row = connection.execute(statement, {"schema": schema, "name": name}).one()
    return int(row[0] or 0), row[1], str(row[2])


_PARTITIONS: Final = text(
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relispartition AND n.nspname = :schema"
)


def _tables_of(connection: Connection, inspector: Inspector, schema: str) -> list[str]:
    """Return the tables of a schema without partitions, which are part of their table."""
    names = inspector.get_table_names(schema=schema)
    if connection.dialect.name != "postgresql":
        return names
    parts = set(connection.execute(_PARTITIONS, {"schema": schema}).scalars())
    return [name for name in names if name not in parts]
