"""Sessions for rewrites: bounded from their first word on, and one rewrite at a time."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import psycopg
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections

from records.stores.foreign import reached
from records.stores.models import DataStore

Session = psycopg.Connection[Any]
LOCK_MS: Final = 2_000
"""Others wait behind our request for the lock at most this long; then it is tried again."""
LEAST_MS: Final = 1_000
"""A window that is about to end still leaves a statement this long."""
_ONE: Final = "vp_rewrites"
_TRY_ONE: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
_SAID: Final = """
    SELECT pg_backend_pid(), setting FROM pg_settings
    WHERE name IN ('lock_timeout', 'statement_timeout') ORDER BY name
"""


class PooledError(Exception):
    """The session is not what was asked for: a pooler shares it out, or drops its bounds."""


@contextmanager
def one_at_a_time() -> Iterator[bool]:
    """Say whether no other rewrite is going on: each takes a worker for as long as it lasts.

    It is a transaction of a connection of its own, so it holds behind a pooler as well.
    """
    own = connections[DEFAULT_DB_ALIAS].copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute(_TRY_ONE, (_ONE,))
            row = cursor.fetchone()
        yield bool(row and row[0])
    finally:
        with suppress(Error):
            own.rollback()
        own.close()


@contextmanager
def session_of(store: DataStore) -> Iterator[Session]:
    """Give a session to look with, our own where that is the store; raises StoreUnavailable."""
    if store.is_foreign:
        with _elsewhere(store, "") as session:
            yield session
        return
    connection.ensure_connection()
    yield connection.connection


@contextmanager
def bounded(store: DataStore, seconds: float) -> Iterator[Session]:
    """Give a session of its own in which no statement waits for locks, or lasts, any longer.

    Each statement is a transaction. Raises PooledError, StoreUnavailable, the driver's error.
    """
    left = max(int(seconds * 1000), LEAST_MS)
    options = f"-c lock_timeout={LOCK_MS} -c statement_timeout={left}"
    opened = _elsewhere(store, options) if store.is_foreign else _our_own(options)
    with opened as session:
        said = [session.execute(_SAID).fetchall() for _twice in range(2)]
        wanted = [str(LOCK_MS), str(left)]
        if said[0] != said[1] or [value for _pid, value in said[0]] != wanted:
            raise PooledError
        yield session


@contextmanager
def alone(session: Session, place: str) -> Iterator[bool]:
    """Say whether nobody else is at this table; one that dies lets go when it has ended."""
    name = f"vp_rewrite_{place}"
    got = session.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (name,))
    row = got.fetchone()
    mine = bool(row and row[0])
    try:
        yield mine
    finally:
        if mine and not session.closed:
            session.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", (name,))


@contextmanager
def _elsewhere(store: DataStore, options: str) -> Iterator[Session]:
    with reached(store, options) as there:
        direct = there.execution_options(isolation_level="AUTOCOMMIT").connection
        session = direct.driver_connection
        assert isinstance(session, psycopg.Connection)  # noqa: S101 - only PostgreSQL comes here
        yield session


@contextmanager
def _our_own(options: str) -> Iterator[Session]:
    given = connection.get_connection_params()
    given["options"] = f"{given.get('options', '')} {options}"
    with psycopg.connect(**given, autocommit=True) as session:
        yield session
