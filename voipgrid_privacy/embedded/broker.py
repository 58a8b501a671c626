"""Celery's broker inside our own PostgreSQL: pgmq's functions, installed from SQL alone.

No extension has to exist on the server. The SQL comes with the `pgmq` package that kombu's
transport needs anyway, so client and server side always fit. The broker never holds the truth:
every task is rung again for a row that is still open.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg
from pgmq.install import get_embedded_install_sql
from psycopg import pq
from psycopg.conninfo import make_conninfo

from voipgrid_privacy.embedded import vanished

ADVISORY_LOCK = 0x70676D71  # "pgmq": two installers at once take turns
SCHEMA = "pgmq"
DECLARE_ONCE = Path(__file__).parent / "sql" / "declare_once.sql"
PGMQ_OPTIONS = {
    "init_extension": False,
    "use_notify": True,
    "wait_time_seconds": 0,
    # While every process of a worker has a task in hand nothing is fetched, and nothing tells that
    # one is free again: at a second a worker of two did two tasks a second, however short.
    "polling_interval": 0.2,
    "visibility_timeout": 900,
    "pool_timeout": 2,
}


def url(database_url: str) -> str:
    """Return the address of the broker that lives in this database."""
    return urlunsplit(urlsplit(database_url)._replace(scheme="pgmq"))


def for_celery(broker_url: str) -> str:
    """Return the address as Celery takes it: what pgmq's says of TLS goes with the options."""
    parts = urlsplit(broker_url)
    return urlunsplit(parts._replace(query="")) if parts.scheme == "pgmq" else broker_url


def transport_options(broker_url: str) -> dict[str, Any]:
    """Return what kombu must know about this broker; RabbitMQ does with its defaults.

    The address is repeated on purpose: given host and port only, the client of pgmq lets an
    environment variable named DATABASE_URL overrule them.
    """
    if broker_url.startswith(("redis:", "rediss:")):
        return vanished.of_redis()
    if not broker_url.startswith("pgmq:"):
        return {}
    return {**PGMQ_OPTIONS, "conn_string": _noticing(_postgres_url(broker_url))}


def queue_type(broker_url: str) -> str:
    """Return the type of our queues: on RabbitMQ a replicated log, which survives a kill."""
    return "quorum" if broker_url.startswith(("amqp:", "amqps:")) else "classic"


def install(connection_url: str) -> bool:
    """Install pgmq in a database that lacks it; return whether there was anything to do."""
    with psycopg.connect(_postgres_url(connection_url)) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (ADVISORY_LOCK,))
        missing = [sql for function, sql in _parts() if not _has(connection, function)]
        for sql in missing:
            connection.execute(sql.encode())
    return bool(missing)


def _parts() -> tuple[tuple[str, str], ...]:
    """Pair each script with a function that is there once all of it is: it is one transaction."""
    return (
        (f"{SCHEMA}.create", get_embedded_install_sql()),
        (f"{SCHEMA}.enable_notify_insert_anew", DECLARE_ONCE.read_text()),
    )


def _has(connection: psycopg.Connection[Any], function: str) -> bool:
    row = connection.execute("SELECT to_regproc(%s) IS NOT NULL", (function,)).fetchone()
    return bool(row and row[0])


def _noticing(address: str) -> str:
    """Return the address for a client that notices when the server has vanished.

    The client of pgmq takes five parts of an address and puts them one after another, for libpq to
    read; whatever else an address says, as `sslmode`, it forgets. So the words go with the name of
    the database.
    """
    parts = urlsplit(address)
    words: dict[str, Any] = {
        **vanished.AT_THE_CLIENT,
        **_words_of_libpq(parts.query),
        "options": vanished.AT_THE_SERVER,
    }
    said = quote(make_conninfo(**words))
    if not parts.path.strip("/"):
        return address
    return urlunsplit(parts._replace(path=f"{parts.path}%20{said}", query=""))


def _words_of_libpq(query: str) -> dict[str, str]:
    """Return what a query says to libpq; what it says to others (`conn_max_age`) is not for it."""
    known = {each.keyword.decode() for each in pq.Conninfo.get_defaults()}
    return {name: value for name, value in parse_qsl(query) if name in known}


def _postgres_url(address: str) -> str:
    parts = urlsplit(address)
    words = urlencode(_words_of_libpq(parts.query), quote_via=quote)
    return urlunsplit(parts._replace(scheme="postgresql", query=words))
