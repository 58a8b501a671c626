"""On which days a summary is made: pure, no ORM, no clock of its own."""

from datetime import date, datetime, time, timedelta
from typing import Final

from voipgrid_privacy.kernel.legal_days import AMSTERDAM, ONE_DAY, is_working_day, legal_day
from voipgrid_privacy.site.digests.choices import Pace

FROM: Final = time(7)
"""From which time of the Dutch clock on: it is there when people begin."""
LOOKED_AHEAD: Final = 14
"""Within so many days each pace has a day of its own."""


def is_due(pace: Pace, *, made_for: date, at: datetime) -> bool:
    """Say whether a summary is to be made at ``at`` (an instant).

    ``made_for`` is the last legal day for which one was made, or that on which it was chosen. One
    that was missed, because nothing ran, is made on the next working day of the same week at most.
    """
    local = at.astimezone(AMSTERDAM)
    return local.time() >= FROM and _wanted(pace, made_for, legal_day(at))


def next_day(pace: Pace, *, made_for: date, at: datetime) -> date | None:
    """Return the legal day on which the next summary is made; None where none is wanted."""
    on = legal_day(at)
    days = (on + timedelta(days=ahead) for ahead in range(LOOKED_AHEAD + 1))
    return next((day for day in days if _wanted(pace, made_for, day)), None)


def _wanted(pace: Pace, made_for: date, on: date) -> bool:
    if pace == Pace.NEVER or not is_working_day(on):
        return False
    return made_for < (on if pace == Pace.DAILY else _first_working_day(on))


def _first_working_day(on: date) -> date:
    """Return the first working day of the week (Monday to Sunday) of a working day."""
    day = on - timedelta(days=on.weekday())
    while not is_working_day(day):
        day += ONE_DAY
    return day
