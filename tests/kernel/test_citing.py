"""Places in the law are written in the language of who reads them, by one function."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from voipgrid_privacy.kernel.citing import citation_in_words, place_in_words
from voipgrid_privacy.kernel.law import gdpr

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "nl/LC_MESSAGES/django.po"
ENGLISH_FORM = re.compile(r"\bArt\. \d|\b\d+\(\d+\)(?:\([a-z]\))?|\bGDPR\b|\brecital \d")


@pytest.mark.parametrize(
    ("place", "dutch"),
    [
        ("Art. 13(1)(a)", "art. 13 lid 1 onder a"),
        ("13(3)", "13 lid 3"),
        ("Art. 15(1)(h)", "art. 15 lid 1 onder h"),
        ("Art. 2(2-3)", "art. 2 lid 2-3"),
        ("Annex II(4)", "bijlage II onder 4"),
        ("Annex I(13-15)", "bijlage I onder 13-15"),
        ("Art. 34", "art. 34"),
    ],
)
def test_a_place_is_read_in_the_readers_language(place: str, dutch: str) -> None:
    with override("nl"):
        assert place_in_words(place) == dutch
    with override("en"):
        assert place_in_words(place) == place


@pytest.mark.parametrize("place", ["", "Art.", "13 lid 1", "Art. 13(1)(a", "art. 13"])
def test_what_is_no_place_is_refused(place: str) -> None:
    with pytest.raises(ValueError, match="not a place"):
        place_in_words(place)


def test_a_citation_is_read_in_the_readers_language() -> None:
    with override("nl"):
        assert citation_in_words(gdpr(13, 1, "a")) == "AVG art. 13 lid 1 onder a"
    with override("en"):
        assert citation_in_words(gdpr(13, 1, "a")) == "GDPR Art. 13(1)(a)"


def test_no_dutch_text_of_ours_cites_in_the_english_form() -> None:
    said = re.findall(r'^msgstr(?:\[\d\])? ((?:".*"\n)+)', CATALOGUE.read_text(), re.MULTILINE)
    texts = ["".join(re.findall(r'"(.*)"', each)) for each in said]
    assert len(texts) > 3000
    # One help text names the English form, because a citation may be typed in either.
    wrong = [text for text in texts if ENGLISH_FORM.search(text) and "Engelse vorm" not in text]
    assert wrong == []
