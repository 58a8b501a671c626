"""The embedded PostgreSQL with real processes."""

import json
import signal
import socket
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.embedded.conftest import eventually, is_alive
from voipgrid_privacy.embedded import cluster, postgres, postmaster
from voipgrid_privacy.embedded.errors import StartFailed

pytestmark = pytest.mark.embedded


def _data(data_dir: Path) -> Path:
    return cluster.home_of(data_dir) / "data"


def _server(data_dir: Path) -> psutil.Process:
    found = postmaster.find(_data(data_dir))
    assert found is not None
    return found.process


def _ask(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row and row[0]


def test_starting_twice_gives_the_same_server(data_dir):
    first = postgres.start(data_dir)
    process = _server(data_dir)
    assert postgres.start(data_dir) == first == postgres.url(data_dir)
    assert _server(data_dir) == process


def test_two_starters_at_once_do_not_race(data_dir):
    script = "import sys, pathlib; from voipgrid_privacy.embedded import postgres; "
    script += "print(postgres.start(pathlib.Path(sys.argv[1])))"
    command = [sys.executable, "-c", script, str(data_dir)]
    with ThreadPoolExecutor() as pool:
        urls = set(pool.map(lambda _: subprocess.check_output(command, timeout=60), range(4)))
    assert urls == {f"{postgres.url(data_dir)}\n".encode()}


def test_it_stops_and_keeps_its_data_and_its_address(data_dir):
    url = postgres.start(data_dir)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert postgres.stop(data_dir)
    assert not postgres.stop(data_dir)
    assert postgres.url(data_dir) == url
    assert _ask(url, "SELECT answer FROM kept") == 42


def test_a_killed_server_recovers_with_its_rows(data_dir):
    url = postgres.start(data_dir)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    _server(data_dir).send_signal(signal.SIGKILL)
    eventually(lambda: postmaster.find(_data(data_dir)) is None)
    assert _ask(postgres.url(data_dir), "SELECT answer FROM kept") == 42


def test_a_strangers_pid_in_the_pid_file_is_not_believed(data_dir):
    postgres.start(data_dir)
    pid_file = _data(data_dir) / "postmaster.pid"
    written = pid_file.read_text()
    postgres.stop(data_dir)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        try:
            pid_file.write_text(written.replace(written.split("\n")[0], str(stranger.pid), 1))
            assert postgres.status(data_dir) == "stopped"
            assert not postgres.stop(data_dir)
            assert _ask(postgres.url(data_dir), "SELECT 1") == 1
            assert is_alive(stranger.pid)
        finally:
            stranger.kill()


def test_a_backend_of_the_server_is_not_taken_for_the_server(data_dir):
    postgres.start(data_dir)
    backend = _server(data_dir).children()[0]
    assert postmaster._recognised(str(backend.pid), _data(data_dir)) is None


def test_a_port_taken_meanwhile_is_replaced(data_dir):
    postgres.start(data_dir)
    port = json.loads((data_dir / postgres.STATE).read_text())["port"]
    postgres.stop(data_dir)
    with socket.create_server(("127.0.0.1", port)):
        assert _ask(postgres.url(data_dir), "SELECT 1") == 1
        assert f":{port}/" not in postgres.url(data_dir)


def test_the_password_is_needed_and_only_its_owner_reads_it(data_dir):
    url = postgres.start(data_dir)
    password = json.loads((data_dir / postgres.STATE).read_text())["password"]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.replace(password, "guess"))
    assert stat.S_IMODE((data_dir / postgres.STATE).stat().st_mode) == 0o600
    assert stat.S_IMODE(_data(data_dir).stat().st_mode) == 0o700
    assert stat.S_IMODE(cluster.home_of(data_dir).stat().st_mode) == 0o700


def test_the_owner_is_no_superuser_but_can_make_what_migrations_need(data_dir):
    url = postgres.start(data_dir)
    assert _ask(url, "SELECT current_setting('is_superuser')") == "off"
    assert _ask(url, "SELECT datcollate FROM pg_database WHERE datname = current_database()") == "C"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION btree_gist")
        connection.execute("CREATE ROLE test_embedded_partner NOLOGIN")
        connection.execute("GRANT test_embedded_partner TO CURRENT_USER")
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET ROLE test_embedded_partner")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SET session_replication_role = origin")


def test_it_listens_on_loopback_only(data_dir):
    postgres.start(data_dir)
    sockets = [each.laddr for each in _server(data_dir).net_connections("all")]
    assert {address.ip for address in sockets if address} == {"127.0.0.1"}


def test_the_last_holder_stops_it(data_dir):
    with postgres.hold(data_dir) as url:
        with postgres.hold(data_dir) as same:
            assert same == url
        assert postgres.running_url(data_dir) == url
    assert postgres.status(data_dir) == "stopped"


def test_a_holder_leaves_alone_what_was_started_by_hand(data_dir):
    url = postgres.start(data_dir)
    with postgres.hold(data_dir):
        pass
    assert postgres.running_url(data_dir) == url


def test_data_of_another_major_version_is_refused_in_words(data_dir):
    postgres.start(data_dir)
    postgres.stop(data_dir)
    (_data(data_dir) / "PG_VERSION").write_text("12\n")
    with pytest.raises(StartFailed, match="was made by PostgreSQL 12"):
        postgres.start(data_dir)


def test_an_interrupted_creation_starts_over(data_dir):
    data_dir.mkdir()
    half = cluster.home_of(data_dir) / "data.half"
    half.mkdir(parents=True, mode=0o700)
    (half / "PG_VERSION").write_text("18\n")
    assert _ask(postgres.url(data_dir), "SELECT 1") == 1
    assert not half.exists()


def test_the_data_is_in_the_data_directory_wherever_that_can_be(open_dir):
    postgres.start(open_dir)
    assert _data(open_dir) == open_dir / "postgresql" / "data"
    assert (open_dir / "postgresql" / "data" / "PG_VERSION").exists()
