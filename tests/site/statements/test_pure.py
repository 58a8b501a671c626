"""Contrast, readability and differences: pure functions, each edge of them."""

import pytest

from voipgrid_privacy.site.statements.contrast import contrast
from voipgrid_privacy.site.statements.differing import What, differences
from voipgrid_privacy.site.statements.readability import readability, syllables


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#000000", 21.0),
        ("#777777", "#ffffff", 4.48),  # the well-known grey that just fails
        ("#767676", "#ffffff", 4.54),  # and the one that just passes
        ("#2a3042", "#2a3042", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, found: float) -> None:
    assert round(contrast(one, other), 2) == found


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("huis", 1), ("privacy", 3), ("gegevens", 3), ("verwerkingsverantwoordelijke", 9),
        ("mooie", 2), ("eeuwen", 2), ("ideeën", 3), ("zee", 1), ("btw", 1), ("tweeëntwintig", 4),
    ],
)  # fmt: skip
def test_syllables_of_dutch_words(word: str, number: int) -> None:
    assert syllables(word) == number


def test_the_score_is_that_of_flesch_with_doumas_weights() -> None:
    """Two sentences of five one-syllable words: 206.84 - 0.77 x 100 - 0.93 x 5 = 125.19."""
    found = readability("De man ging naar huis. De vrouw zat aan zee.")
    assert (found.score, found.words, found.sentences) == (125, 10, 2)
    assert found.plain


def test_long_words_and_sentences_read_worse() -> None:
    hard = readability(
        "De verwerkingsverantwoordelijke documenteert de rechtmatigheid van gegevensverwerkingen"
        " overeenkomstig de verantwoordingsverplichting."
    )
    assert hard.score is not None
    assert hard.score < 0
    assert not hard.plain


def test_a_line_ends_a_sentence_and_an_abbreviation_inside_does_not() -> None:
    assert readability("Eerste regel\ntweede regel").sentences == 2
    assert readability("Lees art.13 van de wet").sentences == 1
    assert readability("Lees art. 13 van de wet van VoIPGRID B.V. nog eens").sentences == 1
    assert readability("a. Kort. Dit is veruit de langste zin van alle.").longest.startswith("Dit")


def test_a_place_in_a_law_between_brackets_is_not_read_as_a_text() -> None:
    plain = readability("Dat mag van de wet.")
    for place in ("AVG art. 6 lid 1 onder b", "EDPB 07/2020 par. 76; AVG overweging 14"):
        assert readability(f"Dat mag van de wet ({place}).") == plain
    assert readability("Dat mag (alleen bij ons).").words == 5


def test_no_words_have_no_score() -> None:
    assert readability(" 123 ... ").score is None


def part(code: str, intro: str = "", **facts: str) -> dict:
    lines = [{"key": key, "text": {"nl": text, "en": text}} for key, text in facts.items()]
    both = {"nl": intro, "en": intro}
    return {"code": code, "title": {"nl": code, "en": code}, "intro": both, "facts": lines}


def told(before: list | None, after: list) -> list[tuple[str, str, str, str]]:
    old = {"parts": before} if before is not None else None
    found = differences(old, {"parts": after}, "nl")
    return [(each.what.value, each.part, each.before, each.after) for each in found]


def test_nothing_differs_from_itself() -> None:
    same = [part("a", "x", one="1"), part("b")]
    assert told(same, same) == []


def test_what_came_went_and_reads_otherwise_is_told_by_sentence() -> None:
    before = [part("a", "intro", one="kept", two="six months", three="gone")]
    after = [part("a", "intro", one="kept", two="seven months", four="new")]
    assert told(before, after) == [
        ("CHANGED", "a", "six months", "seven months"),
        ("ADDED", "a", "", "new"),
        ("REMOVED", "a", "gone", ""),
    ]


def test_parts_that_came_went_and_moved() -> None:
    before, after = [part("a"), part("b"), part("c")], [part("c"), part("a"), part("own-1", "t")]
    assert told(before, after) == [
        ("ADDED", "own-1", "", "own-1"),
        ("ADDED", "own-1", "", "t"),
        ("REMOVED", "b", "b", ""),
        ("MOVED", "c", "c", "c"),
    ]


def test_words_that_came_and_went_stand_in_their_sentence() -> None:
    (found,) = differences(
        {"parts": [part("a", one="kept for six months then erased")]},
        {"parts": [part("a", one="kept for seven months then erased")]},
        "nl",
    )
    assert found.what == What.CHANGED
    assert [(what, words) for what, words in found.words] == [
        ("SAME", "kept for"),
        ("WENT", "six"),
        ("CAME", "seven"),
        ("SAME", "months then erased"),
    ]
