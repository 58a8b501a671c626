"""Deadlines as RFC 5545 wants them."""

from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from records.requests.calendar import Deadline, as_calendar

AT = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)


def calendar(summary: str = "x", description: str = "y", on: date = date(2026, 12, 31)) -> str:
    deadline = Deadline(UUID(int=1), on, summary, description)
    return as_calendar([deadline], name="n", at=AT).decode()


def test_a_deadline_is_a_whole_day_with_an_alarm_a_week_before():
    lines = calendar().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "DTSTAMP:20261127T233000Z" in lines
    assert "TRIGGER:-P7D" in lines
    assert "\n" not in calendar().replace("\r\n", "")


def test_signs_with_a_meaning_are_escaped():
    assert "SUMMARY:a\\, b\\; c\\\\d\\ne" in calendar("a, b; c\\d\ne")


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=300))
def test_lines_are_folded_at_75_octets_and_unfold_to_what_was_said(text):
    body = calendar(text)
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))
    whole = body.replace("\r\n ", "")
    told = next(line for line in whole.split("\r\n") if line.startswith("SUMMARY:"))
    assert told[8:] == text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
