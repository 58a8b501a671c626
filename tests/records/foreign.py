"""Foreign stores for tests: a database beside ours, and a MariaDB of our own that may die."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pymysql
import pytest
from django.conf import settings

ACCOUNT, PASSWORD = "eraser", "a-password-of-its-own"
DATABASE = "vp_foreign"

POSTGRESQL_CALLS = """
    CREATE TABLE cdr (
        id bigint GENERATED ALWAYS AS IDENTITY, partner uuid, customer uuid,
        src text, dst text, mail text, ended_at timestamptz, invoice_date date,
        duration int, PRIMARY KEY (id)
    )
"""
MARIADB_CALLS = """
    CREATE TABLE cdr (
        id bigint AUTO_INCREMENT, partner char(36), customer char(36),
        src varchar(32), dst varchar(32), mail varchar(100), ended_at datetime, invoice_date date,
        duration int, PRIMARY KEY (id), KEY (invoice_date)
    )
"""


@dataclass
class Server:
    """Where a foreign store is, how its owner does things, and how to kill it."""

    kind: str
    host: str
    port: int
    database: str
    execute: Callable[..., list[tuple]]  # type: ignore[type-arg]
    kill: Callable[[], None] = lambda: None
    start: Callable[[], None] = lambda: None


@contextmanager
def postgresql() -> Iterator[Server]:
    """A database of its own on our server, with an account that may little."""
    address = urlsplit(settings.DATABASE_URL)
    admin = address._replace(path="/postgres").geturl()
    # Roles and databases are the server's: each worker of the suite has its own.
    ours = address.path[1:] + os.environ.get("PYTEST_XDIST_WORKER", "")
    role, name = f"{ACCOUNT}_{ours}", f"{DATABASE}_{ours}"
    with psycopg.connect(admin, autocommit=True) as owner:
        owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        owner.execute(f'CREATE DATABASE "{name}"')
        owner.execute(f'DROP ROLE IF EXISTS "{role}"')
        owner.execute(f"CREATE ROLE \"{role}\" LOGIN PASSWORD '{PASSWORD}'")
        with psycopg.connect(address._replace(path=f"/{name}").geturl(), autocommit=True) as inside:

            def execute(sql: str, *parameters: object) -> list[tuple]:  # type: ignore[type-arg]
                cursor = inside.execute(sql, parameters or None)
                return cursor.fetchall() if cursor.description else []

            execute(POSTGRESQL_CALLS)
            execute(f'GRANT SELECT, UPDATE, DELETE ON cdr TO "{role}"')
            server = Server("POSTGRESQL", "127.0.0.1", address.port or 5432, name, execute)
            server.account = role  # type: ignore[attr-defined]
            yield server
        # Not WITH (FORCE): that may not end autovacuum for who is no superuser, and a drop does.
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND usename IN (%s, current_user)",
            [name, role],
        )
        owner.execute(f'DROP DATABASE "{name}"')
        owner.execute(f'DROP ROLE "{role}"')


class MariaDB:
    """A MariaDB server in a folder of its own."""

    def __init__(self, folder: Path, *, memory: str = "32M") -> None:
        self.folder, self.process, self.memory = folder, None, memory  # type: ignore[var-annotated]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._run(
            "mariadb-install-db", "--auth-root-authentication-method=normal", "--skip-test-db"
        )

    def _run(self, program: str, *more: str) -> None:
        own = ["--no-defaults", f"--datadir={self.folder}/data", "--user=root"]
        subprocess.run([program, *own, *more], check=True, capture_output=True)

    def start(self) -> None:
        options = [f"--datadir={self.folder}/data", "--user=root", f"--port={self.port}"]
        options += [f"--socket={self.folder}/s", "--bind-address=127.0.0.1", "--skip-name-resolve"]
        options += [f"--innodb-buffer-pool-size={self.memory}", "--performance-schema=OFF"]
        with (self.folder / "log").open("ab") as log:
            command = ["mariadbd", "--no-defaults", *options]
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        end = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < end, (self.folder / "log").read_text()[-3000:]
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            self.owner().close()
        except pymysql.OperationalError:
            return False
        return True

    def owner(self) -> "pymysql.Connection":  # type: ignore[type-arg]
        return pymysql.connect(
            host="127.0.0.1", port=self.port, user="root", autocommit=True, charset="utf8mb4"
        )

    def kill(self) -> None:
        """``kill -9``."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def execute(self, sql: str, *parameters: object) -> list[tuple]:  # type: ignore[type-arg]
        connection = self.owner()
        with connection, connection.cursor() as cursor:
            try:
                connection.select_db(DATABASE)
            except pymysql.OperationalError:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
                connection.select_db(DATABASE)
            cursor.execute(sql, parameters or None)
            return list(cursor.fetchall())


@pytest.fixture(scope="session")
def mariadb_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MariaDB]:
    """A MariaDB of our own; without its programs the test is skipped, or fails in CI."""
    if not shutil.which("mariadbd"):
        (pytest.fail if settings.REQUIRE_SERVICES else pytest.skip)("There is no MariaDB here.")
    server = MariaDB(tmp_path_factory.mktemp("mariadb"))
    server.start()
    yield server
    server.kill()


@contextmanager
def mariadb(server: MariaDB) -> Iterator[Server]:
    """A fresh database in it, with an account that may little."""
    server.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
    server.execute(MARIADB_CALLS)
    server.execute(f"CREATE OR REPLACE USER {ACCOUNT} IDENTIFIED BY '{PASSWORD}'")
    server.execute(f"GRANT SELECT, UPDATE, DELETE ON {DATABASE}.cdr TO {ACCOUNT}")
    made = Server(
        "MARIADB", "127.0.0.1", server.port, DATABASE, server.execute, server.kill, server.start
    )
    made.account = ACCOUNT  # type: ignore[attr-defined]
    yield made
