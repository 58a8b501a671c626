"""Reading a place, wherever it is: read-only, for so long and no longer."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import OperationalError, connection, transaction
from sqlalchemy import Connection, Select, text
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.exc import DBAPIError

from records.answers.places import Place
from records.errors import SchemaDrifted, StoreUnavailable
from records.stores.foreign import reached
from records.stores.reflection import table_found

SECONDS: Final = 20
"""How long one statement may take: a table without an index must not hold up its owner."""


class TookTooLong(Exception):
    """The statement was ended: what is in the table is not known."""


def rows_at(place: Place, *statements: Select[Any]) -> list[list[tuple[Any, ...]]]:
    """Return the rows of each statement; raises TookTooLong, SchemaDrifted, StoreUnavailable."""
    if place.table is None:
        return [_own(statement) for statement in statements]
    with reached(place.store) as reach:
        found = table_found(reach, place.table.schema, place.table.name)
        reach.rollback()
        if found is None or found.fingerprint != place.table.fingerprint:
            raise SchemaDrifted(table=str(place.table))
        return [_elsewhere(reach, statement) for statement in statements]


def _own(statement: Select[Any]) -> list[tuple[Any, ...]]:
    """Ask our own database; the transaction of who asks goes on when it took too long."""
    dialect = psycopg.dialect()  # type: ignore[no-untyped-call]
    made = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout')")
            before = (cursor.fetchone() or ("0",))[0]
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{SECONDS}s"])
            cursor.execute(str(made), made.params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before])
            return rows
    except OperationalError as error:
        raise TookTooLong from error


def _elsewhere(reach: Connection, statement: Select[Any]) -> list[tuple[Any, ...]]:
    try:
        for limit in _limits(reach):
            reach.execute(text(limit))
        return [tuple(row) for row in reach.execute(statement)]
    except DBAPIError as error:
        if _ended(error):
            raise TookTooLong from error
        raise StoreUnavailable(reason=type(error.orig).__name__) from error
    finally:
        reach.rollback()


def _limits(reach: Connection) -> Sequence[str]:
    if reach.dialect.name == "postgresql":
        return (f"SET LOCAL statement_timeout = '{SECONDS}s'", "SET TRANSACTION READ ONLY")
    is_mariadb = getattr(reach.dialect, "is_mariadb", False)
    limit = f"max_statement_time = {SECONDS}"
    if not is_mariadb:
        limit = f"max_execution_time = {SECONDS * 1000}"
    return (f"SET SESSION {limit}", "START TRANSACTION READ ONLY")


def _ended(error: DBAPIError) -> bool:
    """Say whether the server ended the statement: PostgreSQL 57014, MariaDB 1969, MySQL 3024."""
    told = {getattr(error.orig, "sqlstate", None), *getattr(error.orig, "args", ())[:1]}
    return bool(told & {"57014", 1969, 3024})
