"""``kill -9`` of the web server around a commit: what was written is told once, the rest never."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from roles.models import Contract, Party, Service
from roles.services import conclude_contract, register_party
from roles.webhooks import services
from roles.webhooks.choices import EventType
from roles.webhooks.models import WebhookDelivery, WebhookMessage
from tests.api.conftest import START, token_for
from tests.remembered import register, remembered
from tests.roles.webhooks.receiver import Receiver
from tests.roles.webhooks.test_killed import PATIENCE, start, wait_for
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("start",)  # the worker
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]

WAITS = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND wait_event_type = 'Lock' AND query ILIKE '%roles_webhookmessage%'
"""


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Web:
    """A web server of its own, that can be killed with all its processes."""

    port: int
    process: "subprocess.Popen[bytes]"

    def post(self, path: str, body: Any, token: str, key: str) -> tuple[int, Any]:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        url = f"http://127.0.0.1:{self.port}/api/v1{path}"
        with urlopen(Request(url, json.dumps(body).encode(), headers), timeout=PATIENCE) as answer:
            return answer.status, json.load(answer)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def serve() -> Iterator[Callable[[], Web]]:
    parts = urlsplit(settings.DATABASE_URL)
    database = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    running: list[Web] = []

    def begin() -> Web:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        command = [sys.executable, "-W", "ignore", "-m", "granian", "--interface", "wsgi"]
        command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
        environment = {**os.environ, "DATABASE_URL": database, "SCANNER_ALLOW_LOOPBACK": "true"}
        process = subprocess.Popen(
            [*command, "voipgrid_privacy.wsgi:application"], env=environment, start_new_session=True
        )
        running.append(Web(port, process))
        wait_for(lambda: answers(port))
        return running[-1]

    yield begin
    for web in running:
        if web.process.poll() is None:
            web.kill()


@dataclass
class Told:
    """A partner that listens, and the contract that it is about to conclude."""

    party: Party
    token: str
    body: dict[str, Any]

    def messages(self) -> int:
        rows = WebhookMessage.objects.filter(party=self.party, type=EventType.ROLE_CHANGED)
        return rows.count()

    def contracts(self) -> int:
        return Contract.objects.filter(provider=self.party).count()


@pytest.fixture
def told(receiver: Receiver) -> Told:
    remembered(register)
    partner = register_party(kind="PARTNER", name="Belfabriek", by=SYSTEM)
    conclude_contract(
        provider=Party.objects.get(kind="PLATFORM"),
        acquirer=partner,
        service=Service.objects.get(code="TELEPHONY"),
        kind="RESALE",
        on=START,
        by=SYSTEM,
    )
    customer = register_party(kind="CUSTOMER", name="Bakker", registered_by=partner, by=SYSTEM)
    services.enter_endpoint(
        party=partner,
        url=receiver.url,
        event_types=[EventType.ROLE_CHANGED],
        at=timezone.now(),
        by=SYSTEM,
    )
    body = {
        "provider": str(partner.pk),
        "acquirer": str(customer.pk),
        "service": "TELEPHONY",
        "kind": "SUBSCRIPTION",
        "valid_from_date": "2026-01-01",
    }
    return Told(partner, token_for(partner), body)


def in_the_meantime(pool: ThreadPoolExecutor, web: Web, told: Told, key: str) -> "Future[Any]":
    return pool.submit(web.post, "/contracts", told.body, told.token, key)


def assert_told_once(told: Told, receiver: Receiver, start: Callable[[], Any]) -> None:
    """A worker sends what was written: one message, which arrives once, and no other."""
    assert (told.contracts(), told.messages()) == (1, 1)
    assert start().wait(PATIENCE) == 0
    (delivery,) = WebhookDelivery.objects.select_related("message")
    assert (delivery.state, receiver.ids) == ("DONE", [delivery.message.webhook_id])


def test_killed_before_its_commit_it_tells_nothing_and_a_retry_tells_once(
    told: Told, receiver: Receiver, serve: Callable[[], Web], start: Callable[[], Any]
) -> None:
    web, key = serve(), str(uuid4())
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE roles_webhookmessage IN ACCESS EXCLUSIVE MODE")

            def waits() -> bool:
                cursor.execute("SELECT pg_stat_clear_snapshot()")
                cursor.execute(WAITS)
                return bool(cursor.fetchone()[0])

            asked = in_the_meantime(pool, web, told, key)
            wait_for(waits)
            web.kill()
        assert asked.exception() is not None
    wait_for(lambda: not told.contracts())  # the database notices that its client is gone
    assert told.messages() == 0
    status, _made = serve().post("/contracts", told.body, told.token, key)
    assert status == 201
    assert_told_once(told, receiver, start)


def test_killed_after_its_commit_it_is_told_once_also_when_whoever_asked_asks_again(
    told: Told, receiver: Receiver, serve: Callable[[], Web], start: Callable[[], Any]
) -> None:
    web, key = serve(), str(uuid4())
    with ThreadPoolExecutor(1) as pool:
        asked = in_the_meantime(pool, web, told, key)
        wait_for(told.messages)
        web.kill()
        answered = asked.exception() is None  # whether the answer was faster than the kill
    again = serve()
    status, made = again.post("/contracts", told.body, told.token, key)
    assert status == 201
    assert made["id"] == str(Contract.objects.get(provider=told.party).pk)
    assert not answered or asked.result() == (status, made)
    with pytest.raises(HTTPError, match="409"):
        again.post("/contracts", {**told.body, "reference": "other"}, told.token, key)
    assert_told_once(told, receiver, start)
