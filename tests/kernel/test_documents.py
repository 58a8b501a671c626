"""Documents on paper: tagged, reproducible, and never evaluating what is in their data."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import typst

from voipgrid_privacy.kernel.documents import Document, pdf

DOCUMENT = Document(
    template="explanation.typ",
    title="Wie is wat, en waarom",
    language="nl",
    identifier="0000-1111-2222",
    hash="ab" * 32,
    found_at="https://voorbeeld.nl/uitleg/0000-1111-2222/",
    made_at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
    data={
        "answer": "Belfabriek is verwerker.",
        "question": [["Partij", "Belfabriek"]],
        "words": {
            "question": "De vraag",
            "grounds": "Regels",
            "none": "Geen regel.",
            "displaced": "Opzij gezet",
            "facts": "Feiten",
            "entries": "Invoer",
            "columns": ["Soort", "Feit", "Geldt", "Op", "Door"],
            "holds": "Geldt",
            "keeping": "Bewaren",
            "findings": "Bevindingen",
        },
        "grounds": ["Verwerkt de gegevens voor een ander (AVG art. 4 punt 8)"],
        "displaced": [],
        "period": "vanaf 1 januari 2026",
        "facts": ["De partij is een rechtspersoon."],
        "entries": [["Overeenkomst", "A → B", "altijd", "1 maart 2026", "Olga"]],
        "more": "",
        "keeping": "",
        "why_not": [["Het zou zo zijn als:", ["Stelt het doel vast."]]],
        "expected": "Waarom niet verantwoordelijke?",
        "findings": [],
        "warning": "",
    },
)


def test_the_same_data_gives_the_same_bytes() -> None:
    assert pdf(DOCUMENT) == pdf(DOCUMENT)


def test_other_data_or_another_instant_gives_other_bytes() -> None:
    later = replace(DOCUMENT, made_at=datetime(2026, 3, 2, tzinfo=UTC))
    other = replace(DOCUMENT, identifier="0000-1111-3333")
    assert len({pdf(DOCUMENT), pdf(later), pdf(other)}) == 3


def test_it_is_tagged_and_says_its_language_and_title() -> None:
    made = pdf(DOCUMENT)
    for mark in (b"/StructTreeRoot", b"/Lang", b"/MarkInfo", b"pdfuaid", b"/DisplayDocTitle true"):
        assert mark in made, mark


@pytest.mark.parametrize("evil", ["#panic()", "$x$ *", '#read("/etc/passwd")', "]", "\\", "\u202e"])
def test_what_people_typed_is_never_evaluated(evil: str) -> None:
    data = {**DOCUMENT.data, "answer": evil, "facts": [evil]}
    assert pdf(replace(DOCUMENT, data=data)).startswith(b"%PDF-")


def test_a_template_reads_nothing_outside_its_folder() -> None:
    with pytest.raises(typst.TypstError):
        typst.compile(b'#read("../base.html")', root="templates/documents", format="pdf")
