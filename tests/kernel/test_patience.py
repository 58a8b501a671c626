"""A request waits a few seconds for its database, all its questions together, and says so."""

import time
from typing import Any

import pytest
from django.db import OperationalError, ProgrammingError, connection
from django.test import Client
from psycopg_pool import ConnectionPool, PoolTimeout

from roles.services.refusals import in_our_words
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.postgresql import patience
from voipgrid_privacy.kernel.tenancy import Viewer, partner_scope

pytestmark = pytest.mark.django_db(transaction=True)
SHORT = 0.4
PAGES = ("/statement/", "/admin/")
CREDENTIALS = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let the pool give nothing, as while the server cannot start; note how long each waits."""
    connection.close()
    waits: list[float] = []

    def none(_pool: Any, timeout: float) -> None:
        waits.append(timeout)
        time.sleep(timeout)
        raise PoolTimeout(f"none within {timeout}")

    monkeypatch.setattr(ConnectionPool, "getconn", none)
    monkeypatch.setattr(ConnectionPool, "get_stats", lambda _pool: {"pool_size": 1})
    monkeypatch.setattr(patience, "MOST", SHORT)
    return waits


def question() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_all_questions_of_a_request_wait_no_longer_than_one(asked: list[float]) -> None:
    began = time.monotonic()
    with patience.at_most(SHORT):
        for _ in range(4):
            with pytest.raises(OperationalError):
                question()
    assert time.monotonic() - began < 2 * SHORT
    assert asked[0] == pytest.approx(SHORT, abs=0.05)
    assert asked[1:] == [patience.LEAST] * 3


def test_a_task_waits_as_long_as_the_pool_lets_it(
    asked: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection.pool, "timeout", 0.2)
    with pytest.raises(OperationalError):
        question()
    assert asked == [0.2]


@pytest.mark.parametrize(
    ("method", "address", "body", "told"),
    [
        ("post", "/oauth/token", CREDENTIALS, "temporarily_unavailable"),
        ("get", "/api/v1/parties", {}, '"code":"unavailable"'),
        ("get", "/statement/", {}, "Nu is geen antwoord mogelijk"),
        ("get", "/admin/", {}, "Nu is geen antwoord mogelijk"),
    ],
)
def test_who_asks_meanwhile_is_told_so_and_when_to_ask_again(
    asked: list[float], method: str, address: str, body: dict[str, str], told: str
) -> None:
    client = Client(raise_request_exception=False, headers={"Authorization": "Bearer x"})
    if address in PAGES:  # of who is logged in, whom a middleware looks up
        client.cookies["sessionid"] = "x" * 32
    began = time.monotonic()
    answer = getattr(client, method)(address, body, follow=False)
    assert time.monotonic() - began < SHORT + 5  # of which loading is most, the first time
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert told in answer.content.decode()
    assert asked


def test_the_pool_is_asked_as_before_when_there_is_a_database() -> None:
    connection.close()
    with patience.at_most(SHORT):
        question()
    assert isinstance(connection.pool, patience.PatientPool)


def test_a_file_that_the_server_may_not_open_is_no_refusal_of_who_asks() -> None:
    """PostgreSQL gives it the code of a right that is missing (errcode_for_file_access)."""
    with pytest.raises(ProgrammingError) as refused, in_our_words():
        connection.cursor().execute("SELECT pg_read_file('/etc/shadow')")
    assert refused.value.__cause__.sqlstate == "42501"


def test_a_right_that_a_partner_lacks_is_one() -> None:
    eve = Viewer(None, "Eve")
    with pytest.raises(NotAllowed), partner_scope(eve), in_our_words():
        connection.cursor().execute("SELECT password FROM accounts_user")
