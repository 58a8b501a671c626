"""Until when a request is answered: every day here was counted by hand with a calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.requests.choices import Reading
from records.requests.clocks import Clock, Happened, Standing, Wait, Why, clock, forward_before
from voipgrid_privacy.kernel.legal_days import is_working_day, legal_day

DAYS = st.dates(date(2019, 1, 1), date(2050, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


def due(received: str, *, extended: bool = False, country: str = "NL") -> str:
    happened = Happened(extended_on=day(received) if extended else None)
    found = clock(received_on=day(received), on=day(received), happened=happened, country=country)
    return found.due_on.isoformat()


@pytest.mark.parametrize(
    ("received", "month", "three", "why"),
    [
        ("2026-03-05", "2026-04-07", "2026-06-05", "5 April is Easter, the 6th Easter Monday"),
        ("2026-08-31", "2026-09-30", "2026-11-30", "there is no 31 September nor November"),
        ("2026-01-31", "2026-03-02", "2026-04-30", "28 February is a Saturday; three from receipt"),
        ("2028-01-31", "2028-02-29", "2028-05-01", "a leap day; 30 April 2028 is a Sunday"),
        ("2026-03-27", "2026-04-28", "2026-06-29", "27 April is King's Day; 27 June a Saturday"),
        ("2025-03-26", "2025-04-28", "2025-06-26", "King's Day moved to Saturday 26 April"),
        ("2026-09-01", "2026-10-01", "2026-12-01", "an ordinary month"),
        ("2026-11-30", "2026-12-30", "2027-03-01", "28 February 2027 is a Sunday"),
        ("2026-11-25", "2026-12-28", "2027-02-25", "Christmas, and the weekend after it"),
        ("2026-12-01", "2027-01-04", "2027-03-01", "New Year's Day is a Friday"),
        ("2026-12-31", "2027-02-01", "2027-03-31", "31 January 2027 is a Sunday"),
        ("2026-04-05", "2026-05-06", "2026-07-06", "5 May; 5 July is a Sunday"),
        ("2026-04-14", "2026-05-15", "2026-07-14", "Ascension Day is 14 May"),
        ("2026-04-25", "2026-05-26", "2026-07-27", "Whit Monday; 25 July is a Saturday"),
        ("2024-01-31", "2024-02-29", "2024-04-30", "a leap year"),
        ("2026-03-03", "2026-04-07", "2026-06-03", "Good Friday to Easter Monday: four days off"),
    ],
)
def test_a_month_and_three_months_end_as_the_regulation_counts(received, month, three, why):
    assert due(received) == month, why
    assert due(received, extended=True) == three, why


def test_half_past_eleven_at_night_in_utc_is_the_next_day_in_amsterdam():
    received = legal_day(datetime(2026, 8, 31, 23, 30, tzinfo=UTC))
    assert received == day("2026-09-01")
    assert due(received.isoformat()) == "2026-10-01"


def test_another_member_state_counts_with_its_own_holidays():
    assert due("2026-04-01") == "2026-05-01"  # no day off in the Netherlands
    assert due("2026-04-01", country="DE") == "2026-05-04"
    assert due("2026-10-01", country="FR") == "2026-11-02"
    assert due("2026-06-14", country="FR") == "2026-07-15"  # 14 July


def test_a_day_that_a_government_equates_counts_when_it_is_given():
    received = day("2026-04-15")
    found = clock(received_on=received, on=received, also=frozenset({day("2026-05-15")}))
    assert found.due_on == day("2026-05-18")


def test_the_reasons_tell_each_step_with_its_law():
    found = clock(received_on=day("2026-03-05"), on=day("2026-03-06"))
    month, moved = found.reasons
    assert (month.why, month.start, month.end) == (Why.MONTH, day("2026-03-05"), day("2026-04-05"))
    assert [str(cite) for cite in month.cites] == ["GDPR Art. 12(3)", "Reg. 1182/71 Art. 3(1)"]
    assert moved.past == (day("2026-04-05"), day("2026-04-06"))
    assert "Reg. 1182/71 Art. 3(4)" in [str(cite) for cite in moved.cites]
    short = clock(received_on=day("2026-08-31"), on=day("2026-09-01")).reasons[1]
    assert short.why == Why.SHORT_MONTH
    assert [str(cite) for cite in short.cites] == ["Reg. 1182/71 Art. 3(2)(c)"]


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        ("2026-09-23", Standing.DUE_SOON),
        ("2026-09-22", Standing.RUNNING),
        ("2026-09-30", Standing.DUE_SOON),
        ("2026-10-01", Standing.OVERDUE),
    ],
)
def test_seven_days_before_it_is_due_soon_and_the_day_after_it_is_over(on, standing):
    assert clock(received_on=day("2026-08-31"), on=day(on)).standing == standing


def test_what_was_answered_in_time_is_met_and_later_it_is_late():
    def answered(on: str) -> Standing:
        happened = Happened(settled_on=day(on))
        return clock(
            received_on=day("2026-08-31"), on=day("2027-01-01"), happened=happened
        ).standing

    assert answered("2026-09-30") == Standing.MET
    assert answered("2026-10-01") == Standing.LATE


def happened(*waits: str, extended: str = "", settled: str = "") -> Happened:
    """Read ``2026-09-02..2026-09-14`` as a question and its end, and an open end as waiting."""
    return Happened(
        tuple(Wait(*(day(each) for each in wait.split("..") if each)) for wait in waits),
        day(extended) if extended else None,
        day(settled) if settled else None,
    )


def suspended(received: str, of: Happened, on: str = "2026-06-30") -> Clock:
    return clock(received_on=day(received), on=day(on), happened=of, reading=Reading.SUSPENDED)


def test_by_default_the_month_runs_whatever_is_awaited():
    for of in (happened("2026-09-02.."), happened("2026-09-02..2026-09-14")):
        found = clock(received_on=day("2026-08-31"), on=day("2026-09-03"), happened=of)
        assert found.due_on == found.extend_by == day("2026-09-30")
        assert found.reasons[-1].why == Why.STRICT


@pytest.mark.parametrize(
    ("received", "waits", "due", "why"),
    [
        ("2026-08-31", ["2026-09-02..2026-09-14"], "2026-10-12", "twelve days after 30 September"),
        ("2026-08-31", ["2026-09-02..2026-09-05"], "2026-10-05", "3 October is a Saturday"),
        ("2026-08-31", ["2026-09-02..2026-09-02"], "2026-09-30", "no day was waited"),
        ("2026-03-05", ["2026-05-19..2026-05-21"], "2026-04-07", "asked once it was overdue"),
        ("2026-03-05", ["2026-05-19.."], "2026-04-07", "nor does it wait"),
        ("2026-03-05", ["2026-04-07..2026-04-09"], "2026-04-07", "asked on the last day itself"),
        ("2026-03-05", ["2026-04-06..2026-04-09"], "2026-04-10", "asked the day before"),
        ("2026-03-05", ["2026-03-06..2026-03-09", "2026-03-10..2026-03-12"], "2026-04-13", "3 + 2"),
        ("2026-03-05", ["2026-04-06..2026-04-09", "2026-04-09..2026-04-14"], "2026-04-15", "3 + 5"),
        ("2026-03-05", ["2026-04-06..2026-04-09", "2026-04-10..2026-04-14"], "2026-04-10", "late"),
    ],
)
def test_where_it_is_suspended_the_days_waited_are_added(received, waits, due, why):
    found = suspended(received, happened(*waits))
    assert found.due_on == found.extend_by == day(due), why
    assert suspended(received, happened(*waits), on=due).standing == Standing.DUE_SOON
    late = (day(due) + timedelta(1)).isoformat()
    assert suspended(received, happened(*waits), on=late).standing == Standing.OVERDUE


@pytest.mark.parametrize(
    ("waits", "extended", "due", "why"),
    [
        (["2026-03-10..2026-03-12"], "2026-04-09", "2026-06-08", "two days later; a Sunday"),
        (["2026-03-10..2026-03-12"], "2026-04-10", "2026-04-09", "the first month was over"),
        ([], "2026-04-08", "2026-04-07", "the first month was over"),
        ([], "2026-04-07", "2026-06-05", "on its last day"),
        (["2026-04-20..2026-04-23"], "2026-04-07", "2026-06-08", "asked while it was extended"),
        (["2026-04-20..2026-04-23"], "2026-04-21", "2026-04-07", "asked when it was over"),
        (["2026-03-10..2026-05-20"], "2026-05-12", "2026-08-17", "extended while it waited: 71"),
    ],
)
def test_an_extension_counts_only_within_the_month_as_it_was_due_then(waits, extended, due, why):
    found = suspended("2026-03-05", happened(*waits, extended=extended))
    assert found.due_on == day(due), why


def test_while_it_waits_there_is_no_day_and_what_is_answered_then_is_in_time():
    waiting = suspended("2026-08-31", happened("2026-09-02.."), on="2026-12-01")
    assert (waiting.due_on, waiting.standing) == (None, Standing.SUSPENDED)
    assert waiting.strict_on == day("2026-09-30")
    assert waiting.days_left(day("2026-12-01")) is None
    answered = happened("2026-09-02..", settled="2026-10-05")
    assert suspended("2026-08-31", answered, on="2026-12-01").standing == Standing.MET


def test_the_reasons_tell_what_was_waited_and_what_was_asked_too_late():
    found = suspended("2026-08-31", happened("2026-09-02..2026-09-05", "2026-11-02..2026-11-03"))
    assert [each.why for each in found.reasons] == [
        Why.MONTH,
        Why.SHORT_MONTH,
        Why.WAITED,
        Why.ASKED_LATE,
        Why.ADDED,
        Why.MOVED,
    ]
    assert found.reasons[-1].end == found.due_on


def test_forwarding_is_measured_in_elapsed_hours_also_when_clocks_change():
    received = datetime(2026, 10, 24, 10, tzinfo=UTC)  # noon in Amsterdam, the day before
    assert forward_before(received) == datetime(2026, 10, 26, 10, tzinfo=UTC)


@given(DAYS, DAYS)
def test_an_extension_never_ends_before_the_month_and_always_on_a_working_day(received, on):
    month = clock(received_on=received, on=on)
    three = clock(received_on=received, on=on, happened=Happened(extended_on=received))
    assert month.due_on < three.due_on
    assert is_working_day(month.due_on)
    assert is_working_day(three.due_on)
    assert three.extend_by == month.due_on
    assert timedelta(28) <= month.due_on - received <= timedelta(36)


WAITS = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 60)), max_size=4)


@given(DAYS, WAITS, st.none() | st.integers(0, 28), st.none() | st.integers(0, 200))
def test_suspended_is_between_strict_and_strict_with_the_days_waited(
    received, waits, extended, settled
):
    of = Happened(
        tuple(
            Wait(received + timedelta(asked), received + timedelta(asked + waited))
            for asked, waited in waits
        ),
        received + timedelta(extended) if extended is not None else None,
        received + timedelta(settled) if settled is not None else None,
    )
    strict = clock(received_on=received, on=received, happened=of)
    other = clock(received_on=received, on=received, happened=of, reading=Reading.SUSPENDED)
    latest = strict.due_on + timedelta(sum(waited for _asked, waited in waits))
    while not is_working_day(latest):
        latest += timedelta(1)
    assert strict.due_on <= other.due_on <= latest
    assert is_working_day(other.due_on)
    assert other.strict_on == strict.due_on
    if all(wait.asked_on >= strict.due_on for wait in of.waits):
        assert other.due_on == strict.due_on


@given(DAYS, DAYS)
def test_who_comes_later_is_never_due_earlier(one, other):
    first, second = sorted((one, other))
    assert clock(received_on=first, on=first).due_on <= clock(received_on=second, on=second).due_on


@given(DAYS, DAYS)
def test_every_day_comes_with_reasons_that_cite_and_that_lead_to_it(received, on):
    found = clock(received_on=received, on=on)
    assert found.reasons
    assert all(reason.cites for reason in found.reasons)
    assert found.reasons[0].start == received
    assert found.reasons[-1].end == found.due_on
