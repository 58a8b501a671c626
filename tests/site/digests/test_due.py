"""On which days a summary is made: working days of the Netherlands, from seven on, each once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voipgrid_privacy.kernel.legal_days import is_working_day, legal_day
from voipgrid_privacy.site.digests.choices import Pace
from voipgrid_privacy.site.digests.due import is_due, next_day

HERE = ZoneInfo("Europe/Amsterdam")
DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 1))
PACES = st.sampled_from(list(Pace))


def at(day: str, time: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=HERE)


@pytest.mark.parametrize(
    ("pace", "made_for", "moment", "due"),
    [
        # Daily: each working day, once, from seven on.
        (Pace.DAILY, "2026-11-29", at("2026-11-30", "06:59"), False),
        (Pace.DAILY, "2026-11-29", at("2026-11-30", "07:00"), True),
        (Pace.DAILY, "2026-11-30", at("2026-11-30", "23:59"), False),
        (Pace.DAILY, "2026-11-27", at("2026-11-28"), False),  # a Saturday
        (Pace.DAILY, "2026-12-24", at("2026-12-25"), False),  # Christmas
        (Pace.DAILY, "2026-12-24", at("2026-12-28"), True),
        # Weekly: the first working day of the week; Easter Monday gives way to Tuesday.
        (Pace.WEEKLY, "2026-11-25", at("2026-11-26"), False),
        (Pace.WEEKLY, "2026-11-25", at("2026-11-30"), True),
        (Pace.WEEKLY, "2026-11-30", at("2026-12-01"), False),
        (Pace.WEEKLY, "2026-03-30", at("2026-04-06"), False),
        (Pace.WEEKLY, "2026-03-30", at("2026-04-07"), True),
        # Nothing ran on Monday: on Tuesday it is made after all.
        (Pace.WEEKLY, "2026-11-23", at("2026-12-01"), True),
        (Pace.NEVER, "2026-01-01", at("2026-11-30"), False),
    ],
)
def test_when_a_summary_is_made(pace: Pace, made_for: str, moment: datetime, *, due: bool) -> None:
    assert is_due(pace, made_for=date.fromisoformat(made_for), at=moment) is due


def test_the_hour_is_that_of_the_dutch_clock_whatever_the_season() -> None:
    utc = ZoneInfo("UTC")
    summer, winter = date(2026, 7, 1), date(2026, 12, 1)
    before = timedelta(days=1)
    assert is_due(Pace.DAILY, made_for=summer - before, at=datetime(2026, 7, 1, 5, 0, tzinfo=utc))
    assert not is_due(
        Pace.DAILY, made_for=winter - before, at=datetime(2026, 12, 1, 5, 0, tzinfo=utc)
    )


@given(PACES, DAYS, st.integers(0, 20))
def test_the_next_day_is_the_first_on_which_one_is_made(pace: Pace, on: date, since: int) -> None:
    made_for = on - timedelta(days=since)
    now = at(on.isoformat(), "12:00")
    found = next_day(pace, made_for=made_for, at=now)
    tried = [now + timedelta(days=ahead) for ahead in range(15)]
    due = [legal_day(each) for each in tried if is_due(pace, made_for=made_for, at=each)]
    assert found == (due[0] if due else None)
    assert (found is None) == (pace == Pace.NEVER)
    assert found is None or is_working_day(found)


@given(DAYS)
def test_a_week_has_one_weekly_summary_and_a_daily_one_for_each_working_day(on: date) -> None:
    monday = on - timedelta(days=on.weekday())
    made = {Pace.DAILY: monday - timedelta(days=1), Pace.WEEKLY: monday - timedelta(days=1)}
    count = dict.fromkeys(made, 0)
    week = [monday + timedelta(days=ahead) for ahead in range(7)]
    for day in week:
        for pace, last in made.items():
            if is_due(pace, made_for=last, at=at(day.isoformat())):
                made[pace] = day
                count[pace] += 1
    working = sum(map(is_working_day, week))
    assert count == {Pace.DAILY: working, Pace.WEEKLY: min(working, 1)}
