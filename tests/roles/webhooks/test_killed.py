"""``kill -9`` of a worker: nothing is lost, and what arrives twice has one identifier."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection, transaction

from roles.webhooks import sending
from roles.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookMessage
from tests.roles.webhooks.conftest import make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]
PATIENCE = 60.0


def wait_for(what: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def start():
    parts = urlsplit(settings.DATABASE_URL)
    database = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    settings_of_worker = {"DATABASE_URL": database, "SCANNER_ALLOW_LOOPBACK": "true"}
    running = []

    def begin() -> subprocess.Popen:
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "tests.roles.webhooks.worker"],
                env={**os.environ, **settings_of_worker},
                start_new_session=True,
            )
        )
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.wait()


def kill(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_killed_between_the_receipt_and_its_note_the_event_comes_again_under_its_id(
    receiver, start
):
    world = make_world()
    world.endpoint(receiver.url)
    with transaction.atomic():
        world.happens()
    receiver.hangs = True
    first = start()
    wait_for(lambda: receiver.got)  # it arrived, and nobody noted it
    kill(first)
    receiver.let_go.set()
    receiver.hangs = False
    assert not WebhookAttempt.objects.exists()
    assert WebhookDelivery.objects.get().state == "WAITING"
    assert world.round() == 0  # the lease of the dead
    assert world.round(sending.LEASE + timedelta(seconds=1)) == 1
    assert WebhookDelivery.objects.get().state == "DONE"
    assert receiver.ids == [WebhookMessage.objects.get().webhook_id] * 2
    assert receiver.got[0][1] == receiver.got[1][1]


def test_killed_before_anything_was_sent_nothing_is_lost_and_nothing_comes_twice(receiver, start):
    world = make_world()
    world.endpoint(receiver.url)
    for _each in range(3):
        world.happens()
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND wait_event_type = 'Lock'"
    )
    with transaction.atomic(), connection.cursor() as cursor:

        def waits() -> bool:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            return cursor.fetchone()[0] > 0

        # The worker waits for the rows, and dies waiting.
        cursor.execute("LOCK TABLE roles_webhookdelivery IN ACCESS EXCLUSIVE MODE")
        first = start()
        wait_for(waits)
        kill(first)
    assert receiver.got == []
    second = start()
    assert second.wait(PATIENCE) == 0
    assert len(receiver.ids) == len(set(receiver.ids)) == 3
    assert not WebhookDelivery.objects.exclude(state="DONE").exists()
    assert not WebhookMessage.objects.filter(spread_at=None).exists()
