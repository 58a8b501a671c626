"""Clocks: elapsed hours through nights, weekends and clock changes; days by Regulation 1182/71."""

from datetime import UTC, datetime

import pytest

from records.incidents.choices import ClockKind
from records.incidents.rules.periods import clock_ends, period, periods
from records.incidents.words import moment_in_words


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("kind", "aware", "ends"),
    [
        # the hour that comes twice, and the one that is not there
        (ClockKind.GDPR, "2026-10-23T10:00+02:00", "2026-10-26T09:00+01:00"),
        (ClockKind.GDPR, "2026-03-27T10:00+01:00", "2026-03-30T11:00+02:00"),
        (ClockKind.TELECOM_FIRST, "2026-10-24T12:00+02:00", "2026-10-25T11:00+01:00"),
        (ClockKind.TELECOM_FIRST, "2026-03-28T12:00+01:00", "2026-03-29T13:00+02:00"),
        # year end, leap day, weekend and Christmas
        (ClockKind.GDPR, "2026-12-30T23:30+01:00", "2027-01-02T23:30+01:00"),
        (ClockKind.GDPR, "2028-02-27T08:00+01:00", "2028-03-01T08:00+01:00"),
        (ClockKind.GDPR, "2027-02-27T08:00+01:00", "2027-03-02T08:00+01:00"),
        (ClockKind.TELECOM_FIRST, "2028-02-28T20:15+01:00", "2028-02-29T20:15+01:00"),
        # three days: over with the last day, which is a working day
        (ClockKind.TELECOM_SECOND, "2026-11-23T10:00+01:00", "2026-11-27T00:00+01:00"),
        (ClockKind.TELECOM_SECOND, "2026-11-26T10:00+01:00", "2026-12-01T00:00+01:00"),
        (ClockKind.TELECOM_SECOND, "2026-12-22T10:00+01:00", "2026-12-29T00:00+01:00"),
        (ClockKind.TELECOM_SECOND, "2026-10-22T10:00+02:00", "2026-10-27T00:00+01:00"),
        # 23:30 UTC is the next day in Amsterdam
        (ClockKind.TELECOM_SECOND, "2026-08-31T23:30+00:00", "2026-09-05T00:00+02:00"),
        (ClockKind.TELECOM_SECOND, "2028-02-28T10:00+01:00", "2028-03-03T00:00+01:00"),
    ],
)
def test_a_clock_ends_when_the_law_says(kind, aware, ends):
    assert clock_ends(kind, at(aware)) == at(ends)


def test_a_moment_names_which_of_the_two_times_it_is():
    assert (
        moment_in_words(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "25 oktober 2026 02:30 CEST"
    )
    assert moment_in_words(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "25 oktober 2026 02:30 CET"


def test_terms_are_dated_and_cite_their_law():
    assert {each.kind for each in periods()} == set(ClockKind)
    assert all(each.source for each in periods())
    with pytest.raises(LookupError):
        period(ClockKind.GDPR, at("2018-05-24T12:00+02:00").date())
