"""``kill -9`` of a real worker in the middle of a batch: nothing is lost, nothing is done twice."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import psycopg
import pytest
from celery import Celery
from django.conf import settings
from django.db import connection, connections
from django.db.models import Sum

from records.choices import OPEN_STATES, JobState
from records.engine import run, services
from records.engine.models import AnonymisationBatch, AnonymisationJob, AnonymisationLane
from records.models import CallDetailRecord
from tests.records.conftest import TODAY
from voipgrid_privacy.embedded import broker
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]
ROWS = 40_000
NOT_DUE = 500
PATIENCE = 60.0

Calls = Callable[..., None]
Planned = Callable[[], AnonymisationJob]


@pytest.fixture
def test_database() -> str:
    """The address of the database that this test writes to."""
    parts = urlsplit(settings.DATABASE_URL)
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))


@pytest.fixture
def environment(test_database: str) -> dict[str, str]:
    """The settings of a worker of this test: its database, with the broker inside it."""
    address = broker.url(test_database)
    broker.install(address)
    return {**os.environ, "DATABASE_URL": test_database, "CELERY_BROKER_URL": address}


class Workers:
    """Real worker processes that can be killed, whole process group and all."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log, self.running = environment, log, []  # type: ignore[var-annotated]

    def start(self) -> None:
        command = [sys.executable, "-m", "celery", "-A", "voipgrid_privacy.celery", "worker"]
        options = [
            "--concurrency",
            "1",
            "--loglevel",
            "INFO",
            "--without-mingle",
            "--without-gossip",
        ]
        with self.log.open("ab") as log:
            self.running.append(
                subprocess.Popen(
                    command + options,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    def kill(self) -> None:
        """``kill -9``, for each worker and its children, without any chance to tidy up."""
        for process in self.running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.running.clear()


@pytest.fixture
def workers(environment: dict[str, str], tmp_path: Path) -> Iterator[Workers]:
    workers = Workers(environment, tmp_path / "worker.log")
    yield workers
    workers.kill()


@pytest.fixture
def ring(environment: dict[str, str]) -> Iterator[Callable[[UUID], None]]:
    """Ring the doorbell of a job through the real broker, as beat would."""
    app = Celery(broker=environment["CELERY_BROKER_URL"], set_as_current=False)
    app.conf.task_default_queue = settings.CELERY_TASK_DEFAULT_QUEUE
    app.conf.broker_transport_options = broker.transport_options(environment["CELERY_BROKER_URL"])
    yield lambda job: app.send_task("records.tasks.run_anonymisation_job", args=[str(job)])
    app.close()
    end_other_sessions()


def end_other_sessions() -> None:
    """End what killed workers and the bell's own pool left open, so the database can be dropped."""
    sql = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)


def wait_for(what: Callable[[], bool], workers: Workers) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, workers.log.read_text()[-4000:]
        time.sleep(0.005)


def rows_done() -> int:
    return AnonymisationJob.objects.values_list("rows_done", flat=True)[0]


def the_lease_runs_out() -> None:
    """Let the time pass that a dead worker's lease still has."""
    AnonymisationLane.objects.update(lease_until=None)


def assert_all_adds_up(job: AnonymisationJob, keys: list[int]) -> None:
    """Every row that was due is done exactly once, and the evidence says precisely so."""
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.problem
    done = CallDetailRecord.objects.filter(job_id=job.pk)
    assert done.count() == job.rows_done == len(keys)
    assert CallDetailRecord.objects.count() == len(keys) + NOT_DUE
    assert job.batches.aggregate(rows=Sum("rows"))["rows"] == len(keys)
    assert job.rows_left == 0
    for batch in job.batches.order_by("pk"):
        mine = [key for key in keys if key in batch.keys]
        assert batch.rows == len(mine)
        text = ",".join(map(str, mine)).encode()
        assert bytes(batch.digest) == hashlib.sha256(bytes(job.salt) + text).digest()


@pytest.fixture
def due_keys(calls: Calls) -> list[int]:
    calls(ROWS)
    keys = list(CallDetailRecord.objects.order_by("pk").values_list("pk", flat=True))
    calls(NOT_DUE, TODAY)
    return keys


@pytest.fixture
def slow_batches(planned: Planned) -> Callable[[], AnonymisationJob]:
    """Plan today's job with small batches, so that there are many moments to die in."""

    def slow_batches() -> AnonymisationJob:
        job = planned()
        AnonymisationLane.objects.update(batch_size=500)
        return job

    return slow_batches


def test_a_worker_killed_midway_again_and_again_finishes_the_job(
    due_keys: list[int],
    slow_batches: Callable[[], AnonymisationJob],
    workers: Workers,
    ring: Callable[[UUID], None],
) -> None:
    job = slow_batches()
    kills = 0
    for share in (0.05, 0.3, 0.6):
        workers.start()
        ring(job.pk)
        wait_for(lambda share=share: rows_done() >= share * ROWS, workers)
        time.sleep(random.uniform(0, 0.08))
        workers.kill()
        kills += rows_done() < ROWS
        committed = AnonymisationBatch.objects.aggregate(rows=Sum("rows"))["rows"]
        assert committed == rows_done()
        the_lease_runs_out()
        assert set(services.ring_due(on=TODAY, by=SYSTEM)) <= {job.pk}
    workers.start()
    ring(job.pk)
    wait_for(lambda: not AnonymisationJob.objects.filter(state__in=OPEN_STATES).exists(), workers)
    assert kills >= 2
    assert_all_adds_up(job, due_keys)


def stuck_batches(pid: int) -> int:
    """How many sessions wait, in an open transaction, for the lock of session ``pid``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid))", (pid,)
        )
        return int(cursor.fetchone()[0])


def test_a_worker_killed_inside_an_open_batch_leaves_nothing_of_it(
    due_keys: list[int],
    slow_batches: Callable[[], AnonymisationJob],
    workers: Workers,
    ring: Callable[[UUID], None],
    test_database: str,
) -> None:
    job = slow_batches()
    held_up = due_keys[ROWS // 2]
    with psycopg.connect(test_database) as other:
        sql = "SELECT 1 FROM records_calldetailrecord WHERE id = %s FOR UPDATE"
        other.execute(sql, (held_up,))
        workers.start()
        ring(job.pk)
        wait_for(lambda: stuck_batches(other.info.backend_pid) > 0, workers)
        pid, before = other.info.backend_pid, rows_done()
        workers.kill()
        other.rollback()
        wait_for(lambda: stuck_batches(pid) == 0, workers)
    assert 0 < rows_done() == before < ROWS
    assert CallDetailRecord.objects.filter(job_id=job.pk).count() == before
    the_lease_runs_out()
    workers.start()
    ring(job.pk)
    wait_for(lambda: not AnonymisationJob.objects.filter(state__in=OPEN_STATES).exists(), workers)
    assert_all_adds_up(job, due_keys)


def test_two_workers_and_a_bell_rung_ten_times_do_the_work_once(
    due_keys: list[int],
    slow_batches: Callable[[], AnonymisationJob],
    workers: Workers,
    ring: Callable[[UUID], None],
) -> None:
    job = slow_batches()
    workers.start()
    workers.start()
    for _ in range(10):
        ring(job.pk)
    wait_for(lambda: not AnonymisationJob.objects.filter(state__in=OPEN_STATES).exists(), workers)
    assert_all_adds_up(job, due_keys)


def test_many_ringers_at_once_plan_one_job(due_keys: list[int], rule: object) -> None:
    def ring_it(_: int) -> int:
        try:
            return len(services.ring_due(on=TODAY, by=SYSTEM))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(ring_it, range(12)))
    assert AnonymisationJob.objects.count() == 1
    assert set(found) <= {0, 1, 2}


def test_two_threads_at_once_never_share_a_job(
    due_keys: list[int], slow_batches: Callable[[], AnonymisationJob]
) -> None:
    job = slow_batches()

    def work(_: int) -> None:
        try:
            while AnonymisationJob.objects.filter(state__in=OPEN_STATES).exists():
                run.anonymise(job.pk, seconds=0.2)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    job.refresh_from_db()
    assert sum(job.lanes.values_list("fencing_token", flat=True)) > 1
    assert_all_adds_up(job, due_keys)
