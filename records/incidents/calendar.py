"""The clocks of incidents as a calendar: instants in UTC, which each program shows in its own."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from records.incidents.words import moment_in_words
from voipgrid_privacy.kernel.icalendar import escaped, framed

ALARMS: Final = ("-PT24H", "-PT4H")
"""As long before the end as mail is sent."""


def clocks_calendar(clocks: Iterable[Any], *, at: datetime) -> bytes:
    """Return the ends of clocks, each as an instant with two alarms; no word that anyone wrote."""
    lines = (line for clock in clocks for line in _event(clock, at))
    return framed(lines, name=_("Clocks of incidents"), product="incidents")


def handed_out(clocks: Iterable[Any], *, at: datetime) -> HttpResponse:
    """Return the calendar as a file to keep."""
    return HttpResponse(
        clocks_calendar(clocks, at=at),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="incidenten.ics"'},
    )


def _event(clock: Any, at: datetime) -> Iterator[str]:
    summary = escaped(f"{clock.dossier.incident.reference}: {clock.get_kind_display()}")
    ends = _("The clock ends at %(moment)s.") % {"moment": moment_in_words(clock.ends_at)}
    yield "BEGIN:VEVENT"
    yield f"UID:{clock.pk}@voipgrid-privacy"
    yield f"DTSTAMP:{_utc(at)}"
    yield f"DTSTART:{_utc(clock.ends_at)}"
    yield f"DTEND:{_utc(clock.ends_at)}"
    yield f"SUMMARY:{summary}"
    yield f"DESCRIPTION:{escaped(ends)}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    for trigger in ALARMS:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{summary}"
        yield f"TRIGGER:{trigger}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
