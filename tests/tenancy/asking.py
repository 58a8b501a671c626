"""How to ask the database as a partner, and of its tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.db import connection, transaction
from django.db.utils import DatabaseError

from roles.models import (
    Party,
)
from roles.queries.visibility import upstream_of
from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE, Viewer, partner_scope


def viewer(*parties: Party) -> Viewer:
    mine = frozenset(p.pk for p in parties)
    return Viewer(user_id=None, name="partner", parties=mine, upstream=upstream_of(mine))


@contextmanager
def session_of(*parties: Party) -> Iterator[None]:
    with transaction.atomic(), partner_scope(viewer(*parties)):
        yield
        transaction.set_rollback(True)


def sql(statement: str, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def insert(table: str, **values) -> tuple[str, list]:
    values = {"id": uuid4(), **values}
    columns = ", ".join(values)
    places = ", ".join(["%s"] * len(values))
    return f"INSERT INTO {table} ({columns}) VALUES ({places})", list(values.values())


def refused(statement: str, *parameters) -> str:
    """Return the SQLSTATE with which PostgreSQL refuses, or "" when nothing was touched."""
    try:
        with transaction.atomic():
            touched = sql(statement, *parameters)
    except DatabaseError as error:
        return error.__cause__.sqlstate
    assert touched == 0, f"{touched} rows: {statement}"
    return ""


def tables() -> list[str]:
    rows = sql(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
    )
    return [row[0] for row in rows]


def granted(table: str) -> set[str]:
    rights = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
    rows = sql(
        "SELECT r FROM unnest(%s::text[]) r WHERE has_table_privilege(%s, quote_ident(%s), r)"
        " OR (r IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')"
        " AND has_any_column_privilege(%s, quote_ident(%s), r))",
        list(rights),
        PARTNER_ROLE,
        table,
        PARTNER_ROLE,
        table,
    )
    return {row[0] for row in rows}


def rows_of(table: str) -> set[str]:
    """Return every row that the session reads of a table, as text; nothing when it may not."""
    columns = sql(
        "SELECT a.attname FROM pg_attribute a WHERE a.attrelid = quote_ident(%s)::regclass"
        " AND a.attnum > 0 AND NOT a.attisdropped"
        " AND has_column_privilege(a.attrelid, a.attnum, 'SELECT')",
        table,
    )
    if not columns:
        return set()
    names = ", ".join(f'"{row[0]}"' for row in columns)
    return {str(row) for row in sql(f'SELECT {names} FROM "{table}"')}


def state() -> tuple:
    ((role, parties, upstream, actor),) = sql(
        "SELECT current_user, current_setting('tenancy.parties', true),"
        " current_setting('tenancy.upstream', true), current_setting('tenancy.actor', true)"
    )
    return role, parties or "", upstream or "", actor or ""
