"""A record in a spreadsheet and back: nothing edited changes nothing, and edits are shown first."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from records.activities.exporting import handed_out
from records.activities.importing import Preview, confirmed, preview
from records.activities.models import ActivityVersion
from records.activities.rows import FLAT
from records.activities.sections import SECTIONS
from records.activities.services import add_activity, change_activities
from records.errors import ActivityUnchanged, ChangedMeanwhile, NotThisRecord
from roles.models import Party
from tests.office import LibreOffice, libreoffice
from tests.records.world import (
    NONE,
    NOON,
    TODAY,
    US,
    WHOLE,
    belfabriek,
    change,
    held,
    manager,
    model,
    platform,
    world,
)
from tests.site.world import World

__all__ = ("libreoffice", "world")
pytestmark = pytest.mark.django_db
EVERYTHING = WHOLE | {
    "description": {"nl": "Wat", "en": "What"},
    "joint": [{"name": "Samen B.V.", "arrangement": "Samen"}],
    "purposes": [
        {
            "purpose": "MARKETING",
            "basis": "LEGITIMATE_INTEREST",
            "interest": {"nl": "=1+1", "en": "+2"},
            "condition": "GDPR Art. 9(2)(a)",
            "law": "Tw Art. 11.5(2)",
        },
        {"purpose": "BILLING", "basis": None, "interest": None, "condition": None, "law": None},
    ],
    "origin": ["SUBJECT", "CHAIN"],
    "recipients": [
        {"kind": "STATUTORY", "name": {"nl": "Dienst", "en": "Service"}, "secret": True},
        {"kind": "INTERNAL", "name": {"nl": "@x", "en": "-x"}, "secret": False},
    ],
    "transfers": US,
    "retention": [
        {
            "category": "TRAFFIC_BILLING",
            "element": None,
            "rule": "traffic-billing-6-months",
            "term": None,
            "law": None,
        },
        {
            "category": "TRAFFIC_BILLING",
            "element": "invoice_line",
            "rule": None,
            "term": {"nl": "Zeven jaar", "en": "Seven years"},
            "law": "AWR Art. 52(4)",
        },
    ],
    "systems": ["VoIPGRID", "0012"],
    "review": {"department": "Sales", "owner": "Head of sales", "next_on": "2027-01-01"},
    "applies": {"applies": False, "because": "Niet meer"},
}


def book_of(of: Party, kind: str = "CONTROLLER") -> Any:
    response = handed_out(viewer=manager(of), party=of, kind=kind, on=TODAY, form="xlsx")
    content = response.getvalue()
    for close in response._resource_closers:
        close()
    return load_workbook(io.BytesIO(content))


def read(of: Party, book: Any) -> Preview:
    file = io.BytesIO()
    book.save(file)
    given = {"viewer": manager(of), "party": of, "on": TODAY, "name": "x.xlsx"}
    return preview(**given, pieces=[file.getvalue()])


def confirm(of: Party, found: Preview) -> list[ActivityVersion]:
    changes, seen = confirmed(found.token)
    given = {"party": of, "on": TODAY, "at": NOON, "by": manager(of)}
    return change_activities(changes=changes, seen=seen, **given)


def own(of: Party) -> ActivityVersion:
    given = {"on": TODAY, "at": NOON, "by": manager(of)}
    return add_activity(party=of, kind="CONTROLLER", code="own", body=EVERYTHING, **given)


def cell_of(book: Any, sheet: str, code: str, column: int) -> Any:
    row = next(row for row in book[sheet].iter_rows(min_row=2) if row[0].value == code)
    return row[column]


def test_every_section_goes_to_rows_and_back_unchanged() -> None:
    assert set(EVERYTHING) | {"covers"} == {section.code for section in SECTIONS} == set(FLAT)
    for code, value in (EVERYTHING | {"covers": {"category": "X", "features": ["Y"]}}).items():
        assert FLAT[code].kept(FLAT[code].given(value)) == value, code
    assert FLAT["transfers"].kept(FLAT["transfers"].given(NONE)) == NONE
    for code in ("subjects", "recipients", "joint", "systems"):
        assert FLAT[code].kept([]) == []


@pytest.mark.parametrize("kind", ["CONTROLLER", "PROCESSOR"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_nobody_edited_changes_nothing(world: World, kind: str, language: str) -> None:
    of = belfabriek(world)
    own(of)
    change(of, "customers-and-support", by=manager(of), transfers=US)
    with override(language):
        book = book_of(of, kind)
    found = read(of, book)
    assert (found.problems, found.changes, found.told) == ([], {}, [])
    with pytest.raises(ActivityUnchanged):
        change(of, "own", by=manager(of), **EVERYTHING)


def test_an_edit_is_shown_and_then_recorded(world: World) -> None:
    of = belfabriek(world)
    book = book_of(of)
    cell_of(book, "systems", "traffic-and-billing", 2).value = "Ons kantoor"
    book["subjects"].append(["customers-and-support", "", "CALLERS"])
    with override("en"):
        found = read(of, book)
    told = {title: [(d.code, d.gone, d.added) for d in changes] for title, changes in found.told}
    assert told == {
        "Handling and billing telephone traffic": [("systems", ("VoIPGRID",), ("Ons kantoor",))],
        "Managing and helping customers": [
            ("subjects", (), ("Callers and called people who are nobody's customer",))
        ],
    }
    assert not ActivityVersion.objects.filter(activity__party=of).exists()
    assert len(confirm(of, found)) == 2
    assert held(of, "traffic-and-billing").body["systems"] == ["Ons kantoor"]
    assert held(of, "traffic-and-billing").own.said == {"systems": ["Ons kantoor"]}
    assert held(world.parties["Spraakwerk"], "traffic-and-billing").body["systems"] == ["VoIPGRID"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda book: setattr(cell_of(book, "measures", "own", 2), "value", "magic"),
        lambda book: setattr(cell_of(book, "purposes", "own", 3), "value", "WHIM"),
        lambda book: setattr(cell_of(book, "name", "own", 0), "value", "nobody"),
        lambda book: setattr(book["data"].cell(1, 3), "value", "Iets anders"),
        lambda book: book["recipients"].append(["nobody", "", "INTERNAL", "x", "x", ""]),
    ],
)
def test_what_is_wrong_is_told_and_nothing_else_is_recorded(
    world: World, spoil: Callable[[Any], None]
) -> None:
    of = belfabriek(world)
    own(of)
    book = book_of(of)
    spoil(book)
    found = read(of, book)
    assert found.problems
    assert not [body for body in found.changes.values() if body]


def test_nobody_writes_over_what_changed_in_the_meantime(world: World) -> None:
    of = belfabriek(world)
    book = book_of(of)
    cell_of(book, "systems", "traffic-and-billing", 2).value = "Ons kantoor"
    found = read(of, book)
    change(model(), "traffic-and-billing", measures=["firewalls"])
    with pytest.raises(ChangedMeanwhile):
        read(of, book)
    with pytest.raises(ChangedMeanwhile):
        confirm(of, found)
    with pytest.raises(ChangedMeanwhile):
        confirmed(found.token + "x")


def test_an_entry_added_since_is_left_alone(world: World) -> None:
    of = belfabriek(world)
    book = book_of(of)
    own(of)
    assert (read(of, book).changes, read(of, book).problems) == ({}, [])


def test_the_workbook_of_another_record_is_refused(world: World) -> None:
    of, other = belfabriek(world), world.parties["Spraakwerk"]
    with pytest.raises(NotThisRecord):
        read(of, book_of(other))
    book = book_of(of)
    del book["state"]
    with pytest.raises(NotThisRecord):
        read(of, book)


def test_no_cell_is_a_formula(world: World) -> None:
    of = belfabriek(world)
    own(of)
    book = book_of(of)
    cells = [cell for sheet in book for row in sheet.rows for cell in row if cell.value]
    assert "=1+1" in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n"}


@pytest.mark.parametrize("kind", ["CONTROLLER", "PROCESSOR"])
def test_libreoffice_opens_it_without_a_warning(
    world: World, libreoffice: LibreOffice, kind: str
) -> None:
    of = belfabriek(world)
    own(of)
    book = handed_out(
        viewer=manager(platform()), party=platform(), kind=kind, on=TODAY, form="xlsx"
    )
    rows = libreoffice(book.getvalue())
    book.file_to_stream.close()
    assert any(platform().name in cell for row in rows for cell in row)
