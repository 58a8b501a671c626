"""Names and patterns: anchored, the longest wins, and what overlaps is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cookies.registry.patterns import best, lint, lint_together, matches, overlap

KNOWN = ("_ga", "_ga_*", "_gat", "_gaexp", "_gat_*", "_gac_*")


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("_ga", "_ga"),
        ("_ga_8XJ2K", "_ga_*"),
        ("_gat", "_gat"),
        ("_gaexp", "_gaexp"),
        ("_gat_UA-1-1", "_gat_*"),
        ("_gali", None),
        ("x_ga", None),
    ],
)
def test_a_name_goes_to_the_pattern_that_stands_for_it_alone(name: str, pattern: str) -> None:
    assert best(KNOWN, name) == pattern


def test_the_longest_of_several_wins() -> None:
    assert best(("_dc_*", "_dc_gtm_UA-#", "*"), "_dc_gtm_UA-1234") == "_dc_gtm_UA-#"
    assert best(("_dc_*", "_dc_gtm_UA-#", "*"), "_dc_gtm_UA-x") == "_dc_*"


def test_digits_are_digits_and_there_is_at_least_one() -> None:
    assert matches("_dc_gtm_UA-#", "_dc_gtm_UA-12")
    assert not matches("_dc_gtm_UA-#", "_dc_gtm_UA-")
    assert not matches("_dc_gtm_UA-#", "_dc_gtm_UA-12x")


def test_a_loose_pattern_is_told_which_ones_it_takes_over() -> None:
    found = {(each.code, each.other) for each in lint_together(("_ga*", "_gat", "_gaexp", "lang"))}
    assert found == {("overlaps", "_gat"), ("overlaps", "_gaexp")}
    assert {each.code for each in lint_together(("a*", "*b"))} == {"ambiguous"}
    assert not lint_together(("_ga", "_ga_*", "_gat", "_gaexp"))


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("*", "matches_everything"),
        ("^_ga$", "regular_expression"),
        ("_ga.*", "regular_expression"),
        ("_ga**", "adjacent_wildcards"),
        (" _ga", "white_space"),
    ],
)
def test_a_pattern_that_will_surprise_is_told(pattern: str, code: str) -> None:
    assert code in {each.code for each in lint(pattern)}


LETTERS = st.text(alphabet="ab1#*", max_size=7)


@given(one=LETTERS, other=LETTERS, name=st.text(alphabet="ab1", max_size=7))
def test_a_name_that_fits_both_makes_an_overlap(one: str, other: str, name: str) -> None:
    if matches(one, name) and matches(other, name):
        assert overlap(one, other)
    assert overlap(one, other) == overlap(other, one)
