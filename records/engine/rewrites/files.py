"""The files of a table in PostgreSQL: how large, whose, and written anew (``VACUUM (FULL)``).

It locks others out for as long as it takes. What is not finished when its time is over is undone;
partitions are finished one by one. Row versions that somebody's snapshot can still see would be
copied along: that is asked beforehand, without a lock, and the database says how many were.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from psycopg import sql
from psycopg.errors import Diagnostic

from records.engine.rewrites.models import TableRewrite
from records.engine.rewrites.sessions import Session
from records.telephony.models import CallDetailRecord

_Told = tuple[str, str]
_PATIENCE: Final = """
    SELECT set_config('lock_timeout', '2s', true), set_config('statement_timeout', '5s', true)
"""
_LEAVES: Final = """
    SELECT c.oid::bigint, pg_relation_filenode(c.oid)::bigint, pg_total_relation_size(c.oid),
        pg_has_role(c.relowner, 'USAGE')
    FROM pg_class c WHERE c.relkind = 'r' AND c.oid IN (
        SELECT to_regclass(%(table)s) UNION
        SELECT relid FROM pg_partition_tree(to_regclass(%(table)s)))
"""
_BELOW: Final = """
    WITH RECURSIVE below AS (
        SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass(%(table)s) UNION
        SELECT i.inhrelid FROM pg_inherits i JOIN below b ON i.inhparent = b.inhrelid)
    SELECT 1 FROM below JOIN pg_class c ON c.oid = below.inhrelid
    WHERE NOT c.relispartition OR c.relkind NOT IN ('r', 'p')
"""
"""What is below a table and is not written anew with it: children by INHERITS, foreign tables."""
_STILL_SEEN: Final = re.compile(r"\D*(\d+)")
_NOT_REMOVABLE: Final = re.compile(r"[^\n]*\n[^\n]*\n\D*\d+\D+\d+\D+(\d+)")
"""The third number of the third line, since PostgreSQL 15; older ones are not understood."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a table and its partitions, by number; their size; whether they are ours.

    ``more`` says that rows may be in tables below it that are not written anew with it.
    """

    nodes: dict[int, int]
    size: int
    owned: bool
    more: bool = False


def place_of(row: TableRewrite) -> str:
    """Return the table as SQL names it."""
    if row.table is None:
        return sql.Identifier(CallDetailRecord._meta.db_table).as_string(None)
    return sql.Identifier(row.table.schema, row.table.name).as_string(None)


def look(session: Session, place: str) -> Files:
    """Return what there is of a table; raises the driver's error rather than wait for locks."""
    with session.transaction(force_rollback=True):
        session.execute(_PATIENCE)
        rows = session.execute(_LEAVES, {"table": place}).fetchall()
        more = session.execute(_BELOW, {"table": place}).fetchone()
    nodes = {oid: node for oid, node, _size, _mine in rows}
    owned = bool(rows) and all(row[3] for row in rows)
    return Files(nodes, sum(row[2] for row in rows), owned, more is not None)


def still_seen(session: Session, place: str) -> bool:
    """Clear the table up without locking it; say whether others still see rows that are gone."""
    with _heard(session) as told:
        session.execute(f"VACUUM (VERBOSE) {place}".encode())
    said = [_NOT_REMOVABLE.match(primary) for primary, _detail in told]
    return any(int(number[1]) for number in said if number)


def write_anew(session: Session, place: str, before: Files) -> bool:
    """Write all files anew; say whether no old row version was copied along.

    Raises the driver's error for a lock that others hold, and when the time is over.
    """
    with _heard(session) as told:
        session.execute(f"VACUUM (FULL, VERBOSE, ANALYZE) {place}".encode())
    said = [_STILL_SEEN.match(detail) for _primary, detail in told]
    seen = [int(number[1]) for number in said if number]
    told_of_all = len(seen) == len(before.nodes)
    return told_of_all and not sum(seen) and _all_new(before, look(session, place))


def some_new(before: Files, after: Files) -> bool:
    """Say whether any file was written anew."""
    return before.nodes != after.nodes


def _all_new(before: Files, after: Files) -> bool:
    return before.nodes.keys() == after.nodes.keys() and all(
        after.nodes[oid] != node for oid, node in before.nodes.items()
    )


@contextmanager
def _heard(session: Session) -> Iterator[list[_Told]]:
    """Give what the server tells meanwhile: it is there to be read for that moment only."""
    told: list[_Told] = []

    def hear(said: Diagnostic) -> None:
        told.append((said.message_primary or "", said.message_detail or ""))

    session.add_notice_handler(hear)
    try:
        yield told
    finally:
        session.remove_notice_handler(hear)
