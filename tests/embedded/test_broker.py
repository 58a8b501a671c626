"""The broker in our own database, and those of others, with a real Celery worker."""

import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from kombu import Connection

from tests.embedded.conftest import eventually
from voipgrid_privacy.embedded import broker, postgres

pytestmark = [pytest.mark.embedded, pytest.mark.processes]

# The application of the test: it notes what it does in a file that outlives a killed worker.
APP = """
import os, pathlib, time
from celery import Celery
from voipgrid_privacy.embedded import broker

address = os.environ["CELERY_BROKER_URL"]
queue = os.environ.get("QUEUE", "celery")
os.environ.pop("DJANGO_SETTINGS_MODULE", None)
app = Celery("belfabriek", broker=address, set_as_current=False)
app.conf.update(
    broker_transport_options={**broker.transport_options(address), "visibility_timeout": 3},
    task_default_queue=queue, task_default_queue_type=broker.queue_type(address),
    task_acks_late=True, task_reject_on_worker_lost=True, task_ignore_result=True,
)

@app.task
def ring(notes, until):
    with open(notes, "a") as file:
        file.write("started\\n")
    while not os.path.exists(until):
        time.sleep(0.05)
    with open(notes, "a") as file:
        file.write("finished\\n")
"""


@pytest.fixture
def celery(data_dir, tmp_path, run_python):
    """Run a Celery command on a fresh embedded database with the broker installed."""
    url = postgres.start(data_dir)
    assert broker.install(url)
    (tmp_path / "belfabriek.py").write_text(APP)
    variables = {"CELERY_BROKER_URL": broker.url(url), "PYTHONPATH": str(tmp_path)}
    return lambda *arguments: run_python(
        "-m", "celery", "-A", "belfabriek", *arguments, **variables
    )


BROKERS = {
    "RabbitMQ": "amqp://guest:guest@127.0.0.1:5672//",
    "Redis": "redis://127.0.0.1:6379/0",
}


def _is_there(address: str) -> bool:
    with socket.socket() as probe:
        parts = urlsplit(address)
        return probe.connect_ex((str(parts.hostname), int(parts.port or 0))) == 0


@pytest.fixture
def elsewhere(request, tmp_path, run_python):
    """Run a Celery command on a broker of its own kind, in a queue that goes with the test."""
    address, queue = BROKERS[request.param], f"belfabriek-{tmp_path.name}"
    if not _is_there(address):
        (pytest.fail if settings.REQUIRE_SERVICES else pytest.skip)(
            f"There is no {request.param} here."
        )
    (tmp_path / "belfabriek.py").write_text(APP)
    variables = {"CELERY_BROKER_URL": address, "PYTHONPATH": str(tmp_path), "QUEUE": queue}
    yield lambda *arguments: run_python("-m", "celery", "-A", "belfabriek", *arguments, **variables)
    run_python.end()
    with Connection(address) as connection:
        connection.default_channel.queue_delete(queue)


def _worker(celery) -> "subprocess.Popen[bytes]":
    return celery("worker", "--pool=solo", "--without-gossip", "--without-mingle", "-l", "ERROR")


def _call(celery, *arguments: Path) -> None:
    words = ", ".join(f'"{each}"' for each in arguments)
    assert celery("call", "belfabriek.ring", "--args", f"[{words}]").wait(60) == 0


def test_installing_twice_changes_nothing(data_dir):
    url = postgres.start(data_dir)
    assert broker.install(url)
    assert not broker.install(broker.url(url))


def test_many_processes_may_declare_a_queue_at_once(data_dir):
    url = postgres.start(data_dir)
    broker.install(url)

    def declare(interval: int) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SELECT pgmq.create('ring')")
            connection.execute("SELECT pgmq.enable_notify_insert('ring', %s)", (interval,))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(declare, [250] * 80))
        list(pool.map(declare, [100, 250] * 20))  # even those who disagree
    with psycopg.connect(url) as connection:
        query = "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'pgmq.q_ring'::regclass"
        assert connection.execute(query).fetchone() == (1,)


def test_the_address_wins_over_a_variable_named_database_url(data_dir):
    url = postgres.start(data_dir)
    broker.install(url)
    script = (
        "import os; from celery import Celery; from voipgrid_privacy.embedded import broker;"
        "address = os.environ['B']; options = broker.transport_options(address);"
        "app = Celery(broker=address, broker_transport_options=options);"
        "app.connection().ensure_connection(max_retries=1, timeout=10)"
    )
    elsewhere = "postgres://eve:wrong@127.0.0.1:9/elsewhere"
    variables = {"B": broker.url(url), "DATABASE_URL": elsewhere}
    subprocess.run([sys.executable, "-c", script], env=variables, check=True, timeout=60)


def test_a_task_goes_round(celery, tmp_path):
    notes, until = tmp_path / "notes", tmp_path / "until"
    until.touch()
    _call(celery, notes, until)
    _worker(celery)
    eventually(lambda: notes.exists() and "finished" in notes.read_text(), within=60)


@pytest.mark.parametrize("elsewhere", BROKERS, indirect=True)
def test_a_task_goes_round_by_another_broker(elsewhere, tmp_path):
    test_a_task_goes_round(elsewhere, tmp_path)


def _dies_and_comes_back(celery, tmp_path):
    notes, until = tmp_path / "notes", tmp_path / "until"
    first = _worker(celery)
    _call(celery, notes, until)
    eventually(lambda: notes.exists() and "started" in notes.read_text(), within=60)
    first.send_signal(signal.SIGKILL)
    first.wait()
    until.touch()
    _worker(celery)
    eventually(lambda: "finished" in notes.read_text(), within=60)
    assert notes.read_text().count("started") == 2


@pytest.mark.parametrize("elsewhere", ["RabbitMQ"], indirect=True)
def test_rabbitmq_gives_the_task_of_a_killed_worker_back(elsewhere, tmp_path):
    _dies_and_comes_back(elsewhere, tmp_path)


def test_the_task_of_a_killed_worker_comes_back(celery, tmp_path, data_dir):
    _dies_and_comes_back(celery, tmp_path)
    with psycopg.connect(postgres.url(data_dir)) as connection:
        query = "SELECT count(*) FROM pgmq.q_celery"
        eventually(lambda: connection.execute(query).fetchone() == (0,), within=30)
