"""How long the server takes for each page: ``tests.bench.bench_pages`` runs this and reads it."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.bench.bench_pages import ROUNDS, Asked, report
from tests.browser.crowd import crowd
from tests.html import filled
from tests.html.everything import for_officers, met_by_people, unhurried
from voipgrid_privacy.accounts.demo import demo_party


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[tuple[Client, str]]]:
    """Every page with whoever meets it, where a partner has ten thousand customers."""
    unhurried()
    with filled.world(django_db_blocker):
        crowd(demo_party("belfabriek"))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # autovacuum does not see what is not committed
        met = [(client, page.address) for client, page in met_by_people()]
        officer = filled.officer()
        yield met + [(officer, page.address) for page in for_officers(officer)]


def test_how_long_each_page_takes(pages: list[tuple[Client, str]]) -> None:
    """Ask each page, in turn and often; the page that is nowhere is what any page costs."""
    manager = next(client for client, address in pages if address.startswith("/portal/"))
    asked = [Asked("/portal/nergens/", []), *(Asked(address, []) for _client, address in pages)]
    clients = [manager, *(client for client, _address in pages)]
    for _round in range(ROUNDS + 1):
        for client, page in zip(clients, asked, strict=True):
            unhurried()
            page.seconds.append(_seconds(client, page.address))
    report(asked[0], asked[1:])
    assert len(asked) > 300


def _seconds(client: Client, address: str) -> float:
    began = time.perf_counter()
    response = client.get(address)
    taken = time.perf_counter() - began
    assert response.status_code in {200, 404}, address
    response.getvalue()
    return taken
