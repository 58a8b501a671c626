"""A clock ends at one instant: in page, mail, calendar and API alike."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.utils.translation import override

from records.api import breach_shapes as shapes
from records.incidents.calendar import clocks_calendar
from records.incidents.letters import clock_letter
from records.incidents.models import Incident, IncidentClock, IncidentDossier
from records.incidents.rules.periods import clock_ends
from records.templatetags.incidents import zoned
from roles.models import Party
from voipgrid_privacy.api.renderers import OrjsonRenderer


def clock(kind: str, aware: str) -> IncidentClock:
    start = datetime.fromisoformat(aware)
    party = Party(name="Belfabriek", kind="PARTNER")
    dossier = IncidentDossier(incident=Incident(pk=UUID(int=2)), party=party)
    ends = clock_ends(kind, start).astimezone(UTC)
    return IncidentClock(dossier=dossier, kind=kind, started_at=start, ends_at=ends)


@pytest.mark.parametrize(
    ("kind", "aware", "said", "ends"),
    [
        # clocks back, clocks forward
        ("GDPR", "2026-10-23T10:00+02:00", "26 oktober 2026 09:00 CET", "2026-10-26T08:00:00Z"),
        ("GDPR", "2026-03-27T10:00+01:00", "30 maart 2026 11:00 CEST", "2026-03-30T09:00:00Z"),
        # the hour that comes twice: the first and the second
        (
            "TELECOM_FIRST",
            "2026-10-24T00:30Z",
            "25 oktober 2026 02:30 CEST",
            "2026-10-25T00:30:00Z",
        ),
        ("TELECOM_FIRST", "2026-10-24T01:30Z", "25 oktober 2026 02:30 CET", "2026-10-25T01:30:00Z"),
        # year end, leap day, and a day that is none
        ("GDPR", "2026-12-30T23:30Z", "3 januari 2027 00:30 CET", "2027-01-02T23:30:00Z"),
        (
            "TELECOM_FIRST",
            "2028-02-28T20:15Z",
            "29 februari 2028 21:15 CET",
            "2028-02-29T20:15:00Z",
        ),
        ("GDPR", "2027-02-26T20:15Z", "1 maart 2027 21:15 CET", "2027-03-01T20:15:00Z"),
        # half past eleven in the evening, UTC: the next day in Amsterdam, from which days count
        (
            "TELECOM_SECOND",
            "2026-08-31T23:30Z",
            "5 september 2026 00:00 CEST",
            "2026-09-04T22:00:00Z",
        ),
        (
            "TELECOM_SECOND",
            "2026-12-22T10:00Z",
            "29 december 2026 00:00 CET",
            "2026-12-28T23:00:00Z",
        ),
    ],
)
def test_a_clock_ends_at_one_instant_everywhere(kind, aware, said, ends):
    row = clock(kind, aware)
    row.runs = True
    with override("nl"):
        assert zoned(row.ends_at) == said
        calendar = clocks_calendar([row], at=row.started_at).decode()
    stamp = ends.replace("-", "").replace(":", "")
    assert f"\r\nDTSTART:{stamp}\r\n" in calendar
    assert said in calendar.replace("\r\n ", "")
    letter = clock_letter(row, Party(name="VoIPGRID"), "avg@example.nl", over=False)
    assert said in letter.body
    body = shapes.breach_clock(row)
    assert f'"ends_at":"{ends}"' in OrjsonRenderer().render(body).decode()
