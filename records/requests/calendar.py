"""Deadlines as a calendar that every program reads (RFC 5545): days, references, nobody's name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from voipgrid_privacy.kernel.legal_days import ONE_DAY

MOST_OCTETS: Final = 75


@dataclass(frozen=True, slots=True)
class Deadline:
    """A whole day on which something must have been done."""

    pk: UUID
    on: date
    summary: str
    description: str


def as_calendar(deadlines: Iterable[Deadline], *, name: str, at: datetime) -> bytes:
    """Return a calendar with a whole day per deadline and an alarm a week before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//voipgrid-privacy//requests//NL",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
        *(line for each in deadlines for line in _event(each, at)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _event(deadline: Deadline, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{deadline.pk}@voipgrid-privacy"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{deadline.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{deadline.on + ONE_DAY:%Y%m%d}"
    yield f"SUMMARY:{_escaped(deadline.summary)}"
    yield f"DESCRIPTION:{_escaped(deadline.description)}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{_escaped(deadline.summary)}"
    yield "TRIGGER:-P7D"
    yield "END:VALARM"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> Iterator[str]:
    """Return a line in pieces of at most 75 octets, none cut within a letter."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > MOST_OCTETS:
            yield piece
            piece = " "
        piece += letter
    yield piece
