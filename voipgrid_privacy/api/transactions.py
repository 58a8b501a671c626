"""One request, one transaction: token, tenancy, answer and rendering."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection, transaction
from psycopg import ClientCursor
from psycopg.sql import Literal

from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE


@contextmanager
def whole_request() -> Iterator[None]:
    """Hold one transaction, whose partner role and parties end with it."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        yield
        if nested and not connection.needs_rollback:  # a test's transaction goes on unscoped
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('role', 'none', true)")


BIND = f"SELECT set_config('role', '{PARTNER_ROLE}', true)"
"""Whatever follows in the transaction runs under row-level security."""

Statement = tuple[str, dict[str, Any]]
TYPES = {UUID: "uuid", date: "date", str: "text"}
_prepared: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()


def at_once(*statements: Statement) -> list[tuple[Any, ...] | None]:
    """Run prepared statements in one transaction and one round trip; return the first row of each.

    Planning is most of a look-up's cost, and Django never prepares: so these go past its cursor,
    over its connection, as one message. A statement cannot use what an earlier one returned, but
    what an earlier one *set* (role and parties) binds it. Behind a pooler, whose next session may
    know nothing of what this one prepared, they go as they are.
    """
    connection.ensure_connection()
    raw = connection.connection
    calls = [_call(raw, sql, params) for sql, params in statements]
    if connection.in_atomic_block:  # a test's transaction goes on unscoped
        calls.append("SELECT set_config('role', 'none', true)")
    with connection.wrap_database_errors, ClientCursor(raw) as cursor:
        cursor.execute("; ".join(calls))
        return [_first(cursor, number) for number in range(len(statements))]


def _first(cursor: ClientCursor[Any], number: int) -> tuple[Any, ...] | None:
    if number:
        cursor.nextset()
    row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _call(raw: Any, sql: str, params: dict[str, Any]) -> str:
    """Return the text that executes a statement; prepare it where this connection has not yet."""
    if settings.DATABASE_POOLED:
        return _unprepared(raw, sql, params)
    name, prepare = _statement(sql, tuple((key, type(value)) for key, value in params.items()))
    known = _prepared.setdefault(raw, set())
    if name not in known:
        raw.execute(prepare)
        known.add(name)
    values = ", ".join(sql_literal(value, raw) for value in params.values())
    return f"EXECUTE {name}({values})" if params else f"EXECUTE {name}"


def _unprepared(raw: Any, sql: str, params: dict[str, Any]) -> str:
    """Return the statement with its values in it, in one pass: a value is never read as a name."""

    def value(found: re.Match[str]) -> str:
        given = params[found[1]]
        return f"{sql_literal(given, raw)}::{TYPES[type(given)]}"

    return re.sub(r"%\((\w+)\)s", value, sql)


def sql_literal(value: Any, raw: Any) -> str:
    """Return a value as PostgreSQL reads it, quoted by psycopg."""
    return Literal(value).as_string(raw)


@lru_cache(maxsize=64)
def _statement(sql: str, types: tuple[tuple[str, type], ...]) -> tuple[str, str]:
    """Return a statement's name and the text that prepares it, with numbered parameters."""
    name = f"api_{sha256(f'{sql}{types}'.encode()).hexdigest()[:16]}"
    text = sql
    for number, (key, _type) in enumerate(types, start=1):
        text = text.replace(f"%({key})s", f"${number}")
    declared = ", ".join(TYPES[kind] for _key, kind in types)
    return name, f"PREPARE {name}{f'({declared})' if declared else ''} AS {text}"
