"""A partner asks for statistics, reads its own, takes them along; and nobody else's."""

import csv
from collections.abc import Callable
from datetime import date
from html import unescape
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from records.models import DataStore, StatisticsDecision, StatisticsRelease
from records.register import load_retention_register
from records.statistics.services import decide_statistics, release_month
from tests.records.conftest import INSERT
from tests.site.world import World
from voipgrid_privacy.accounts.models import Membership
from voipgrid_privacy.kernel.tenancy import SYSTEM

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
PATH = "/en/portal/statistieken/"
MARCH = date(2024, 3, 1)


@pytest.fixture
def counted(world: World) -> World:
    load_retention_register(by=SYSTEM)
    store = DataStore.objects.get()
    for name in ("Belfabriek", "Spraakwerk"):
        party = world.parties[name].pk
        with connection.cursor() as cursor:
            cursor.execute(INSERT, (party, party, date(2024, 3, 5), date(2024, 3, 31), 30))
        row = decide_statistics(party=party, store=store.pk, on=MARCH, by=SYSTEM)
        release_month(decision=row.pk, month=MARCH, on=date(2024, 5, 1), by=SYSTEM)
    return world


def of(world: World, name: str) -> StatisticsRelease:
    return StatisticsRelease.objects.get(party=world.parties[name])


def text(client: Client, path: str = PATH) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return unescape(response.content.decode())


def test_the_own_months_are_drawn_and_told_in_a_table(counted: World, visit: Visit) -> None:
    mine, hers = of(counted, "Belfabriek"), of(counted, "Spraakwerk")
    html = text(visit("Bella"))
    assert str(mine.pk) in html
    assert str(hers.pk) not in html
    assert f"± {mine.errors['calls']}" in html.replace(",", "")
    assert html.count("<svg") >= 1
    assert "March 2024" in html
    assert "will be made" in html  # the months since


def test_one_month_is_read_with_its_error(counted: World, visit: Visit) -> None:
    html = text(visit("Bella"), f"{PATH}{of(counted, 'Belfabriek').pk}/")
    for words in ("Dutch mobile", "Up to one minute", "Unknown or withheld", "OpenDP", "1, 0"):
        assert words in html
    assert html.count("<figure") == 2


def test_anothers_month_is_not_there(counted: World, visit: Visit) -> None:
    assert visit("Bella").get(f"{PATH}{of(counted, 'Spraakwerk').pk}/").status_code == 404


def test_all_of_it_is_taken_along(counted: World, visit: Visit) -> None:
    response = visit("Bella").get(f"{PATH}alle/csv/")
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(body[body.index("month;") :]), delimiter=";"))
    mine = of(counted, "Belfabriek")
    total = {row["figure"]: int(row["calls"]) for row in rows if not row["code"]}
    assert total["calls"] == mine.calls
    for side, parts in (("class", 8), ("band", 4)):
        figures = [int(row["calls"]) for row in rows if row["figure"] == side]
        assert (len(figures), sum(figures)) == (parts, mine.calls)
    assert {row["month"] for row in rows} == {"2024-03"}
    workbook = visit("Bella").get(f"{PATH}alle/xlsx/")
    assert b"".join(workbook.streaming_content)[:2] == b"PK"
    assert visit("Bella").get(f"{PATH}alle/exe/").status_code == 404


def test_a_manager_asks_for_them_and_ends_it(world: World, visit: Visit) -> None:
    load_retention_register(by=SYSTEM)
    bella, today = visit("Bella"), timezone.localdate()
    assert "There are none" in text(bella)
    given = {"on": "2026-05-01", "epsilon": "0.5", "most_calls": "80"}
    assert bella.post(PATH, given | {"most_calls": "0"}).status_code == 200
    assert not StatisticsDecision.objects.exists()
    assert bella.post(PATH, given).status_code == 302
    row = StatisticsDecision.objects.get()
    assert (row.party, row.epsilon * 12) == (world.parties["Belfabriek"], row.budget)
    assert (row.most_calls, row.valid_from, row.valid_until) == (80, date(2026, 5, 1), None)
    assert "May 2026" in text(bella)
    release_month(decision=row.pk, month=date(2026, 5, 1), on=today, by=SYSTEM)
    refused = bella.post(PATH, {"on": "2026-05-15"})
    assert "made already" in unescape(refused.content.decode())
    assert bella.post(PATH, {"on": today.isoformat()}).status_code == 302
    row.refresh_from_db()
    assert row.valid_until == today
    assert "May 2026" in text(bella)


def test_a_reader_is_not_asked(counted: World, visit: Visit) -> None:
    Membership.objects.filter(user__name="Bella").update(role="READER")
    html = text(visit("Bella"))
    assert str(of(counted, "Belfabriek").pk) in html
    assert "Make no more" not in html
    assert visit("Bella").post(PATH, {"on": "2026-10-01"}).status_code == 403
