"""On which days an incident was: the days whose roles say who is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from voipgrid_privacy.kernel.legal_days import ONE_DAY, legal_day


@dataclass(frozen=True, slots=True)
class Days:
    """The legal days from the first up to and including the last."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def past(self) -> date:
        """The first day after them."""
        return self.last + ONE_DAY

    def turning(self, boundaries: Iterable[date | None]) -> set[date]:
        """Return the days after the first on which something began, or was over."""
        return {day for day in boundaries if day and self.first < day <= self.last}


def days_of(
    *,
    began: datetime | None,
    ended: datetime | None,
    discovered: datetime | None,
    aware: datetime,
    at: datetime,
) -> Days:
    """Return the days of an incident, of which either end may be unknown.

    An unknown beginning is the first day on which anything is known of it: its end, its discovery
    or the awareness. While the end is unknown it goes on: up to ``at``, the moment of asking.
    """
    known = [moment for moment in (ended, discovered, aware) if moment]
    first = legal_day(began or min(known))
    return Days(first, max(first, legal_day(ended or max(aware, at))))
