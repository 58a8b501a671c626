"""Strikes at what the product stands on: its disk, and another broker than the built-in one."""

import time
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from random import Random

import psycopg
from django.conf import settings

from tests.faults.brokers import Broker
from tests.faults.ground import Staged, Wrong
from tests.faults.product import HOST

CLEAR = 20.0
"""Seconds within which whoever asks must be answered, or refused."""
ASKED = (("GET", "/readyz", ""), ("POST", "/oauth/token", "grant_type=client_credentials"))


def full(product: Staged, random: Random) -> None:
    """Leave no room for seconds; whoever asks meanwhile is told so, one way or another."""
    if product.disk is None:
        raise Wrong("there is no disk")
    end = time.monotonic() + random.uniform(3, 20)
    with product.disk.full():
        if random.random() < 0.5:
            _flood()
        while time.monotonic() < end:
            for method, path, body in ASKED:
                _clear(product.port, method, path, body)
            time.sleep(0.5)


FLOOD = 300
"""Megabytes of log, more than PostgreSQL has room for in the files that it keeps for it."""


def _flood() -> None:
    """Have the database write so much that it stops for want of room, as in a busy hour."""
    with suppress(psycopg.Error), psycopg.connect(settings.DATABASE_URL, autocommit=True) as link:
        for _megabyte in range(FLOOD):
            link.execute("SELECT pg_logical_emit_message(false, 'faults', repeat('x', 1048576))")


def away(product: Staged, random: Random) -> None:
    """Cut the broker off for seconds; what waited, or was in hand, is then rung for twice."""
    broker = _broker(product)
    broker.way.close()
    time.sleep(random.uniform(2, 12))
    if random.random() < 0.5:
        product.kill("worker", whole=True)
    broker.twice()
    broker.way.open()
    time.sleep(random.uniform(0, 1))
    broker.twice()


def lost(product: Staged, random: Random) -> None:
    """Kill the broker; it comes back with nothing."""
    broker = _broker(product)
    broker.lose()
    if random.random() < 0.5:
        product.kill("worker", whole=random.random() < 0.5)


def _broker(product: Staged) -> Broker:
    if product.broker is None:
        raise Wrong("there is no broker beside the database")
    return product.broker


def _clear(port: int, method: str, path: str, body: str) -> None:
    """Ask; an answer, or a line that is cut, is clear: silence is not."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    try:
        with closing(HTTPConnection(HOST, port, timeout=CLEAR)) as line:
            line.request(method, path, body or None, kind)
            line.getresponse().read()
    except TimeoutError as late:
        raise Wrong(f"{path}: silence for {CLEAR:.0f} s on a full disk") from late
    except (OSError, HTTPException):
        return
