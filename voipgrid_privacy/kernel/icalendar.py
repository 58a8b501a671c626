"""Calendars that every program reads (RFC 5545): the frame, and how a text stands in a line."""

from collections.abc import Iterable, Iterator
from typing import Final

MOST_OCTETS: Final = 75


def framed(events: Iterable[str], *, name: str, product: str) -> bytes:
    """Return a calendar around the lines of its events."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//voipgrid-privacy//{product}//NL",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        *events,
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def escaped(text: str) -> str:
    """Return a text with what a line gives another meaning marked."""
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
