"""When data is due: pure calendar rules, without a database or a clock.

The law counts forward: a term runs from its event, so data is due on *start + term*. Counting
back from today (*start <= today - term*) looks the same and is not: on month ends it calls data
due later. Days are legal days, Europe/Amsterdam; who calls decides which day it is.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from records.choices import StartEvent


@dataclass(frozen=True, slots=True)
class Term:
    """A period in calendar months and, after those, days (Reg. 1182/71 Art. 3(2))."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The days in the life of one record on which a term can start; None: it has not happened."""

    end_of_call: date | None = None
    invoice_date: date | None = None
    end_of_financial_year: date | None = None
    end_of_contract: date | None = None
    creation: date | None = None
    instruction: date | None = None


def due_on(*, start_event: StartEvent, term: Term, life: Lifecycle) -> date | None:
    """Return the day from which the data must be gone; None while its clock has not started."""
    start: date | None = getattr(life, start_event)
    return None if start is None else ends_on(start, term)


def ends_on(start: date, term: Term) -> date:
    """Return the day on which a term from ``start`` ends; a missing day is the month's last."""
    return start + relativedelta(months=term.months) + timedelta(days=term.days)


def last_due_start(*, start_event: StartEvent, term: Term, cut_off: date) -> date:
    """Return the last day of a record whose term has ended on ``cut_off``.

    *start + term* never decreases when the start grows, so what is due is everything up to one
    day; asking a store for that day is the law's own rule, and an index can serve it.
    """
    day = cut_off - timedelta(days=term.days) - relativedelta(months=term.months) + _BORDER
    while ends_on(starts_on(start_event, day), term) > cut_off:
        day = _before(start_event, day)
    return day


def starts_on(start_event: StartEvent, day: date) -> date:
    """Return the day on which the term of a record of ``day`` starts."""
    if start_event == StartEvent.END_OF_FINANCIAL_YEAR:
        return date(day.year, 12, 31)
    return day


def _before(start_event: StartEvent, day: date) -> date:
    """Return the last day before ``day`` whose term starts earlier."""
    if start_event == StartEvent.END_OF_FINANCIAL_YEAR:
        return date(day.year - 1, 12, 31)
    return day - timedelta(days=1)


_BORDER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Clock:
    """From which event a rule counts, and for how long."""

    start_event: StartEvent
    term: Term

    def ends(self, day: date) -> date:
        """Return the end for a record all of whose events fall on ``day``."""
        return ends_on(starts_on(self.start_event, day), self.term)


def outlasts(minimum: Clock, maximum: Clock) -> bool:
    """Say whether data must still be kept on a day on which it must already be gone.

    Asked of every day of four years, so that leap days and year ends are among them.
    """
    days = (_FIRST + timedelta(days=number) for number in range(4 * 366))
    return any(minimum.ends(day) > maximum.ends(day) for day in days)


_FIRST = date(2027, 1, 1)


def formula(*, start_event: StartEvent, term: Term, cut_off: date) -> str:
    """Return, for the record of a run, the rule it applied and the day it applied it to."""
    return (
        f"{start_event.value} + {term.months} months + {term.days} days <= {cut_off.isoformat()}"
        " (Europe/Amsterdam)"
    )
