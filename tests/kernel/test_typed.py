"""Names and texts as people type them are kept without what nobody sees."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voipgrid_privacy.kernel.text import JOINERS, one_line, several_lines


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Jan \t de\nVries ", "Jan de Vries"),
        ("Jan\u00a0de\u2003Vries", "Jan de Vries"),
        ("exe.\u202egpj", "exe.gpj"),
        ("\u2066Jan\u2069\u200b\ufeff\x00\x7f", "Jan"),
        ("\u0645\u06cc\u200c\u0631\u0636\u0627", "\u0645\u06cc\u200c\u0631\u0636\u0627"),
        ("Bak\u200dker\u200c B.V.\u200d", "Bakker B.V."),
        ("\u0645\u200c\u200ca", "\u0645a"),
        ("Zo\u00eb O'Brien-\u0141ukasz", "Zo\u00eb O'Brien-\u0141ukasz"),
        ("\u202e\u0007", ""),
    ],
)
def test_a_name_is_one_line_of_what_is_seen(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


def test_lines_of_a_text_stay_lines() -> None:
    assert several_lines(" a\u202e \r\n\tb\r\n\n c\x07 ") == "a\n b\n\n c"


@given(st.text())
def test_what_is_kept_once_is_kept_as_it_is(typed: str) -> None:
    for keeps in (one_line, several_lines):
        once = keeps(typed)
        assert keeps(once) == once
        seen = (sign for sign in once if sign not in {*JOINERS, "\n"})
        assert not [s for s in seen if unicodedata.category(s) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
