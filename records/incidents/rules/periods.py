"""When a clock ends: terms are dated data, hours are elapsed ones, days end by Reg. 1182/71."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Final

from records.incidents.choices import ClockKind
from voipgrid_privacy.kernel.data_files import read_yaml
from voipgrid_privacy.kernel.legal_days import (
    AMSTERDAM,
    ONE_DAY,
    hours_after,
    last_day,
    legal_day,
)

DATA: Final = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Period:
    """A term of a law, from the day on which it applies until the day before ``until``."""

    kind: ClockKind
    since: date
    until: date | None
    source: str
    hours: int = 0
    days: int = 0

    def ends(self, start: datetime) -> datetime:
        """Return the instant at which a period that starts at ``start`` is over."""
        if self.hours:
            return hours_after(start, self.hours)
        day = last_day(legal_day(start), self.days)
        return datetime.combine(day + ONE_DAY, time.min, tzinfo=AMSTERDAM)


@cache
def periods() -> tuple[Period, ...]:
    """Return every term that is known."""
    return tuple(
        Period(
            ClockKind(row["code"]),
            row["from"],
            row.get("until"),
            row["source"],
            row.get("hours", 0),
            row.get("days", 0),
        )
        for row in read_yaml(DATA / "periods.yaml")
    )


def first_day() -> date:
    """Return the first day on which each kind of clock has a term."""
    return max(min(p.since for p in periods() if p.kind == kind) for kind in ClockKind)


def period(kind: ClockKind, on: date) -> Period:
    """Return the term that holds on a day; raises LookupError where there is none."""
    for each in periods():
        if each.kind == kind and each.since <= on and (each.until is None or on < each.until):
            return each
    raise LookupError(f"no term for {kind} on {on}")


def clock_ends(kind: ClockKind, start: datetime) -> datetime:
    """Return the instant at which the clock of that kind ends, by the law of the day it started."""
    return period(kind, legal_day(start)).ends(start)
