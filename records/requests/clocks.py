"""Until when a request is answered, and why: pure, no ORM, no clock of its own.

GDPR Art. 12(3): one month of receipt; where that is necessary two further months, announced with
the reasons within the first. Both are counted whole from the day of receipt by Regulation 1182/71:
thirty days, or two months from a day that gave way to a holiday, are other periods. Whether the
month waits for proof of identity (Art. 12(6)) is read in two ways; the law does not say it does.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final

from dateutil.relativedelta import relativedelta

from records.requests.choices import Reading
from voipgrid_privacy.kernel.law import Citation, cite, edpb, gdpr, reg_1182, termijnenwet
from voipgrid_privacy.kernel.legal_days import (
    NETHERLANDS,
    NO_DAYS,
    ONE_DAY,
    last_day_of_months,
)

MONTH: Final = 1
EXTENDED: Final = 3
"""Months in all, counted from receipt."""
SOON: Final = timedelta(days=7)
FORWARD_WITHIN: Final = timedelta(hours=48)
"""Our own measure of *without undue delay*; the law names no hours (GDPR Art. 28(3)(e))."""


class Standing(Enum):
    """How a clock stands on a day."""

    RUNNING = "RUNNING"
    DUE_SOON = "DUE_SOON"
    OVERDUE = "OVERDUE"
    SUSPENDED = "SUSPENDED"
    MET = "MET"
    LATE = "LATE"


class Why(Enum):
    """What a reason says."""

    MONTH = "MONTH"
    EXTENDED = "EXTENDED"
    SHORT_MONTH = "SHORT_MONTH"
    MOVED = "MOVED"
    WAITS = "WAITS"
    CONFIRMED = "CONFIRMED"
    STRICT = "STRICT"


@dataclass(frozen=True, slots=True)
class Reason:
    """One step by which a day was found: from where, to where, past which days, by which law."""

    why: Why
    start: date
    end: date | None = None
    past: tuple[date, ...] = ()
    cites: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Happened:
    """What bears on the clock of one part."""

    identity_asked_on: date | None = None
    identity_confirmed_on: date | None = None
    extended_on: date | None = None
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """The day by which a part is answered, how it stands, and why that day.

    ``strict_on`` is the day when nothing suspends; ``extend_by`` the last day on which an extension
    can be announced. Without ``due_on`` the month has not begun, by the reading of the party.
    """

    received_on: date
    due_on: date | None
    strict_on: date
    extend_by: date | None
    standing: Standing
    extended: bool = False
    reasons: tuple[Reason, ...] = field(default=())

    def days_left(self, on: date) -> int | None:
        """Return how many days are left, below zero when it is over."""
        return None if self.due_on is None else (self.due_on - on).days


NOTHING: Final = Happened()


def clock(
    *,
    received_on: date,
    on: date,
    happened: Happened = NOTHING,
    reading: Reading = Reading.STRICT,
    country: str = NETHERLANDS,
    also: frozenset[date] = NO_DAYS,
) -> Clock:
    """Return the clock of a part as it stands on the day ``on``."""
    months = EXTENDED if happened.extended_on else MONTH
    strict = last_day_of_months(received_on, months, country, also=also)
    start, why = _start(received_on, happened, reading)
    if start is None:
        standing = _standing(None, strict, happened, on)
        return Clock(received_on, None, strict, None, standing, months == EXTENDED, why)
    due = last_day_of_months(start, months, country, also=also)
    return Clock(
        received_on=received_on,
        due_on=due,
        strict_on=strict,
        extend_by=last_day_of_months(start, MONTH, country, also=also),
        standing=_standing(due, strict, happened, on),
        extended=months == EXTENDED,
        reasons=(*why, *_counted(start, months, due)),
    )


def forward_before(received_at: datetime) -> datetime:
    """Return until when a processor sends a request on, by our own measure."""
    return received_at + FORWARD_WITHIN


def _start(
    received_on: date, happened: Happened, reading: Reading
) -> tuple[date | None, tuple[Reason, ...]]:
    """Return the day from which the month is counted, by a reading, and why it is that day."""
    asked, confirmed = happened.identity_asked_on, happened.identity_confirmed_on
    if asked is None:
        return received_on, ()
    if reading == Reading.STRICT:
        return received_on, (Reason(Why.STRICT, asked, cites=(gdpr(12, 3), gdpr(12, 6))),)
    cites = (gdpr(12, 6), edpb("01/2022", 157))
    if confirmed is None:
        return None, (Reason(Why.WAITS, asked, cites=cites),)
    start = max(received_on, confirmed)
    return start, (Reason(Why.CONFIRMED, asked, start, cites=cites),)


def _counted(start: date, months: int, due: date) -> tuple[Reason, ...]:
    """Return how the period was counted: its months, a day that does not exist, days off."""
    counted = start + relativedelta(months=months)
    why = Why.EXTENDED if months == EXTENDED else Why.MONTH
    reasons = [Reason(why, start, counted, cites=(gdpr(12, 3), reg_1182(3, 1)))]
    if counted.day != start.day:
        short = (cite("Reg. 1182/71", 3, 2, "c"),)
        reasons.append(Reason(Why.SHORT_MONTH, start, counted, cites=short))
    if due != counted:
        past = tuple(counted + ONE_DAY * n for n in range((due - counted).days))
        cites = (reg_1182(3, 4), termijnenwet(3, 1))
        reasons.append(Reason(Why.MOVED, counted, due, past, cites))
    return tuple(reasons)


def _standing(due: date | None, strict: date, happened: Happened, on: date) -> Standing:
    settled = happened.settled_on
    if settled is not None:
        return Standing.MET if settled <= (due or strict) else Standing.LATE
    if due is None:
        return Standing.SUSPENDED
    if on > due:
        return Standing.OVERDUE
    return Standing.DUE_SOON if due - on <= SOON else Standing.RUNNING
