"""Deadlines as a calendar that every program reads (RFC 5545): days, references, nobody's name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from voipgrid_privacy.kernel.icalendar import escaped, framed
from voipgrid_privacy.kernel.legal_days import ONE_DAY


@dataclass(frozen=True, slots=True)
class Deadline:
    """A whole day on which something must have been done."""

    pk: UUID
    on: date
    summary: str
    description: str


def as_calendar(deadlines: Iterable[Deadline], *, name: str, at: datetime) -> bytes:
    """Return a calendar with a whole day per deadline and an alarm a week before."""
    lines = (line for each in deadlines for line in _event(each, at))
    return framed(lines, name=name, product="requests")


def _event(deadline: Deadline, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{deadline.pk}@voipgrid-privacy"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{deadline.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{deadline.on + ONE_DAY:%Y%m%d}"
    yield f"SUMMARY:{escaped(deadline.summary)}"
    yield f"DESCRIPTION:{escaped(deadline.description)}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escaped(deadline.summary)}"
    yield "TRIGGER:-P7D"
    yield "END:VALARM"
    yield "END:VEVENT"
