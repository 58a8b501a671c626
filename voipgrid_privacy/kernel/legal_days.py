"""Legal days: how a period in days, months or hours is counted, and on which working day it ends.

Regulation 1182/71: the day and the hour of the event do not count (Art. 3(1)), the last day counts
to its end (3(2)(b)), a month ends on the day with the same number or, where there is none, on its
last day (3(2)(c)), a last day that is a Saturday, a Sunday or a public holiday gives way to the
next working day (3(4)), and a period of two days or more holds at least two working days (3(5)).
Periods in hours run through all of these. Which days are public holidays is a parameter: a country,
whose calendar a library keeps, and days that a government equates with them (Termijnenwet 3(3)).
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays
from dateutil.relativedelta import relativedelta

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
NETHERLANDS: Final = "NL"
ONE_DAY: Final = timedelta(days=1)
NO_DAYS: Final[frozenset[date]] = frozenset()
# What Termijnenwet Art. 3(1) and (2) names: Good Friday and 5 May among them, which are no day off
# for everyone and which the library therefore keeps apart.
_NAMED: Final = (holidays.PUBLIC, holidays.OPTIONAL)
_SATURDAY: Final = 5


def legal_day(at: datetime) -> date:
    """Return the legal date (Europe/Amsterdam) of an instant."""
    return at.astimezone(AMSTERDAM).date()


def end_of_legal_day(at: datetime) -> datetime:
    """Return the instant at which the legal day of ``at`` is over."""
    return datetime.combine(legal_day(at) + ONE_DAY, time.min, tzinfo=AMSTERDAM)


@lru_cache(maxsize=256)
def public_holidays(year: int, country: str = NETHERLANDS) -> frozenset[date]:
    """Return the public holidays of a year; for the Netherlands those of Termijnenwet Art. 3."""
    kept = holidays.country_holidays(country, years=year)
    named = tuple(kind for kind in _NAMED if kind in kept.supported_categories)
    return frozenset(holidays.country_holidays(country, years=year, categories=named))


def is_working_day(
    day: date, country: str = NETHERLANDS, *, also: frozenset[date] = NO_DAYS
) -> bool:
    """Say whether a day is none of Saturday, Sunday and public holiday (Reg. 1182/71 Art. 2).

    ``also`` are days that a government equates with holidays; there are none unless they are given.
    """
    return (
        day.weekday() < _SATURDAY
        and day not in also
        and day not in public_holidays(day.year, country)
    )


def last_day(
    event: date, days: int, country: str = NETHERLANDS, *, also: frozenset[date] = NO_DAYS
) -> date:
    """Return the last day of a period of ``days`` that an event on ``event`` starts.

    No days is no period: it is over with the day of the event. Raises ValueError below zero.
    """
    if days < 0:
        raise ValueError("A period has no fewer than zero days.")
    if days == 0:
        return event
    end = event + timedelta(days=days)
    needed = min(days, 2)
    while not is_working_day(end, country, also=also) or (
        _working(event, end, needed, country, also) < needed
    ):
        end += ONE_DAY
    return end


def last_day_of_months(
    event: date, months: int, country: str = NETHERLANDS, *, also: frozenset[date] = NO_DAYS
) -> date:
    """Return the last day of a period of ``months`` that an event on ``event`` starts.

    Always count the whole period from the event: where the end of a month gave way to a working
    day, two months from there end on another day than three from here. Raises ValueError below one.
    """
    if months < 1:
        raise ValueError("A period in months has one at least.")
    end = event + relativedelta(months=months)
    while not is_working_day(end, country, also=also):
        end += ONE_DAY
    return end


def hours_after(event: datetime, hours: int) -> datetime:
    """Return the instant (UTC) at which a period of ``hours`` ends: elapsed hours, on any day.

    Where clocks change, a period of 72 hours ends an hour earlier or later by the clock.
    """
    return event.astimezone(UTC) + timedelta(hours=hours)


def _working(event: date, end: date, enough: int, country: str, also: frozenset[date]) -> int:
    """Count the working days after ``event`` up to and including ``end``, as far as is needed."""
    found, day = 0, event
    while day < end and found < enough:
        day += ONE_DAY
        found += is_working_day(day, country, also=also)
    return found
