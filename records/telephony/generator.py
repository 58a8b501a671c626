"""Plausible calls that nobody made: pure and repeatable, the same for the same seed.

The numbers cannot belong to anyone. Dutch fixed numbers have a subscriber part that starts with
a zero, which is never given out; Dutch mobile and freephone numbers are one digit short; foreign
ones come from ranges that regulators keep for fiction (Ofcom, Arcep, Bundesnetzagentur, NANPA).
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

# A pattern (each N is a random digit) and how often it occurs among numbers that are called.
CALLEES = {
    "+31100NNNNNN": 30,
    "+31200NNNNNN": 30,
    "+31500NNNNNN": 15,
    "+3161NNNNNN": 60,
    "+3162NNNNNN": 40,
    "+31800NNNNN": 6,
    "+4420794600NN": 3,
    "+331990000NN": 2,
    "+493023125NNN": 4,
    "+121255501NN": 1,
}
CALLERS = ("+31100NNNNNN", "+31200NNNNNN", "+31500NNNNNN")


class Pair(NamedTuple):
    """A customer and the partner it has its subscription with."""

    partner: UUID
    customer: UUID


class Call(NamedTuple):
    """One generated call, in the order of the columns it is copied to."""

    partner: UUID
    customer: UUID
    caller: str
    callee: str
    started_at: datetime
    duration_seconds: int
    invoice_date: date


def calls_of(
    pairs: list[Pair], *, calls: int, months: int, until: date, seed: int
) -> Iterator[Call]:
    """Return ``calls`` calls in order of time, spread over the ``months`` before ``until``."""
    random = Random(seed)  # noqa: S311 - generated data, repeatable on purpose
    first = until - relativedelta(months=months)
    days = (until - first).days
    for number in range(calls):
        day = first + timedelta(days=number * days // calls)
        yield _call(random, random.choice(pairs), day)


def invoice_date_of(day: date) -> date:
    """Return the last day of the month: when calls of that month are billed."""
    return day + relativedelta(day=31)


def _call(random: Random, pair: Pair, day: date) -> Call:
    clock = time(hour=int(random.triangular(7, 22, 11)), minute=random.randrange(60))
    return Call(
        *pair,
        caller=_number(random, random.choice(CALLERS)),
        callee=_number(random, random.choices(list(CALLEES), list(CALLEES.values()))[0]),
        started_at=datetime.combine(day, clock, AMSTERDAM),
        duration_seconds=0 if random.random() < 0.2 else int(random.expovariate(1 / 180)) + 1,
        invoice_date=invoice_date_of(day),
    )


def _number(random: Random, pattern: str) -> str:
    return "".join(str(random.randrange(10)) if sign == "N" else sign for sign in pattern)
