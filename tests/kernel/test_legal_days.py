"""Periods in days, as Regulation 1182/71 counts them; every expected day was looked up by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from voipgrid_privacy.kernel.legal_days import (
    AMSTERDAM,
    hours_after,
    is_working_day,
    last_day,
    last_day_of_months,
    legal_day,
    public_holidays,
)

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
LENGTHS = st.integers(0, 365)


@pytest.mark.parametrize(
    ("event", "days", "end", "why"),
    [
        ("2025-03-03", 30, "2025-04-02", "a Wednesday: the day of the event does not count"),
        ("2025-03-03", 12, "2025-03-17", "15 March is a Saturday"),
        ("2025-03-03", 13, "2025-03-17", "16 March is a Sunday"),
        ("2025-04-04", 14, "2025-04-22", "Good Friday, Easter, Easter Monday"),
        ("2026-04-13", 14, "2026-04-28", "27 April 2026 is King's Day"),
        ("2025-04-19", 7, "2025-04-28", "26 April 2025 is King's Day and a Saturday"),
        ("2026-04-21", 14, "2026-05-06", "5 May"),
        ("2026-04-30", 14, "2026-05-15", "Ascension Day"),
        ("2025-12-11", 14, "2025-12-29", "both days of Christmas, and a weekend"),
        ("2024-02-15", 14, "2024-02-29", "a leap day is a day"),
        ("2025-03-07", 1, "2025-03-10", "one day from a Friday ends on Monday"),
        ("2025-03-07", 2, "2025-03-11", "two days hold two working days (Art. 3(5))"),
        ("2025-03-07", 3, "2025-03-11", "Monday would be the only working day"),
        ("2025-03-08", 0, "2025-03-08", "no days is no period"),
    ],
)
def test_a_period_ends_on_the_day_that_was_counted_by_hand(event, days, end, why):
    assert last_day(date.fromisoformat(event), days) == date.fromisoformat(end), why


def test_the_holidays_are_those_of_the_termijnenwet_and_no_others():
    assert {d.isoformat()[5:] for d in public_holidays(2026) if d.weekday() < 6} == {
        "01-01",
        "04-03",
        "04-06",
        "04-27",
        "05-05",
        "05-14",
        "05-25",
        "12-25",
        "12-26",
    }


def test_another_member_state_has_other_holidays():
    assert is_working_day(date(2026, 5, 1))
    assert not is_working_day(date(2026, 5, 1), "DE")
    assert last_day(date(2026, 4, 17), 14, "DE") == date(2026, 5, 4)


def test_the_legal_day_is_amsterdams():
    assert legal_day(datetime(2026, 8, 31, 23, 30, tzinfo=UTC)) == date(2026, 9, 1)
    assert legal_day(datetime(2026, 1, 31, 23, 30, tzinfo=UTC)) == date(2026, 2, 1)
    assert legal_day(datetime(2026, 1, 31, 22, 59, tzinfo=UTC)) == date(2026, 1, 31)


def test_a_period_cannot_be_negative():
    with pytest.raises(ValueError, match="zero"):
        last_day(date(2026, 1, 1), -1)


@given(DAYS, LENGTHS)
def test_a_period_never_ends_early_nor_on_a_day_off(event, days):
    end = last_day(event, days)
    assert end >= event + timedelta(days=days)
    assert days == 0 or is_working_day(end)
    assert end <= event + timedelta(days=days + 9)


@given(DAYS, st.integers(2, 365))
def test_a_period_of_two_days_or_more_holds_two_working_days(event, days):
    end = last_day(event, days)
    inside = (event + timedelta(days=n) for n in range(1, (end - event).days + 1))
    assert sum(map(is_working_day, inside)) >= 2


@given(DAYS, LENGTHS)
def test_a_day_more_never_ends_earlier(event, days):
    assert last_day(event, days + 1) >= last_day(event, days)
    assert last_day(event + timedelta(days=1), days) >= last_day(event, days)


@given(DAYS, st.integers(2, 365))
def test_it_ends_on_the_first_day_that_the_rules_allow(event, days):
    """Told apart from the loop that finds it: no day between the plain end and it would do."""
    end, plain = last_day(event, days), event + timedelta(days=days)
    for n in range((end - plain).days):
        day = plain + timedelta(days=n)
        inside = [event + timedelta(days=k) for k in range(1, (day - event).days + 1)]
        assert not is_working_day(day) or sum(map(is_working_day, inside)) < 2


@pytest.mark.parametrize(
    ("event", "months", "end", "why"),
    [
        ("2026-03-05", 1, "2026-04-07", "5 April is Easter Sunday, the 6th Easter Monday"),
        ("2026-08-31", 1, "2026-09-30", "September has no 31st"),
        ("2026-01-31", 1, "2026-03-02", "28 February is a Saturday"),
        ("2026-01-31", 3, "2026-04-30", "three months from the event, not from 2 March"),
        ("2028-01-31", 1, "2028-02-29", "a leap year"),
        ("2028-02-29", 1, "2028-03-29", "the same number, not the last day"),
        ("2026-03-27", 1, "2026-04-28", "King's Day"),
        ("2025-03-26", 1, "2025-04-28", "King's Day moved to Saturday the 26th, then a Sunday"),
        ("2026-11-25", 1, "2026-12-28", "Christmas, Boxing Day and a Sunday"),
        ("2026-12-01", 1, "2027-01-04", "New Year's Day is a Friday"),
        ("2026-12-31", 1, "2027-02-01", "the year turns; 31 January is a Sunday"),
        ("2026-09-01", 1, "2026-10-01", "received 31 August at 23:30 UTC"),
        ("2026-04-05", 1, "2026-05-06", "5 May"),
    ],
)
def test_a_period_in_months_ends_on_the_day_that_was_counted_by_hand(event, months, end, why):
    assert last_day_of_months(date.fromisoformat(event), months) == date.fromisoformat(end), why


def test_months_end_by_the_calendar_of_another_member_state():
    assert last_day_of_months(date(2026, 4, 1), 1) == date(2026, 5, 1)
    assert last_day_of_months(date(2026, 4, 1), 1, "DE") == date(2026, 5, 4)
    assert last_day_of_months(date(2026, 10, 1), 1, "FR") == date(2026, 11, 2)
    assert last_day_of_months(date(2026, 6, 14), 1, "FR") == date(2026, 7, 15)


def test_a_day_that_the_government_equates_with_a_holiday_counts_where_it_is_given():
    bridge = frozenset({date(2026, 5, 15)})
    assert last_day_of_months(date(2026, 4, 15), 1) == date(2026, 5, 15)
    assert last_day_of_months(date(2026, 4, 15), 1, also=bridge) == date(2026, 5, 18)
    assert last_day(date(2026, 4, 30), 14) == date(2026, 5, 15)
    assert last_day(date(2026, 4, 30), 14, also=bridge) == date(2026, 5, 18)


def test_a_period_in_months_has_one_at_least():
    with pytest.raises(ValueError, match="one at least"):
        last_day_of_months(date(2026, 1, 1), 0)


@given(DAYS, st.integers(1, 36))
def test_months_are_never_shorter_than_the_calendar_says_and_roll_over_days_off_only(event, months):
    end, plain = last_day_of_months(event, months), event + relativedelta(months=months)
    assert is_working_day(end)
    assert plain <= end
    assert not any(is_working_day(plain + timedelta(days=n)) for n in range((end - plain).days))
    assert plain.day == event.day or (plain + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("event", "hours", "end"),
    [
        ("2026-10-23T10:00+02:00", 72, "2026-10-26T09:00+01:00"),  # winter time begins
        ("2026-03-27T10:00+01:00", 72, "2026-03-30T11:00+02:00"),  # summer time begins
        ("2026-10-25T00:30+02:00", 24, "2026-10-25T23:30+01:00"),
        ("2026-12-25T18:00+01:00", 24, "2026-12-26T18:00+01:00"),  # holidays do not matter
        ("2028-02-28T12:00+01:00", 24, "2028-02-29T12:00+01:00"),
    ],
)
def test_hours_are_elapsed_hours_through_nights_holidays_and_changes_of_the_clock(
    event, hours, end
):
    found = hours_after(datetime.fromisoformat(event), hours)
    assert found == datetime.fromisoformat(end)
    assert found.tzinfo is UTC


@given(st.integers(0, 500_000), st.integers(0, 200))
def test_hours_by_the_wall_clock_are_the_same_hours(since, hours):
    local = datetime(2000, 1, 1, tzinfo=AMSTERDAM) + timedelta(hours=since)
    assert hours_after(local, hours) - local.astimezone(UTC) == timedelta(hours=hours)
