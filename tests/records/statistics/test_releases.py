"""Statistics of a month are made once, of bounded contributions, within the budget of the year."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from records.models import DataStore, StatisticsDecision, StatisticsRelease
from records.statistics.choices import MonthState
from records.statistics.counting import counted
from records.statistics.mechanism import PEOPLE, TOTAL
from records.statistics.queries import Year, months, year_of
from records.statistics.refusals import (
    BudgetUsedUp,
    MonthNotDecided,
    MonthNotOver,
)
from records.statistics.services import end_statistics, release_month
from roles.models import Party
from tests.at_once import at_once
from tests.records.statistics.conftest import APRIL, MARCH, MAY, TODAY, Decide, Make
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db


def of(decision: StatisticsDecision, month: date = MARCH, on: date = TODAY) -> StatisticsRelease:
    return release_month(decision=decision.pk, month=month, on=on, by=SYSTEM)


# What is counted


def test_of_one_subscriber_no_more_calls_count_than_was_decided(
    make: Make, belfabriek: Party
) -> None:
    bakker = uuid4()
    make(400, customer=bakker)
    make(30, customer=bakker, callee="+31100", seconds=900)
    make(20)
    make(50)
    found = counted(party=belfabriek.pk, month=MARCH, most_calls=50)
    assert found[TOTAL] == (120,)
    assert found[PEOPLE] == (3, 1)
    assert sum(found["class"]) == sum(found["band"]) == 120


def test_with_a_subscriber_or_without_differs_by_what_the_noise_is_made_for(
    make: Make, belfabriek: Party
) -> None:
    for _customer in range(3):
        make(40)
    without = counted(party=belfabriek.pk, month=MARCH, most_calls=50)
    for callee, seconds in (("+3161", 30), ("+31100", 900), ("+4420", 0), ("+31900", 70)):
        bakker = uuid4()
        for _times in range(3):
            make(100, customer=bakker, callee=callee, seconds=seconds)
        present = counted(party=belfabriek.pk, month=MARCH, most_calls=50)
        for what, most in ((TOTAL, 50), ("class", 50), ("band", 50), (PEOPLE, 2)):
            moved = [abs(a - b) for a, b in zip(present[what], without[what], strict=True)]
            assert sum(moved) == most, what
        without = present


def test_a_month_is_that_of_the_wall_clock_in_amsterdam(make: Make, belfabriek: Party) -> None:
    make(1, at="2026-03-31 23:59:58+02")
    make(2, at="2026-03-31 23:59:59+02")  # one second later is April: the second of these
    make(4, at="2026-02-28 23:59:58+01")  # three of these are March
    of_month = {
        m: counted(party=belfabriek.pk, month=m, most_calls=50)[TOTAL] for m in (MARCH, APRIL)
    }
    assert of_month == {MARCH: (1 + 3,), APRIL: (2,)}


def test_calls_of_others_and_what_is_left_of_calls_do_not_count(
    make: Make, belfabriek: Party
) -> None:
    make(7, partner=uuid4())
    assert counted(party=belfabriek.pk, month=MARCH, most_calls=50)[TOTAL] == (0,)


# What is made of it


def test_what_is_published_adds_up_and_says_what_it_cost(make: Make, decided: Decide) -> None:
    for _customer in range(5):
        make(40)
    row = of(decided())
    assert row.calls == sum(row.figures["class"].values()) == sum(row.figures["band"].values())
    assert (row.epsilon, row.delta, row.most_calls) == (Decimal(1), 0, 50)
    assert set(row.errors) == {"calls", "class", "band", "subscribers", "bounded"}
    assert abs(row.calls - 200) < 6 * row.errors["calls"]
    assert "OpenDP" in row.method


def test_who_asks_again_gets_the_same_and_spends_nothing(make: Make, decided: Decide) -> None:
    make(40)
    decision = decided()
    first = of(decision)
    make(4_000)
    again = [of(decision) for _times in range(3)]
    assert {row.pk for row in again} == {first.pk}
    assert again[0].figures == StatisticsRelease.objects.get().figures
    assert year_of(decision, 2026, viewer=SYSTEM).spent == 1


def test_another_decision_later_makes_no_second_table_of_a_month(
    make: Make, decided: Decide
) -> None:
    make(40)
    first = of(decided())
    end_statistics(decision=first.decision_id, on=APRIL, by=SYSTEM)
    other = decided(on=APRIL, epsilon=Decimal("0.5"))
    assert of(other).pk == first.pk
    assert of(other, APRIL).epsilon == Decimal("0.5")


def test_two_who_ask_at_once_get_the_same(
    transactional_db: None, make: Make, decided: Decide
) -> None:
    make(40)
    decision = decided()
    made = at_once(*[lambda: of(decision)] * 3)
    assert {row.pk for row in made} == {StatisticsRelease.objects.get().pk}


def test_a_month_is_made_when_it_is_over_and_decided(decided: Decide) -> None:
    decision = decided()
    with pytest.raises(MonthNotOver):
        of(decision, date(2026, 8, 1))
    with pytest.raises(MonthNotDecided):
        of(decision, date(2026, 2, 1))
    assert of(decision, date(2026, 7, 1), on=date(2026, 8, 1)).month == date(2026, 7, 1)


# The budget


def test_a_year_costs_no_more_than_was_declared(decided: Decide) -> None:
    decision = decided()
    for month in (MARCH, APRIL, MAY):
        of(decision, month)
    with pytest.raises(BudgetUsedUp) as refusal:
        of(decision, date(2026, 6, 1))
    assert refusal.value.params == {"left": "0", "cost": "1"}
    states = [month.state for month in months(decision, on=TODAY, viewer=SYSTEM)]
    assert states == [MonthState.MADE] * 3 + [MonthState.NO_BUDGET] * 2


def test_to_end_a_decision_and_decide_anew_gives_nothing_to_spend(decided: Decide) -> None:
    first = decided(budget=Decimal(1))
    of(first, MARCH)
    end_statistics(decision=first.pk, on=APRIL, by=SYSTEM)
    other = decided(on=APRIL, budget=Decimal(12))
    assert year_of(other, 2026, viewer=SYSTEM) == Year(2026, Decimal(1), Decimal(1))
    with pytest.raises(BudgetUsedUp):
        of(other, APRIL)
    assert raw(other, APRIL)() == "statistics_release_within_budget"
    assert year_of(other, 2027, viewer=SYSTEM).left == 12


def test_our_own_store_is_one(store: DataStore) -> None:
    with pytest.raises(IntegrityError, match="data_store_one_of_our_own"), transaction.atomic():
        DataStore.objects.create(
            code="again",
            name=store.name,
            kind=store.kind,
            wal_retention_days=7,
            backup_retention_days=30,
        )


def test_the_budget_is_the_partners_whatever_store_is_said(
    decided: Decide, store: DataStore
) -> None:
    """Where the own store became another's, the same calls cost what they cost."""
    decision = decided(budget=Decimal(1))
    of(decision, MARCH)
    DataStore.objects.filter(pk=store.pk).update(kind="POSTGRESQL")
    new = DataStore.objects.create(
        code="again",
        name=store.name,
        kind="OWN_POSTGRESQL",
        wal_retention_days=7,
        backup_retention_days=30,
    )
    other = decided(store=new.pk, budget=Decimal(1))
    with pytest.raises(BudgetUsedUp):
        of(other, MARCH)
    assert raw(other, MARCH)() == "statistics_release_within_budget"


def raw(decision: StatisticsDecision, month: date, **changes: Any) -> Callable[[], object]:
    """Return what writes a table past every service; it returns the name of what refuses it."""
    usual = {
        "id": uuid4(),
        "decision_id": decision.pk,
        "party_id": decision.party_id,
        "store_id": decision.store_id,
        "month": month,
        "epsilon": decision.epsilon,
        "delta": 0,
        "most_calls": decision.most_calls,
        "method": "none",
        "calls": 3,
        "subscribers": 1,
        "bounded": 0,
        "figures": '{"class": {"A": 3}, "band": {"A": 1, "B": 2}}',
        "errors": "{}",
        "computed_at": "2020-01-01",
    }
    values = usual | changes
    places = ", ".join(["%s"] * len(values))

    def write() -> object:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO records_statisticsrelease ({', '.join(values)})"
                    f" VALUES ({places})",
                    list(values.values()),
                )
        except IntegrityError as refusal:
            return refusal.__cause__.diag.constraint_name  # type: ignore[union-attr]
        return None

    return write


def test_the_database_refuses_what_no_service_would_write(decided: Decide) -> None:
    decision = decided()
    wrong = {
        "statistics_release_decided": {"epsilon": Decimal("0.5")},
        "statistics_release_pure": {"delta": Decimal("0.1")},
        "statistics_release_first_of_month": {"month": date(2026, 3, 2)},
        "statistics_release_adds_up": {"calls": 4},
    }
    found = {name: raw(decision, **({"month": MARCH} | new))() for name, new in wrong.items()}
    assert found == {name: name for name in wrong}
    adds_up = "statistics_release_adds_up"
    for figures in (
        '{"class": {"A": 3}}',
        '{"class": {"A": 3}, "band": {"A": 4, "B": -1}}',
        '{"class": {"A": 3}, "band": {"A": 1.5, "B": 1.5}}',
        '{"class": {"A": 3}, "band": {"A": 3}, "caller": {"+31612345678": 3}}',
    ):
        assert raw(decision, MARCH, figures=figures)() == adds_up
    assert raw(decision, MARCH, bounded=2)() == adds_up
    assert raw(decision, date(2026, 2, 1))() == "statistics_release_decided"
    assert raw(decision, MARCH, party_id=decision.store_id)() == "statistics_release_decided"
    assert raw(decision, date(2030, 1, 1))() == "statistics_release_month_over"
    assert raw(decision, MARCH)() is None
    assert raw(decision, MARCH)() == "statistics_release_once"
    assert StatisticsRelease.objects.get().computed_at.year > 2025  # by the database's own clock


def test_two_writers_at_once_spend_no_more_than_there_is(
    transactional_db: None, decided: Decide
) -> None:
    decision = decided(budget=Decimal(2))
    summer = [date(2026, month, 1) for month in range(3, 9)]
    outcomes = at_once(*(raw(decision, month) for month in summer))
    assert sorted(map(str, outcomes)) == ["None"] * 2 + ["statistics_release_within_budget"] * 4
    assert year_of(decision, 2026, viewer=SYSTEM).spent == 2


def test_no_row_of_it_is_changed_or_taken_back(decided: Decide) -> None:
    of(decided())
    for statement in (
        "UPDATE records_statisticsrelease SET calls = 0",
        "UPDATE records_statisticsrelease SET epsilon = 0.001",
        "DELETE FROM records_statisticsrelease",
        "TRUNCATE records_statisticsrelease CASCADE",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("epsilon", "budget"),
    [("0.1", "1"), ("0.3", "1"), ("0.7", "2"), ("2", "24"), ("0.999", "3"), ("1", "1")],
)
def test_whatever_is_asked_in_whatever_order_no_year_exceeds_its_budget(
    decided: Decide, epsilon: str, budget: str
) -> None:
    """Every month of three years is asked for twice, by service and past it, last one first."""
    decision = decided(on=date(2023, 1, 1), epsilon=Decimal(epsilon), budget=Decimal(budget))
    asked = [date(year, month, 1) for year in (2025, 2023, 2024) for month in range(12, 0, -1)]
    for number, month in enumerate(asked):
        if number % 2:
            raw(decision, month)()
        else:
            try:
                of(decision, month)
            except BudgetUsedUp:
                raw(decision, month)()
        year = year_of(decision, month.year, viewer=SYSTEM)
        assert year.spent <= year.budget
    fit = min(12, int(Decimal(budget) / Decimal(epsilon)))
    assert {y: year_of(decision, y, viewer=SYSTEM).spent for y in (2023, 2024, 2025)} == (
        dict.fromkeys((2023, 2024, 2025), fit * Decimal(epsilon))
    )
