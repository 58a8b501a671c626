"""Partitions as they are in a store: by range, one level deep, and what our account may do."""

from typing import Final

from sqlalchemy import Connection, text

from records.engine.partitions.strategy import Partition
from records.stores.models import StoreTable

# What a foreign key or a view refers to cannot be dropped; nor can what we do not own. What has
# rights, triggers, foreign keys, policies or subscribers of its own is not replaced either.
_POSTGRESQL: Final = text(
    """
    SELECT c.relname, pg_get_expr(c.relpartbound, c.oid), may.go, may.go AND t.partdefid = 0
        AND NOT c.relrowsecurity AND c.relreplident = 'd' AND c.relacl IS NULL
        AND NOT EXISTS (SELECT 1 FROM pg_constraint f WHERE f.contype = 'f' AND f.conrelid = c.oid)
        AND NOT EXISTS (SELECT 1 FROM pg_trigger g
            WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgparentid = 0
            AND NOT starts_with(CAST(g.tgname AS text), 'vp_note_'))
        AND NOT EXISTS (SELECT 1 FROM pg_publication_tables b
            WHERE b.schemaname = n.nspname AND b.tablename IN (p.relname, c.relname))
    FROM pg_class p JOIN pg_namespace n ON n.oid = p.relnamespace
    JOIN pg_partitioned_table t ON t.partrelid = p.oid AND t.partstrat = 'r' AND t.partnatts = 1
    JOIN pg_inherits i ON i.inhparent = p.oid JOIN pg_class c ON c.oid = i.inhrelid
    CROSS JOIN LATERAL (SELECT c.relkind = 'r' AND c.relnamespace = p.relnamespace
        AND NOT p.relispartition AND c.oid <> t.partdefid
        AND has_schema_privilege(n.oid, 'CREATE')
        AND pg_has_role(p.relowner, 'USAGE') AND pg_has_role(c.relowner, 'USAGE')
        AND NOT EXISTS (SELECT 1 FROM pg_constraint f
            WHERE f.contype = 'f' AND f.confrelid IN (p.oid, c.oid))
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.refclassid = 'pg_class'::regclass
            AND d.refobjid = c.oid AND d.classid = 'pg_rewrite'::regclass) AS go) AS may
    WHERE n.nspname = :schema AND p.relname = :name ORDER BY c.relname
    """
)
_MARIADB: Final = text(
    "SELECT partition_name, partition_description FROM information_schema.partitions"
    " WHERE table_schema = :schema AND table_name = :name AND partition_method LIKE 'RANGE%'"
    " AND subpartition_name IS NULL ORDER BY partition_ordinal_position"
)
CONVERTS: Final = (10, 7)
"""Since this version MariaDB takes a partition out of a table in one step."""
_NEEDED: Final = ("SELECT", "ALTER", "CREATE", "DROP", "INSERT")


def partitions_of(connection: Connection, table: StoreTable) -> list[Partition]:
    """Return the partitions of a table; none where it is not partitioned by range."""
    if not table.partition_column:
        return []
    named = {"schema": table.schema, "name": table.name}
    if connection.dialect.name == "postgresql":
        return [Partition(*row) for row in connection.execute(_POSTGRESQL, named)]
    if not _converts(connection):
        return []
    may = _may(connection, table.schema)
    rows = connection.execute(_MARIADB, named).all()
    return [Partition(row[0], str(row[1]), may) for row in rows[:-1]]


def _converts(connection: Connection) -> bool:
    version = connection.dialect.server_version_info or (0,)
    return bool(getattr(connection.dialect, "is_mariadb", False)) and version >= CONVERTS


def _may(connection: Connection, schema: str) -> bool:
    """Say whether the account has the rights on the whole database: the name outside is new."""
    grants = [str(row[0]).upper() for row in connection.execute(text("SHOW GRANTS"))]
    wide = [g for g in grants if " ON *.* " in g or f" ON `{schema}`.* ".upper() in g]
    return all(any(right in g or "ALL PRIVILEGES" in g for g in wide) for right in _NEEDED)
