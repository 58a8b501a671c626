"""Number classes: one join, the same answer as parsing each number."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.choices import NumberKind
from records.engine import pace
from records.telephony.generator import CALLEES, CALLERS
from records.telephony.numbers import KINDS, classes, prefix_of

TABLE = dict(classes())


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("+31101234567", NumberKind.NL_FIXED),
        ("+31612345678", NumberKind.NL_MOBILE),
        ("+318001234", NumberKind.NL_FREE),
        ("+319001234", NumberKind.NL_PREMIUM),
        ("+31850000000", NumberKind.NL_NATIONAL),
        ("+31880000000", NumberKind.NL_NATIONAL),
        ("+442079460000", NumberKind.EUROPE),
        ("+12125550100", NumberKind.WORLD),
        ("+5999123456", NumberKind.WORLD),
    ],
)
def test_a_number_keeps_only_its_class(number: str, kind: NumberKind) -> None:
    assert TABLE[prefix_of(number)] == kind


@given(digits=st.from_regex(r"[1-9][0-9]{8}", fullmatch=True))
def test_the_table_agrees_with_the_numbering_plan_on_every_valid_dutch_number(digits: str) -> None:
    number = phonenumbers.parse(f"+31{digits}")
    if phonenumbers.is_valid_number(number):
        assert TABLE[prefix_of(f"+31{digits}")] == KINDS[phonenumbers.number_type(number)]


def test_every_prefix_is_as_wide_as_the_join_asks() -> None:
    assert {len(p) for p in TABLE if p.startswith("+31")} == {6}
    assert {len(p) for p in TABLE if not p.startswith("+31")} == {4}


@pytest.mark.parametrize("pattern", [*CALLEES, *CALLERS])
def test_generated_numbers_have_a_class_and_no_dutch_one_can_be_dialled(pattern: str) -> None:
    number = pattern.replace("N", "0")
    assert prefix_of(number) in TABLE
    fixed_starting_with_zero = pattern.startswith(("+31100", "+31200", "+31500"))
    dutch = pattern.startswith("+31")
    assert not dutch or fixed_starting_with_zero or len(number) < 12


@given(size=st.integers(500, 50_000), took=st.integers(0, 60_000))
def test_the_pace_stays_within_bounds_and_moves_by_halves_and_doubles(size: int, took: int) -> None:
    following = pace.next_size(size, took)
    assert pace.SMALLEST <= following <= pace.LARGEST
    assert size // 2 <= following <= size * 2
