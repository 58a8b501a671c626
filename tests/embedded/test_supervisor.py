"""The supervisor with real processes: what it starts, it stops; what it loses, it restarts."""

import http.client
import json
import os
import signal
import socket
import subprocess

import psutil
import pytest

from tests.embedded.conftest import eventually, is_alive
from voipgrid_privacy.embedded import cluster, leash, postgres, postmaster, runfile

pytestmark = [pytest.mark.embedded, pytest.mark.processes]
MAINS = ("granian", "--concurrency=2", "--pool=solo", "beat")
PATIENCE = 300.0  # the set-up migrates an empty database on a machine that may be busy


@pytest.fixture
def data_dir(shared_dir):
    """The data directory of these tests, with nothing running on it afterwards."""
    yield shared_dir
    runfile.stop(shared_dir)
    postgres.stop(shared_dir)


@pytest.fixture
def port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _is_well(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@pytest.fixture
def start(run_python, data_dir, port):
    """Start a supervisor and wait until it serves, and worker and beat have followed."""

    def run() -> "subprocess.Popen[bytes]":
        supervisor = run_python("-m", "voipgrid_privacy.embedded", "run", WEB_PORT=str(port))
        eventually(lambda: _is_well(port) or supervisor.poll() is not None, within=PATIENCE)
        assert supervisor.poll() is None, run_python.said(supervisor)
        # Who answered may have been the web server of a run that was killed.
        eventually(lambda: "Serving after" in run_python.said(supervisor), within=PATIENCE)
        eventually(lambda: all(_mains(data_dir, word) for word in MAINS), within=PATIENCE)
        return supervisor

    return run


def _family(data_dir) -> list[psutil.Process]:
    run = json.loads((data_dir / runfile.FILE).read_text())
    return leash.descendants(run["token"])


def _mains(data_dir, word) -> list[psutil.Process]:
    """Return the process that leads a service; none while it is being started again."""
    leaders = [each for each in _family(data_dir) if os.getsid(each.pid) == each.pid]
    return [each for each in leaders if word in each.cmdline()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_every_process_and_the_database(start, data_dir, port, number):
    supervisor = start()
    family = _family(data_dir)
    supervisor.send_signal(number)
    assert supervisor.wait(60) == 0
    eventually(lambda: not [each for each in family if is_alive(each.pid)])
    assert postgres.status(data_dir) == "stopped"
    assert not _is_well(port)


def test_a_killed_supervisor_leaves_nothing_that_blocks_the_next(start, data_dir):
    first = start()
    family = _family(data_dir)
    first.kill()
    first.wait()
    second = start()
    assert not [each for each in family if is_alive(each.pid)]
    second.send_signal(signal.SIGINT)
    assert second.wait(60) == 0
    assert postgres.status(data_dir) == "stopped"


def test_children_without_their_mains_are_found_by_the_next_run(start, data_dir):
    first = start()
    family = _family(data_dir)
    mains = [each for each in family if os.getsid(each.pid) == each.pid]
    for process in (psutil.Process(first.pid), *mains):  # all at once: nobody can tell anybody
        process.kill()
    first.wait()
    start()
    assert not [each for each in family if is_alive(each.pid)]


@pytest.mark.parametrize("word", MAINS)
def test_a_killed_service_is_started_again(start, data_dir, port, word):
    start()
    (killed,) = _mains(data_dir, word)
    killed.kill()

    def again() -> bool:
        try:
            mains = _mains(data_dir, word)
        except (psutil.Error, ProcessLookupError):  # dying while we look
            return False
        return any(each.pid != killed.pid for each in mains) and _is_well(port)

    eventually(again, within=60)


def test_a_killed_database_is_started_again(start, data_dir):
    start()
    server = postmaster.find(cluster.home_of(data_dir) / "data")
    assert server is not None
    server.process.kill()
    eventually(lambda: not is_alive(server.process.pid))
    eventually(lambda: postgres.running_url(data_dir), within=60)


def test_a_second_supervisor_says_that_one_runs(start, run_python, port):
    start()
    second = run_python("-m", "voipgrid_privacy.embedded", "run", WEB_PORT=str(port))
    assert second.wait(60) == 1
    assert "Already running" in run_python.said(second)


def test_a_port_asked_for_by_name_is_not_replaced(run_python):
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        taken = stranger.getsockname()[1]
        run = run_python("-m", "voipgrid_privacy.embedded", "run", WEB_PORT=str(taken))
        assert run.wait(60) == 1
    assert f"Port {taken} is taken by" in run_python.said(run)
    assert f"WEB_PORT={taken + 1}" in run_python.said(run)


def test_stop_ends_a_run_from_elsewhere(start, run_python, data_dir):
    supervisor = start()
    stopper = run_python("-m", "voipgrid_privacy.embedded", "stop")
    assert stopper.wait(60) == 0
    assert supervisor.wait(30) == 0
    assert postgres.status(data_dir) == "stopped"
