"""When data is due: pure, so every edge is tried; and PostgreSQL gives the same answer."""

from dataclasses import fields
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from records.choices import StartEvent
from records.retention.rules import (
    Clock,
    Lifecycle,
    Term,
    due_on,
    ends_on,
    formula,
    last_due_start,
    outlasts,
)

DAYS = st.dates(date(1999, 1, 1), date(2040, 12, 31))
TERMS = st.builds(Term, months=st.integers(0, 130), days=st.integers(0, 400))
SIX_MONTHS = Term(months=6)


def test_the_start_events_are_the_fields_of_a_life() -> None:
    assert {event.value for event in StartEvent} == {field.name for field in fields(Lifecycle)}


@pytest.mark.parametrize(
    ("start", "term", "due"),
    [
        (date(2026, 3, 15), SIX_MONTHS, date(2026, 9, 15)),
        (date(2025, 8, 31), SIX_MONTHS, date(2026, 2, 28)),
        (date(2027, 8, 31), SIX_MONTHS, date(2028, 2, 29)),
        (date(2024, 2, 29), Term(months=12), date(2025, 2, 28)),
        (date(2026, 12, 31), Term(months=84), date(2033, 12, 31)),
        (date(2026, 1, 31), Term(months=1, days=1), date(2026, 3, 1)),
        (date(2026, 1, 31), Term(), date(2026, 1, 31)),
    ],
)
def test_a_term_ends_on_the_same_numbered_day_or_the_last_of_its_month(
    start: date, term: Term, due: date
) -> None:
    assert ends_on(start, term) == due


def test_nothing_is_due_before_its_clock_starts() -> None:
    life = Lifecycle(end_of_call=date(2020, 1, 1))
    assert due_on(start_event=StartEvent.INVOICE_DATE, term=SIX_MONTHS, life=life) is None
    assert due_on(start_event=StartEvent.END_OF_CALL, term=Term(days=1), life=life) == date(
        2020, 1, 2
    )


def counting_back_disagrees(today: date) -> list[date]:
    """The starts that are due by the law's reading, and not by counting back from today."""
    near = (today - relativedelta(months=6) + timedelta(days=n) for n in range(-5, 6))
    return [
        start
        for start in near
        if (ends_on(start, SIX_MONTHS) <= today) != (start <= today - relativedelta(months=6))
    ]


def test_counting_back_is_wrong_for_twenty_two_invoice_days_of_2023_to_2026() -> None:
    first, last = date(2023, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    wrong = {day: starts for day in days if (starts := counting_back_disagrees(day))}
    invoiced = {start for starts in wrong.values() for start in starts if start >= first}
    assert len(invoiced) == 22
    assert wrong[date(2026, 2, 28)] == [date(2025, 8, 29), date(2025, 8, 30), date(2025, 8, 31)]
    assert wrong[date(2026, 6, 30)] == [date(2025, 12, 31)]


@given(start=DAYS, later=st.integers(0, 800), term=TERMS)
def test_what_started_later_is_never_due_earlier(start: date, later: int, term: Term) -> None:
    assert ends_on(start, term) <= ends_on(start + timedelta(days=later), term)


@given(start=DAYS, term=TERMS)
@example(start=date(2023, 8, 31), term=SIX_MONTHS)
def test_the_bound_for_the_index_never_hides_what_is_due(start: date, term: Term) -> None:
    cut_off = ends_on(start, term)
    last = last_due_start(start_event=StartEvent.INVOICE_DATE, term=term, cut_off=cut_off)
    assert start <= last
    assert ends_on(last, term) <= cut_off < ends_on(last + timedelta(days=1), term)


@given(cut_off=DAYS, term=TERMS)
def test_a_financial_year_is_due_as_a_whole_or_not_at_all(cut_off: date, term: Term) -> None:
    event = StartEvent.END_OF_FINANCIAL_YEAR
    last = last_due_start(start_event=event, term=term, cut_off=cut_off)
    assert (last.month, last.day) == (12, 31)
    assert ends_on(last, term) <= cut_off < ends_on(date(last.year + 1, 12, 31), term)


def test_an_invoice_is_kept_seven_years_after_its_financial_year() -> None:
    seven = Clock(StartEvent.END_OF_FINANCIAL_YEAR, Term(months=84))
    assert seven.ends(date(2026, 3, 15)) == date(2033, 12, 31)


def test_a_law_that_keeps_longer_is_found_whatever_the_events() -> None:
    seven = Clock(StartEvent.END_OF_FINANCIAL_YEAR, Term(months=84))
    half = Clock(StartEvent.INVOICE_DATE, SIX_MONTHS)
    assert outlasts(seven, half)
    assert not outlasts(half, seven)
    assert outlasts(
        Clock(StartEvent.END_OF_FINANCIAL_YEAR, Term()),
        Clock(StartEvent.INVOICE_DATE, Term(months=11)),
    )


@pytest.mark.django_db
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cases=st.lists(st.tuples(DAYS, TERMS), min_size=40, max_size=40))
def test_postgresql_ends_every_term_on_the_same_day(cases: list[tuple[date, Term]]) -> None:
    sql = (
        "SELECT array_agg((s + make_interval(months => m, days => d))::date ORDER BY n)"
        " FROM unnest(%s::date[], %s::int[], %s::int[]) WITH ORDINALITY AS t(s, m, d, n)"
    )
    starts, months, days = zip(*((s, t.months, t.days) for s, t in cases), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(sql, (list(starts), list(months), list(days)))
        (ends,) = cursor.fetchone()
    assert ends == [ends_on(start, term) for start, term in cases]


def test_a_run_records_the_formula_it_applied() -> None:
    words = formula(start_event=StartEvent.INVOICE_DATE, term=SIX_MONTHS, cut_off=date(2026, 8, 31))
    assert words == "invoice_date + 6 months + 0 days <= 2026-08-31 (Europe/Amsterdam)"
