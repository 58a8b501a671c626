"""Records to take along: whole, the same each time, harmless in a spreadsheet, in one's scope."""

import csv
import io
import json
from datetime import date

import pytest
from django.db import connection
from django.utils.translation import override
from openpyxl import load_workbook

from records.activities.choices import Basis, RecipientKind, Subject
from records.activities.exporting import OF_KIND, handed_out, jsonld, paper
from records.activities.exporting.taken import Taken
from records.activities.queries import record
from records.activities.sections import canonical
from records.activities.vocabulary import vocabulary
from records.errors import RecordTooLong, UnknownRecordForm
from roles.models import Contact, Measure, Party, Purpose
from tests.records.in_dpv import IN_DPV
from tests.records.world import (
    NONE,
    NOON,
    TODAY,
    US,
    belfabriek,
    change,
    manager,
    model,
    platform,
    world,
)
from tests.site.world import World, deliver, party
from voipgrid_privacy.kernel import tables
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tables import TooManyRows
from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE, SYSTEM, Viewer, partner_scope

__all__ = ("world",)
pytestmark = pytest.mark.django_db
KINDS = ("CONTROLLER", "PROCESSOR")


def taken(of: Party, kind: str, form: str, *, viewer: Viewer = SYSTEM, **more) -> bytes:
    given = {"on": TODAY, **more}
    response = handed_out(viewer=viewer, party=of, kind=kind, form=form, **given)
    try:
        return response.getvalue()
    finally:
        for close in response._resource_closers:  # and not the connection of the test
            close()


def take(of: Party, kind: str) -> Taken:
    found = record(viewer=SYSTEM, party=of, kind=kind, on=TODAY)
    return Taken(found, vocabulary(viewer=SYSTEM, party=of.pk, on=TODAY), SYSTEM)


def rows(of: Party, kind: str) -> list[list[str]]:
    text = taken(of, kind, "csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize(("kind", "form"), [(k, form) for k in KINDS for form in OF_KIND[k]])
def test_a_past_day_is_the_same_byte_for_byte(world: World, kind: str, form: str) -> None:
    of, then = belfabriek(world), date(2026, 9, 30)
    Contact.objects.create(party=of, kind="PRIVACY", email="privacy@belfabriek.example")
    change(model(), "traffic-and-billing", on=date(2026, 9, 1), transfers=US)
    first = taken(of, kind, form, on=then)
    change(model(), "traffic-and-billing", on=TODAY, transfers=NONE)
    deliver(of, party("Nieuwe klant", "CUSTOMER"), "SUBSCRIPTION", None, date(2026, 11, 1))
    assert taken(of, kind, form, on=then) == first
    assert taken(of, kind, form) != first


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_known_at_an_instant_is_the_same_too(world: World, kind: str) -> None:
    first = taken(belfabriek(world), kind, "json", known_at=NOON)
    change(model(), "traffic-and-billing", on=TODAY, at=NOON.replace(hour=13), transfers=US)
    assert taken(belfabriek(world), kind, "json", known_at=NOON) == first


@pytest.mark.parametrize("kind", KINDS)
def test_json_is_one_canonical_text(world: World, kind: str) -> None:
    text = taken(belfabriek(world), kind, "json").decode()
    assert canonical(json.loads(text)) == text
    assert ("groups" in json.loads(text)) == (kind == "PROCESSOR")


def test_a_record_without_groups_is_json_as_well(world: World) -> None:
    nobody = party("Zonder klanten", "PARTNER")
    assert json.loads(taken(nobody, "PROCESSOR", "json"))["groups"] == []


def test_columns_follow_the_letters_of_both_records(world: World) -> None:
    with override("en"):
        for kind, letters in (("CONTROLLER", "abcdefg"), ("PROCESSOR", "abcd")):
            head = next(row for row in rows(belfabriek(world), kind) if len(row) > 5)
            found = [title[1] for title in head if title.startswith("(")]
            assert "".join(sorted(set(found))) == letters
            assert found == sorted(found) or kind == "CONTROLLER"
            assert head[-1] == "Missing letters"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_streamed_is_in_the_language_of_who_asked(world: World, language: str) -> None:
    with override(language):
        response = handed_out(
            viewer=SYSTEM, party=belfabriek(world), kind="PROCESSOR", on=TODAY, form="csv"
        )
    with override("nl" if language == "en" else "en"):
        text = response.getvalue().decode()
    assert ("Conveying calls" in text, "Gesprekken overbrengen" in text) == (
        language == "en",
        language == "nl",
    )


def test_an_export_calculates_nothing(world: World) -> None:
    Party.objects.filter(name="Bakker").update(name="=1+1")
    text = taken(belfabriek(world), "PROCESSOR", "csv").decode()
    assert "'=1+1" in text
    assert "\n=1+1" not in text
    book = load_workbook(io.BytesIO(taken(belfabriek(world), "PROCESSOR", "xlsx")))
    cells = {cell.value: cell.data_type for row in book.active.rows for cell in row if cell.value}
    assert cells["=1+1"] == "s"
    assert "f" not in cells.values()


def test_a_workbook_that_would_be_cut_off_is_refused(world: World, monkeypatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 9)
    with pytest.raises(TooManyRows):
        taken(platform(), "PROCESSOR", "xlsx")


def test_what_is_streamed_to_a_partner_is_read_in_its_scope(world: World) -> None:
    """A response is streamed after its request, whose scope is over by then."""
    of, viewer = belfabriek(world), manager(belfabriek(world))
    with partner_scope(viewer):
        response = handed_out(viewer=viewer, party=of, kind="PROCESSOR", on=TODAY, form="json")
    pieces = iter(response.streaming_content)
    roles: list[str] = []

    def watch(execute, sql, params, many, context):
        if "roles_contract c JOIN roles_party" in str(sql):
            with connection.connection.cursor() as cursor:
                roles.append(cursor.execute("SELECT current_setting('role')").fetchone()[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        text = b"".join(pieces).decode()
    assert "Bakker" in text
    assert "Slager" not in text
    assert PARTNER_ROLE in roles


def test_nobody_takes_another_partners_record_or_an_unknown_form(world: World) -> None:
    of, viewer = world.parties["Spraakwerk"], manager(belfabriek(world))
    with pytest.raises(NotFound):
        taken(of, "PROCESSOR", "csv", viewer=viewer)
    with pytest.raises(UnknownRecordForm):
        taken(of, "PROCESSOR", "docx")


# Paper


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("language", "word"), [("nl", b"nl"), ("en", b"en")])
def test_paper_is_tagged_and_in_the_readers_language(
    world: World, kind: str, language: str, word: bytes
) -> None:
    with override(language):
        paper = taken(belfabriek(world), kind, "pdf")
    assert paper.startswith(b"%PDF-")
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(" + word, b"pdfuaid:part"):
        assert mark in paper, mark


def test_paper_says_what_the_record_says(world: World) -> None:
    with override("en"):
        found = paper.on_paper(take(belfabriek(world), "PROCESSOR"))
    assert found.data["columns"][0] == "Controller"
    ((who, _reached, done, missing),) = found.data["groups"]
    assert (who[0], missing) == ("Bakker", ["acd"])
    assert done == ["Transmitted data: Processor", "Conveying calls"]
    titles = {label for entry in found.data["entries"] for label, _lines in entry["sections"]}
    assert {"(c) Transfers to third countries", "(d) Security measures"} <= titles
    assert not {"Purposes", "(b) Purposes", "Retention", "(f) Retention"} & titles


def test_nobody_prints_more_than_can_be_read(world: World, monkeypatch) -> None:
    monkeypatch.setattr(paper, "MOST_GROUPS", 1)
    with pytest.raises(RecordTooLong):
        taken(platform(), "PROCESSOR", "pdf")


# The Data Privacy Vocabulary

DUBLIN_CORE = ("date", "title", "description", "identifier", "isVersionOf", "source", "conformsTo")


def terms(node) -> set[str]:
    """Return every property and type in JSON-LD, apart from JSON-LD's own."""
    if isinstance(node, list):
        return set().union(*map(terms, node))
    if not isinstance(node, dict):
        return set()
    kinds = node.get("@type", [])
    found = {kinds} if isinstance(kinds, str) else set(kinds)
    found |= {key for key in node if not key.startswith("@")}
    return found.union(*(terms(value) for key, value in node.items() if key != "@context"))


def test_the_vocabulary_has_every_term_we_name() -> None:
    listed = jsonld._terms()
    named = {
        term for group in listed.values() if isinstance(group, dict) for term in group.values()
    }
    assert named <= IN_DPV
    assert set(jsonld.GENERAL.values()) | set(jsonld.ROLES.values()) <= IN_DPV


def test_every_code_of_ours_has_a_general_term_at_least(world: World) -> None:
    listed = jsonld._terms()
    assert set(listed["subjects"]) == set(Subject.values)
    assert set(listed["bases"]) == set(Basis.values)
    assert set(listed["recipients"]) == set(RecipientKind.values)
    assert set(listed["purposes"]) == set(Purpose.objects.values_list("code", flat=True))
    assert set(listed["measures"]) == set(Measure.objects.values_list("code", flat=True))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("whose", ["platform", "partner"])
def test_a_record_as_json_ld_uses_no_term_that_is_not_there(
    world: World, kind: str, whose: str
) -> None:
    of = platform() if whose == "platform" else belfabriek(world)
    change(model(), "traffic-and-billing", transfers=US)
    said = json.loads(taken(of, kind, "jsonld"))
    used = terms(said)
    others = {"xsd:date", "rdfs:label", *(f"dct:{name}" for name in DUBLIN_CORE)}
    assert used <= IN_DPV | others
    assert said["@type"] == "dpv:ROPA"
    assert {"dpv:hasPurpose", "dpv:hasStorageCondition"} <= used or kind == "PROCESSOR"
    assert not {"dpv:hasPurpose", "dpv:hasLegalBasis", "dpv:hasStorageCondition"} & used or (
        kind == "CONTROLLER"
    )


def test_json_ld_says_who_stands_where(world: World) -> None:
    said = json.loads(taken(platform(), "PROCESSOR", "jsonld"))
    (bakker,) = [
        process
        for process in said["dpv:hasProcess"]
        if process.get("dpv:hasDataController", {}).get("dpv:hasName") == "Bakker"
    ]
    assert bakker["dpv:hasDataProcessor"]["@type"] == "dpv:DataSubProcessor"
    assert bakker["dpv:hasPersonalData"]["@type"] == "pd:Communication"
    described = {process["@id"] for process in said["dpv:hasProcess"] if "@id" in process}
    assert {each["@id"] for each in bakker["dpv:hasProcess"]} <= described
