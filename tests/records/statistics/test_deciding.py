"""Who decides on statistics, until when, and which months are due by it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from records.models import DataStore, StatisticsDecision
from records.statistics.counting import following
from records.statistics.queries import due, last_day_of
from records.statistics.refusals import (
    StandardDecidesNoStatistics,
    StatisticsElsewhere,
    StatisticsMadeAlready,
)
from records.statistics.services import decide_statistics, end_statistics, release_month
from roles.models import Party
from tests.records.conftest import text
from tests.records.statistics.conftest import APRIL, MARCH, MAY, TODAY, Decide
from tests.records.statistics.test_releases import of
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer

pytestmark = pytest.mark.django_db


def test_a_standard_text_asks_for_no_statistics(
    model_partner: Party, store: DataStore, decided: Decide
) -> None:
    with pytest.raises(StandardDecidesNoStatistics):
        decided(party=model_partner.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatisticsDecision.objects.create(
            party=model_partner,
            store=store,
            epsilon=1,
            budget=1,
            most_calls=1,
            valid_during=(MARCH, None),
        )


def test_a_manager_decides_for_its_own_party_and_no_other(
    decided: Decide, belfabriek: Party, store: DataStore
) -> None:
    able = frozenset({Ability.WRITE_OWN})
    own = Viewer(None, "manager", parties=frozenset({belfabriek.pk}), abilities=able)
    stranger = Viewer(None, "manager", parties=frozenset({uuid4()}), abilities=able)
    reader = Viewer(None, "reader", parties=frozenset({belfabriek.pk}))
    for other in (stranger, reader):
        with pytest.raises(NotAllowed):
            decide_statistics(party=belfabriek.pk, store=store.pk, on=MARCH, by=other)
    row = decide_statistics(party=belfabriek.pk, store=store.pk, on=MARCH, by=own)
    with pytest.raises(NotFound):
        end_statistics(decision=row.pk, on=MAY, by=stranger)
    with pytest.raises(NotAllowed):
        end_statistics(decision=row.pk, on=MAY, by=reader)
    assert end_statistics(decision=row.pk, on=MAY, by=own).valid_until == MAY
    with pytest.raises(NotAllowed):
        release_month(decision=row.pk, month=MARCH, on=TODAY, by=own)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"epsilon": Decimal("2.5")}, "epsilon_out_of_bounds"),
        ({"epsilon": Decimal("0.01")}, "epsilon_out_of_bounds"),
        ({"budget": Decimal("0.5")}, "budget_out_of_bounds"),
        ({"budget": Decimal(25)}, "budget_out_of_bounds"),
        ({"most_calls": 0}, "most_calls_out_of_bounds"),
    ],
)
def test_what_would_protect_nobody_is_refused(
    decided: Decide, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        decided(**changes)
    codes = [e.code for errors in refusal.value.error_dict.values() for e in errors]
    assert codes == [code]


def test_one_decision_at_a_time(decided: Decide) -> None:
    decided()
    with pytest.raises(ValidationError):
        decided(on=MAY)


def test_stores_elsewhere_are_not_counted_yet(decided: Decide) -> None:
    other = DataStore.objects.create(
        code="elsewhere",
        name=text("Elsewhere"),
        kind="MARIADB",
        wal_retention_days=1,
        backup_retention_days=1,
    )
    with pytest.raises(StatisticsElsewhere):
        decided(store=other.pk)


def test_a_decision_is_ended_after_what_was_made_by_it_and_never_edited(decided: Decide) -> None:
    decision = decided()
    of(decision, APRIL)
    with pytest.raises(StatisticsMadeAlready):
        end_statistics(decision=decision.pk, on=date(2026, 4, 30), by=SYSTEM)
    for change in (
        "epsilon = 2",
        "budget = 24",
        "most_calls = 1",
        "valid_during = daterange('2020-01-01', NULL)",
        "valid_during = daterange('2026-03-01', '2026-04-15')",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE records_statisticsdecision SET {change}")
    assert end_statistics(decision=decision.pk, on=MAY, by=SYSTEM).valid_until == MAY


# What is due


def test_a_month_is_due_ten_days_after_its_end_until_it_is_made(decided: Decide) -> None:
    decision = decided(on=date(2026, 6, 15))
    june = date(2026, 6, 1)
    assert list(due(on=date(2026, 7, 10))) == []
    assert list(due(on=date(2026, 7, 11))) == [(decision, june)]
    assert [m for _d, m in due(on=TODAY)] == [june, date(2026, 7, 1)]
    of(decision, june)
    assert [m for _d, m in due(on=TODAY)] == [date(2026, 7, 1)]


def test_of_a_year_without_budget_for_all_the_first_months_are_due(decided: Decide) -> None:
    decided(budget=Decimal(2))
    assert [m for _d, m in due(on=TODAY)] == [MARCH, APRIL]
    assert len(list(due(on=date(2027, 6, 1)))) == 2 + 2


def test_a_decision_from_long_ago_makes_nobody_count_for_ever(decided: Decide) -> None:
    decided(on=date(1800, 1, 1))
    asked = [month for _decision, month in due(on=TODAY)]
    assert min(asked) == date(2021, 8, 1)


@pytest.mark.parametrize("year", [2024, 2025, 2028])
def test_months_end_where_the_calendar_says(year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        assert last_day_of(day) + timedelta(days=1) == following(day)
        assert following(day).day == 1
        day = following(day)
