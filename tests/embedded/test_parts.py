"""The small parts, without processes of their own."""

import io
import os
import socket
import subprocess

import pytest
from pgmq.base import PGMQConfig
from psycopg.conninfo import conninfo_to_dict

from tests.embedded.conftest import eventually
from voipgrid_privacy.embedded import broker, leash, logs, ports, services, state
from voipgrid_privacy.embedded.errors import PortTaken
from voipgrid_privacy.embedded.vanished import AT_THE_CLIENT, AT_THE_SERVER


def test_lines_are_whole_and_named():
    out = io.StringIO()
    lines = logs.Lines("web", 36, out)
    lines.feed(b"one\ntw")
    lines.feed(b"o\r\nthr\xff")
    lines.end()
    assert out.getvalue().splitlines() == ["web     | one", "web     | two", "web     | thr\ufffd"]


def test_a_line_without_an_end_does_not_fill_the_memory():
    out = io.StringIO()
    logs.Lines("web", 36, out).feed(b"x" * (logs.LONGEST + 1))
    assert len(out.getvalue()) > logs.LONGEST


def test_the_next_free_port_is_taken_and_told(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        taken = stranger.getsockname()[1]
        monkeypatch.setattr(ports, "DEFAULT_PORT", taken)
        port, note = ports.choose(None)
        assert port > taken
        assert f"Port {taken} is taken by" in note
        assert f"(pid {os.getpid()})" in note
        with pytest.raises(PortTaken):
            ports.choose(taken)


def test_a_stranger_without_the_token_is_never_ours():
    with subprocess.Popen(["sleep", "30"], env={services.RUN_TOKEN: "theirs"}) as stranger:
        try:
            # At the very moment that a program begins, its environment reads as empty.
            eventually(lambda: [p.pid for p in leash.descendants("theirs")] == [stranger.pid])
            assert leash.descendants("ours") == []
        finally:
            stranger.kill()


def test_a_saved_state_is_never_readable_by_others(tmp_path):
    path = tmp_path / "state.json"
    state.save(path, state.Server(5432, "secret"))
    assert path.stat().st_mode & 0o077 == 0
    assert state.load(path) == state.Server(5432, "secret")


def test_the_broker_is_the_database_under_another_name():
    tls = "conn_max_age=60&sslmode=verify-full&sslrootcert=/etc/ssl/our%20ca.pem"
    address = broker.url(f"postgres://bakker:s%40crt@127.0.0.1:5433/register?{tls}")
    assert broker.for_celery(address) == "pgmq://bakker:s%40crt@127.0.0.1:5433/register"
    options = broker.transport_options(address)
    told = conninfo_to_dict(PGMQConfig(**options_of_the_client(options)).dsn)
    expected = {"host": "127.0.0.1", "port": "5433", "user": "bakker", "password": "s@crt"}
    expected |= {
        "dbname": "register",
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ssl/our ca.pem",
    }
    assert told.items() >= expected.items()
    assert options["init_extension"] is False
    assert broker.transport_options("amqp://127.0.0.1//") == {}
    assert broker.for_celery("redis://127.0.0.1/0?protocol=3") == "redis://127.0.0.1/0?protocol=3"


def options_of_the_client(options: dict) -> dict:
    return {name: options[name] for name in ("conn_string", "init_extension")}


def test_a_broker_that_vanishes_is_noticed():
    """The client of pgmq forgets what an address says beyond its five parts."""
    options = broker.transport_options("pgmq://bakker:s%40crt@127.0.0.1:5433/register")
    told = conninfo_to_dict(PGMQConfig(**options_of_the_client(options)).dsn)
    assert {name: int(told[name]) for name in AT_THE_CLIENT} == AT_THE_CLIENT
    assert told["options"] == AT_THE_SERVER
    redis = broker.transport_options("redis://127.0.0.1/0")
    assert redis["socket_keepalive_options"][socket.TCP_USER_TIMEOUT] == 15_000
