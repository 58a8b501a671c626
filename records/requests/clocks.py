"""Until when a request is answered, and why: pure, no ORM, no clock of its own.

GDPR Art. 12(3): one month of receipt; where that is necessary two further months, announced with
the reasons within the first. Both are counted whole from the day of receipt by Regulation 1182/71:
thirty days, or two months from a day that gave way to a holiday, are other periods. Whether the
month waits for proof of identity (Art. 12(6)) is read in two ways; the law does not say it does.
Where it waits, the days from the question to its end are added to the day on which it is due, and
only for a question put before that day: who is late cannot undo that by asking.
"""

from collections.abc import Iterable
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
    is_working_day,
    last_day_of_months,
)

MONTH: Final = 1
EXTENDED: Final = 3
"""Months in all, counted from receipt."""
SOON: Final = timedelta(days=7)
FORWARD_WITHIN: Final = timedelta(hours=48)
"""Our own measure; the law has a processor assist, and names no hours (GDPR Art. 28(3)(e))."""


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
    WAITED = "WAITED"
    ADDED = "ADDED"
    ASKED_LATE = "ASKED_LATE"
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
class Wait:
    """A question for proof of identity, and when it ended: proof was there, or never came."""

    asked_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """What bears on the clock of one part."""

    waits: tuple[Wait, ...] = ()
    extended_on: date | None = None
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """The day by which a part is answered, how it stands, and why that day.

    ``strict_on`` is the day when nothing suspends; ``extend_by`` the last day on which an extension
    can be announced. Without ``due_on`` the month stands still, by the reading of the party.
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
    count = _Count(received_on, happened.extended_on, country, also)
    waits = sorted(happened.waits, key=lambda wait: wait.asked_on)
    if reading == Reading.STRICT:
        why = [Reason(Why.STRICT, each.asked_on, cites=_ASKED) for each in waits[:1]]
    else:
        why = count.wait(waits, happened.settled_on)
    due = count.due()
    return Clock(
        received_on=received_on,
        due_on=None if count.stands_still else due,
        strict_on=count.strict(),
        extend_by=None if count.stands_still else count.extend_by,
        standing=_standing(None if count.stands_still else due, happened, on),
        extended=count.extended,
        reasons=(*_counted(received_on, count.months, count.strict()), *why),
    )


def forward_before(received_at: datetime) -> datetime:
    """Return until when a processor sends a request on, by our own measure."""
    return received_at + FORWARD_WITHIN


_ASKED: Final = (gdpr(12, 3), gdpr(12, 6))
_WAITED: Final = (gdpr(12, 6), edpb("01/2022", 157))


@dataclass(slots=True)
class _Count:
    """The day on which a part is due, as what happened is taken in by its order."""

    received_on: date
    extended_on: date | None
    country: str
    also: frozenset[date]
    waited: timedelta = timedelta()
    extended: bool = False
    stands_still: bool = False
    extend_by: date = date.min

    @property
    def months(self) -> int:
        return EXTENDED if self.extended else MONTH

    def strict(self) -> date:
        """Return the day without what was waited."""
        return last_day_of_months(self.received_on, self.months, self.country, also=self.also)

    def due(self, until: date = date.max) -> date:
        """Return the day as it stands; an extension counts until then, if it was in time."""
        self._extend(until)
        return self._moved(self.strict() + self.waited)

    def wait(self, waits: Iterable[Wait], settled_on: date | None) -> list[Reason]:
        """Add the days on which identity was awaited; return why."""
        why = []
        for wait in waits:
            due, ended = self.due(wait.asked_on), wait.ended_on or settled_on
            if wait.asked_on >= due:
                why.append(Reason(Why.ASKED_LATE, wait.asked_on, due, cites=_ASKED))
            elif ended is None:
                self.stands_still = True
                self._extend(date.max)
                return [*why, Reason(Why.WAITS, wait.asked_on, cites=_WAITED)]
            elif ended > wait.asked_on:
                self.waited += ended - wait.asked_on
                why.append(Reason(Why.WAITED, wait.asked_on, ended, cites=_WAITED))
        due = self.due()
        if self.waited:
            counted = self.strict() + self.waited
            why.append(Reason(Why.ADDED, self.strict(), counted, cites=_WAITED))
            why += _given_way(counted, due)
        return why

    def _extend(self, until: date) -> None:
        """Take in an extension that was announced by then and within the month as it stood."""
        if self.extended:
            return
        month = last_day_of_months(self.received_on, MONTH, self.country, also=self.also)
        self.extend_by = self._moved(month + self.waited)
        on = self.extended_on
        self.extended = (
            on is not None and on <= until and (self.stands_still or on <= self.extend_by)
        )

    def _moved(self, end: date) -> date:
        while not is_working_day(end, self.country, also=self.also):
            end += ONE_DAY
        return end


def _counted(start: date, months: int, due: date) -> tuple[Reason, ...]:
    """Return how the period was counted: its months, a day that does not exist, days off."""
    counted = start + relativedelta(months=months)
    why = Why.EXTENDED if months == EXTENDED else Why.MONTH
    reasons = [Reason(why, start, counted, cites=(gdpr(12, 3), reg_1182(3, 1)))]
    if counted.day != start.day:
        short = (cite("Reg. 1182/71", 3, 2, "c"),)
        reasons.append(Reason(Why.SHORT_MONTH, start, counted, cites=short))
    return (*reasons, *_given_way(counted, due))


def _given_way(counted: date, due: date) -> tuple[Reason, ...]:
    """Return which days off were passed, if any."""
    if due == counted:
        return ()
    past = tuple(counted + ONE_DAY * n for n in range((due - counted).days))
    return (Reason(Why.MOVED, counted, due, past, (reg_1182(3, 4), termijnenwet(3, 1))),)


def _standing(due: date | None, happened: Happened, on: date) -> Standing:
    if due is None:
        return Standing.SUSPENDED
    settled = happened.settled_on
    if settled is not None:
        return Standing.MET if settled <= due else Standing.LATE
    if on > due:
        return Standing.OVERDUE
    return Standing.DUE_SOON if due - on <= SOON else Standing.RUNNING
