"""Writing a partition anew beside itself: a new table, a log of what others change, a copy.

Triggers note the keys of rows that others insert, change or delete from before the first row is
copied; what was noted is taken over from the partition as it is then. To take a key over again
does no harm, so no order matters and nothing is lost.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, text

from records.engine.partitions.store import Names, guard, run

CHUNK: Final = 50_000
"""Rows copied in one transaction."""
LOWEST: Final = -(2**63) + 1
"""Keys are above this."""

_SHAPE: Final = text(
    """
    SELECT coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', '')
        || coalesce(' TABLESPACE ' || quote_ident(s.spcname), ''),
        quote_ident(pg_get_userbyid(c.relowner)), pg_get_partition_constraintdef(c.oid),
        (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')
    FROM pg_class c LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
    WHERE c.oid = to_regclass(:part)
    """
)
_INDEXES: Final = text(
    """
    SELECT coalesce((SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
            WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid
            AND k.contype IN ('p', 'u', 'x')), ''),
        i.indisunique, substring(pg_get_indexdef(i.indexrelid) FROM ' USING .*$'), c.relname
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = to_regclass(:part) ORDER BY i.indisprimary DESC, i.indexrelid
    """
)
_NOTED: Final = """
    CREATE FUNCTION {noting}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog AS $$ BEGIN
        IF TG_OP = 'TRUNCATE' THEN INSERT INTO {log} VALUES (NULL); RETURN NULL; END IF;
        IF TG_OP <> 'INSERT' THEN INSERT INTO {log} VALUES (OLD.{key}); END IF;
        IF TG_OP <> 'DELETE' THEN INSERT INTO {log} VALUES (NEW.{key}); END IF;
        RETURN NULL;
    END $$
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """SQL of a rewrite: what copies rows as they shall be, which are due, which copies say much."""

    insert: str
    due: str
    valued: str


class StartOver(Exception):
    """What was copied is of no use any more: the partition was emptied, or holds have changed."""


def begin(connection: Connection, names: Names, *, key: str, epoch: int) -> None:
    """Make the new table, and note from now on what others change in the partition.

    The triggers are made under a lock that waits for every open transaction that wrote in the
    partition: what was written before is seen by the copy, what comes after is noted.
    """
    part, new, log = names.at(names.part), names.at(names.new), names.at(names.log)
    noting, trigger = names.at(names.noting), names.quote(names.noting)
    emptied = names.quote(f"{names.noting}_t")
    how = {"noting": noting, "log": log, "key": names.quote(key)}
    with connection.begin():
        guard(connection)
        options, owner, bound, _columns = connection.execute(_SHAPE, {"part": part}).one()
        run(
            connection,
            f"CREATE TABLE {new} (LIKE {part} INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY)"
            f"{options}",
            f"ALTER TABLE {new} ADD CONSTRAINT vp_bound CHECK ({bound}), OWNER TO {owner}",
            f"COMMENT ON TABLE {new} IS '{epoch}'",
            f"CREATE TABLE {log} (key bigint)",
            _NOTED.format(**how),
            f"CREATE TRIGGER {trigger} AFTER INSERT OR UPDATE OR DELETE ON {part}"
            f" FOR EACH ROW EXECUTE FUNCTION {noting}()",
            f"CREATE TRIGGER {emptied} BEFORE TRUNCATE ON {part}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {noting}()",
        )


def clear(connection: Connection, names: Names) -> None:
    """Take away all that was made, wherever it was left."""
    part = names.at(names.part)
    with connection.begin():
        guard(connection)
        run(connection, *_not_noting(names, part), f"DROP TABLE IF EXISTS {names.at(names.new)}")


def _not_noting(names: Names, part: str) -> tuple[str, ...]:
    return (
        f"DROP TRIGGER IF EXISTS {names.quote(names.noting)} ON {part}",
        f"DROP TRIGGER IF EXISTS {names.quote(f'{names.noting}_t')} ON {part}",
        f"DROP FUNCTION IF EXISTS {names.at(names.noting)}()",
        f"DROP TABLE IF EXISTS {names.at(names.log)}",
    )


def copy(
    connection: Connection, names: Names, taken: Taken, *, key: str, going: Callable[[], None]
) -> None:
    """Copy what stays, a range of keys at a time; ``going`` is asked before each."""
    part, column, last = names.at(names.part), names.quote(key), LOWEST
    rows = f"SELECT {column} AS k FROM {part} WHERE {column} > :last"  # noqa: S608 - quoted
    following = text(f"SELECT max(k) FROM ({rows} ORDER BY {column} LIMIT {CHUNK}) AS s")  # noqa: S608
    while True:
        going()
        with connection.begin():
            run(connection, "SET LOCAL synchronous_commit = off", "SET LOCAL jit = off")
            upto = connection.scalar(following, {"last": last})
            if upto is None:
                return
            within = f"{column} > {last} AND {column} <= {upto}"
            run(connection, f"{taken.insert} AND {within}")
            last = int(upto)


def index(connection: Connection, names: Names) -> None:
    """Give the new table the keys and indexes of the partition, and its statistics."""
    part, new = names.at(names.part), names.at(names.new)
    with connection.begin():
        found = connection.execute(_INDEXES, {"part": part}).all()
        for number, (constraint, unique, using, _name) in enumerate(found):
            name, kind = f"{names.new}_{number}", "UNIQUE INDEX" if unique else "INDEX"
            made = f"CREATE {kind} {name} ON {new}{using}"
            added = f"ALTER TABLE {new} ADD CONSTRAINT {name} {constraint}"
            run(connection, added if constraint else made)
        run(connection, f"ANALYZE {new}")


def catch_up(connection: Connection, names: Names, taken: Taken, *, key: str) -> tuple[int, int]:
    """Take over, in the open transaction, what was noted; return keys, and rows more or less.

    Raises StartOver when the partition was emptied, and when a row became due after it was copied:
    its values would stay in the new files, where they were once written.
    """
    noted = connection.exec_driver_sql(f"DELETE FROM {names.at(names.log)} RETURNING key")  # noqa: S608
    keys = {row[0] for row in noted}
    if None in keys:
        raise StartOver
    if not keys:
        return 0, 0
    among = f"{names.quote(key)} = ANY ('{{{','.join(map(str, sorted(keys)))}}}'::bigint[])"
    gone = f"DELETE FROM {names.at(names.new)} WHERE {among} RETURNING {names.quote(key)}"  # noqa: S608
    removed = connection.exec_driver_sql(f"{gone}, {taken.valued}").all()
    valued = {row[0] for row in removed if row[1]}
    due = f"SELECT {names.quote(key)} FROM {names.at(names.part)} WHERE {among}"  # noqa: S608
    if valued & set(connection.exec_driver_sql(f"{due} AND {taken.due}").scalars()):
        raise StartOver
    added = connection.exec_driver_sql(f"{taken.insert} AND {among}")
    return len(keys), added.rowcount - len(removed)


def columns_of(connection: Connection, names: Names) -> list[str]:
    """Return the columns that are copied: all but those the database computes."""
    with connection.begin():
        row = connection.execute(_SHAPE, {"part": names.at(names.part)}).one()
    return list(row[3])


def swap(
    connection: Connection, names: Names, taken: Taken, bound: str, rows: int, *, key: str
) -> None:
    """Put the new table in the place of the partition: one short transaction, two brief locks.

    How many rows it has is written on the old one, where a recount finds it after any crash.
    """
    parent, part = names.at(names.parent), names.at(names.part)
    old, new = names.at(names.old), names.at(names.new)
    with connection.begin():
        guard(connection)
        indexes = [row[3] for row in connection.execute(_INDEXES, {"part": part})]
        run(
            connection,
            f"LOCK TABLE ONLY {parent} IN ACCESS EXCLUSIVE MODE",
            f"LOCK TABLE {part} IN ACCESS EXCLUSIVE MODE",
        )
        _keys, more = catch_up(connection, names, taken, key=key)
        said = connection.scalar(_SAID, {"table": part})
        run(
            connection,
            f"ALTER TABLE {parent} DETACH PARTITION {part}",
            *_not_noting(names, part),
            f"ALTER TABLE {part} RENAME TO {names.quote(names.old)}",
            f"ALTER TABLE {new} RENAME TO {names.quote(names.part)}",
            *_renamed(names, indexes),
            f"ALTER TABLE {parent} ATTACH PARTITION {part} {bound}",
            f"ALTER TABLE {part} DROP CONSTRAINT vp_bound",
            f"COMMENT ON TABLE {part} IS {said}",
            f"COMMENT ON TABLE {old} IS '{rows + more}'",
        )


def _renamed(names: Names, indexes: list[str]) -> Iterator[str]:
    """Yield what gives the new indexes the names of the old."""
    for number, name in enumerate(indexes):
        made = names.at(f"{names.new}_{number}")
        yield f"ALTER INDEX {names.at(name)} RENAME TO {names.old}_{number}"
        yield f"ALTER INDEX {made} RENAME TO {names.quote(name)}"


_SAID: Final = text("SELECT quote_nullable(obj_description(to_regclass(:table), 'pg_class'))")


def said_of(connection: Connection, table: str) -> int | None:
    """Return the number that was written on a table of ours."""
    with connection.begin():
        found: Any = connection.scalar(
            text("SELECT obj_description(to_regclass(:table), 'pg_class')"), {"table": table}
        )
    return int(found) if found and str(found).isdigit() else None
