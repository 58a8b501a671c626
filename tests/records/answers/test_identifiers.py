"""Identifiers: one person in every notation, and nobody readable from a mask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.answers.identifiers import DOT, Kind, Unreadable, identifier, masked, spellings


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+31612345678", "+31612345678"),
        ("0031 6 12 34 56 78", "+31612345678"),
        ("06-12345678", "+31612345678"),
        ("+31 (0)6 12345678", "+31612345678"),
        ("31612345678", "+31612345678"),
        ("(010) 123 45 67", "+31101234567"),
        ("+32 470 12 34 56", "+32470123456"),
    ],
)
def test_a_number_is_one_in_any_notation(text: str, number: str) -> None:
    assert identifier(Kind.PHONE, text).value == number
    assert identifier(Kind.PHONE, number).is_in(text)


@pytest.mark.parametrize("text", ["", "112", "bel mij", "06-1", "jan@example.nl"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        identifier(Kind.PHONE, text)


@pytest.mark.parametrize("text", ["jan", "jan@", "@example.nl", "jan@nl", "j an@example.nl"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        identifier(Kind.EMAIL, text)


def test_letters_of_an_address_or_a_customer_number_may_be_of_any_case() -> None:
    assert identifier(Kind.EMAIL, " Jan@Example.NL ").is_in("jan@example.nl")
    assert identifier(Kind.CUSTOMER_NUMBER, "k-0042").is_in(" K-0042 ")


def test_a_foreign_number_is_never_read_as_a_local_one() -> None:
    assert "0470123456" not in spellings("+32470123456")
    assert {"+32470123456", "32470123456", "0032470123456"} == set(spellings("+32470123456"))


@given(st.integers(min_value=100_000_000, max_value=999_999_999))
def test_every_spelling_of_a_dutch_number_is_read_as_that_number(digits: int) -> None:
    number = f"+31{digits}"
    for written in spellings(number):
        assert identifier(Kind.PHONE, written).value == number
    assert f"0{digits}" in spellings(number)


@given(st.integers(min_value=100_000_000, max_value=999_999_999))
def test_a_mask_hides_five_digits_at_least(digits: int) -> None:
    shown = masked(f"+31{digits}")
    assert shown.count(DOT) >= 5
    assert str(digits)[-5:] not in shown


def test_a_mask_of_anything_else_keeps_one_letter() -> None:
    assert masked("Jan.Jansen@example.nl") == f"J{DOT * 5}@{DOT * 5}.nl"
    assert masked("Jansen") == f"J{DOT * 5}"
    assert masked(None) == ""
