"""Lifetimes."""

import re

import pytest

from cookies.registry.durations import DURATION, Part, effective, iso, parts, seconds


@pytest.mark.parametrize("good", ["", "session", "persistent", "P2Y", "PT1M", "P1DT12H", "P13M"])
def test_what_a_lifetime_is(good: str) -> None:
    assert re.match(DURATION, good)


@pytest.mark.parametrize("wrong", ["2 years", "P", "PT", "P1H", "P1DT", "Session", "P1.5D"])
def test_what_it_is_not(wrong: str) -> None:
    assert not re.match(DURATION, wrong)


def test_parts_and_seconds() -> None:
    assert parts("P1Y6MT30S") == (Part(1, "years"), Part(6, "months"), Part(30, "seconds"))
    assert (seconds("P1D"), seconds("PT1M"), seconds("session")) == (86_400, 60, 0)
    assert seconds("persistent") is seconds("") is None


def test_browsers_cap_what_is_too_long() -> None:
    assert effective("P2Y") == "P400D"
    assert effective("persistent") == "P400D"
    assert effective("P13M") == "P13M"
    assert effective("P30D", cap="P7D") == "P7D"
    assert effective("session") == "session"


@pytest.mark.parametrize(("total", "text"), [(0, "PT0S"), (60, "PT1M"), (90_000, "P1DT1H")])
def test_seconds_as_a_duration(total: int, text: str) -> None:
    assert iso(total) == text
    assert seconds(text) == total
