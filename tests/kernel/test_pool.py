"""The pool of connections after the server went away and came back."""

import os
import socket
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from django.db import OperationalError, connection, connections
from psycopg_pool import PoolTimeout

from voipgrid_privacy.kernel.postgresql.base import MEANWHILE

MANY = 12
SIGNS = {
    socket.TCP_KEEPIDLE: 10,
    socket.TCP_KEEPINTVL: 5,
    socket.TCP_KEEPCNT: 3,
    socket.TCP_USER_TIMEOUT: 15_000,
}

pytestmark = pytest.mark.django_db(transaction=True)


def ask() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return int(cursor.fetchone()[0])


def fill_the_pool() -> None:
    together = Barrier(MANY)

    def one(_: int) -> None:
        ask()
        together.wait()
        connections.close_all()

    with ThreadPoolExecutor(MANY) as threads:
        list(threads.map(one, range(MANY)))


def end_every_session() -> int:
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        sql = (
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return len(other.execute(sql).fetchall())


def test_the_first_question_after_a_restart_is_answered() -> None:
    fill_the_pool()
    connection.close()
    assert end_every_session() >= MANY
    assert ask() == 1


def test_a_connection_that_is_known_to_be_lost_is_put_away_as_well() -> None:
    with psycopg.connect(**connection.get_connection_params()) as lost:
        lost.pgconn.finish()
        assert not connection._answers(lost)
    with psycopg.connect(**connection.get_connection_params()) as living:
        assert connection._answers(living)


def test_while_the_server_is_away_only_the_first_wait_long(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    patient = connection.pool.timeout
    with monkeypatch.context() as away:

        def none(*_given: object) -> None:
            raise PoolTimeout("none within ten seconds")

        away.setattr(connection.pool, "getconn", none)
        away.setattr(connection.pool, "get_stats", lambda: {"pool_size": 16})
        with pytest.raises(OperationalError):
            ask()
        assert connection.pool.timeout == patient  # they are all in use, which passes
        away.setattr(connection.pool, "get_stats", dict)
        with pytest.raises(OperationalError):
            ask()
        assert connection.pool.timeout == MEANWHILE < patient
    assert ask() == 1
    assert connection.pool.timeout == patient


def test_either_end_notices_when_the_other_has_vanished() -> None:
    """Nobody says goodbye when a cable is pulled (`tests/faults/hosts.py` pulls one)."""
    with connection.cursor() as cursor:
        names = ("idle", "interval", "count")
        asked = ", ".join(f"current_setting('tcp_keepalives_{name}')" for name in names)
        cursor.execute(f"SELECT {asked}, current_setting('tcp_user_timeout')")
        assert cursor.fetchone() == ("10", "5", "3", "15000")
        fileno = cursor.connection.fileno()
    with socket.socket(fileno=os.dup(fileno)) as line:
        said = {name: line.getsockopt(socket.IPPROTO_TCP, name) for name in SIGNS}
    assert said == SIGNS
