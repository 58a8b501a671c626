"""Reaching a store outside our own database, PostgreSQL and MariaDB alike (SQLAlchemy Core)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from records.choices import StoreKind
from records.errors import StoreNotForeign, StorePasswordLost, StoreUnavailable
from records.stores import vault
from records.stores.models import DataStore, StoreConnection
from voipgrid_privacy.embedded import vanished

CONNECT_SECONDS: Final = 5
READ_SECONDS: Final = 60

_DRIVERS: Final = {
    StoreKind.POSTGRESQL: "postgresql+psycopg",
    StoreKind.MARIADB: "mysql+pymysql",
}


@contextmanager
def reached(store: DataStore, options: str = "") -> Iterator[Connection]:
    """Connect to ``store`` for the block; raises StoreUnavailable, StoreNotForeign.

    ``options`` are what a session in PostgreSQL begins with.
    """
    engine = engine_of(store, options)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise StoreUnavailable(reason=_reason(error)) from error
    finally:
        engine.dispose()


def engine_of(store: DataStore, options: str = "") -> Engine:
    """Return an engine that keeps no connections; raises StoreNotForeign, StorePasswordLost."""
    connection = StoreConnection.objects.filter(store=store).select_related("secret").first()
    if connection is None or not store.is_foreign:
        raise StoreNotForeign
    if not hasattr(connection, "secret"):
        raise StorePasswordLost
    kind = StoreKind(store.kind)
    address = URL.create(
        _DRIVERS[kind],
        username=connection.account,
        password=vault.opened(connection.secret),
        host=connection.host,
        port=connection.port,
        database=connection.database,
    )
    return create_engine(
        address,
        poolclass=NullPool,
        isolation_level="READ COMMITTED",
        connect_args=_options(kind, connection, options),
    )


def _options(kind: StoreKind, connection: StoreConnection, more: str) -> dict[str, Any]:
    if kind == StoreKind.POSTGRESQL:
        return {
            **vanished.AT_THE_CLIENT,
            "sslmode": "require" if connection.encrypted else "prefer",
            "options": f"-c client_encoding=UTF8 -c timezone=UTC {more}".rstrip(),
        }
    tls = {"ssl": {"check_hostname": False}} if connection.encrypted else {}
    return {
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": READ_SECONDS,
        "write_timeout": READ_SECONDS,
        "init_command": "SET time_zone = '+00:00'",
        **tls,
    }


def _reason(error: DBAPIError) -> str:
    """Return what the driver says, on one line: it never holds the password."""
    return " ".join(str(error.orig).split())[:300]
