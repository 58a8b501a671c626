"""Legal days: how a period in days is counted, and on which working day it ends.

Regulation 1182/71: the day of the event does not count (Art. 3(1)), the last day counts to its end
(3(2)(b)), a last day that is a Saturday, a Sunday or a public holiday gives way to the next working
day (3(4)), and a period of two days or more holds at least two working days (3(5)). Which days are
public holidays is a parameter: a country, whose calendar a library keeps.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
NETHERLANDS: Final = "NL"
ONE_DAY: Final = timedelta(days=1)
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


def is_working_day(day: date, country: str = NETHERLANDS) -> bool:
    """Say whether a day is none of Saturday, Sunday and public holiday (Reg. 1182/71 Art. 2)."""
    return day.weekday() < _SATURDAY and day not in public_holidays(day.year, country)


def last_day(event: date, days: int, country: str = NETHERLANDS) -> date:
    """Return the last day of a period of ``days`` that an event on ``event`` starts.

    No days is no period: it is over with the day of the event. Raises ValueError below zero.
    """
    if days < 0:
        raise ValueError("A period has no fewer than zero days.")
    if days == 0:
        return event
    end = event + timedelta(days=days)
    needed = min(days, 2)
    while not is_working_day(end, country) or _working(event, end, needed, country) < needed:
        end += ONE_DAY
    return end


def _working(event: date, end: date, enough: int, country: str) -> int:
    """Count the working days after ``event`` up to and including ``end``, as far as is needed."""
    found, day = 0, event
    while day < end and found < enough:
        day += ONE_DAY
        found += is_working_day(day, country)
    return found
