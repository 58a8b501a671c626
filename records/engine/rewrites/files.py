"""The files of a table in PostgreSQL: how large, whose, and written anew (``VACUUM (FULL)``).

It locks others out for as long as it takes, and is undone whole when its time is over. Row
versions that somebody's snapshot can still see are copied along: the database says how many.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import psycopg
from django.db import connection
from psycopg import sql

from records.engine.rewrites.models import TableRewrite
from records.errors import StoreUnavailable
from records.stores.foreign import reached
from records.stores.models import DataStore
from records.telephony.models import CallDetailRecord

Session = psycopg.Connection[Any]
LOCK_WAIT: Final = "2s"
"""Others wait behind our request for the lock at most this long; then it is tried again."""
LEAST_MS: Final = 1_000
"""A window that is about to end still leaves time to put the session's settings back."""

_LEAVES: Final = """
    SELECT c.oid::bigint, pg_relation_filenode(c.oid)::bigint, pg_total_relation_size(c.oid),
        pg_has_role(c.relowner, 'USAGE')
    FROM pg_class c WHERE c.relkind = 'r' AND c.oid IN (
        SELECT to_regclass(%(table)s) UNION
        SELECT relid FROM pg_partition_tree(to_regclass(%(table)s)))
"""
_STILL_SEEN: Final = re.compile(r"\D*(\d+)")
_SETTINGS: Final = ("lock_timeout", "statement_timeout")


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a table and its partitions, by number; their size; whether they are ours."""

    nodes: dict[int, int]
    size: int
    owned: bool


def place_of(row: TableRewrite) -> str:
    """Return the table as SQL names it."""
    if row.table is None:
        return sql.Identifier(CallDetailRecord._meta.db_table).as_string(None)
    return sql.Identifier(row.table.schema, row.table.name).as_string(None)


@contextmanager
def session_of(store: DataStore) -> Iterator[Session]:
    """Give a session in which each statement is a transaction; raises StoreUnavailable."""
    if not store.is_foreign:
        connection.ensure_connection()
        yield connection.connection
        return
    with reached(store) as there:
        direct = there.execution_options(isolation_level="AUTOCOMMIT").connection
        session = direct.driver_connection
        assert isinstance(session, psycopg.Connection)  # noqa: S101 - only PostgreSQL comes here
        yield session


@contextmanager
def alone(session: Session, pk: UUID) -> Iterator[bool]:
    """Say whether no other session is at this rewrite; one that dies lets go when it has ended."""
    name = f"vp_rewrite_{pk}"
    got = session.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (name,))
    row = got.fetchone()
    mine = bool(row and row[0])
    try:
        yield mine
    finally:
        if mine and not session.closed:
            session.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", (name,))


def look(session: Session, place: str) -> Files:
    """Return what there is of a table; raises StoreUnavailable."""
    try:
        rows = session.execute(_LEAVES, {"table": place}).fetchall()
    except psycopg.OperationalError as error:
        raise StoreUnavailable(reason=type(error).__name__) from error
    nodes = {oid: node for oid, node, _size, _mine in rows}
    return Files(nodes, sum(row[2] for row in rows), bool(rows) and all(row[3] for row in rows))


def write_anew(session: Session, place: str, before: Files, *, seconds: float) -> bool:
    """Write all files anew; say whether no old row version was copied along.

    Raises the driver's error for a lock that others hold, and when the time is over.
    """
    seen: list[int] = []

    def heard(told: psycopg.errors.Diagnostic) -> None:
        if told.message_detail and (number := _STILL_SEEN.match(told.message_detail)):
            seen.append(int(number[1]))

    session.add_notice_handler(heard)
    try:
        _bound(session, seconds)
        session.execute(f"VACUUM (FULL, VERBOSE, ANALYZE) {place}".encode())
    finally:
        session.remove_notice_handler(heard)
        _unbound(session)
    told_of_all = len(seen) == len(before.nodes)
    return told_of_all and not sum(seen) and _all_new(before, look(session, place))


def _all_new(before: Files, after: Files) -> bool:
    return before.nodes.keys() == after.nodes.keys() and all(
        after.nodes[oid] != node for oid, node in before.nodes.items()
    )


def _bound(session: Session, seconds: float) -> None:
    left = max(int(seconds * 1000), LEAST_MS)
    values = {"lock_timeout": LOCK_WAIT, "statement_timeout": f"{left}ms"}
    for name in _SETTINGS:
        session.execute("SELECT set_config(%s, %s, false)", (name, values[name]))


def _unbound(session: Session) -> None:
    for name in () if session.closed else _SETTINGS:
        session.execute(f"RESET {name}".encode())
