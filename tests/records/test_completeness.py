"""Which letters of GDPR Art. 30 a record lacks: exactly those that nothing answers."""

import copy
from dataclasses import replace
from datetime import date

import pytest
from django.utils.translation import override

from records.activities.choices import RecordKind
from records.activities.completeness import Head, letters, missing_of_entry, missing_of_head
from records.activities.keeping import describe_keeper
from records.activities.queries import record
from roles.choices import PartyKind
from roles.models import Contact, Party
from tests.records.world import (
    NONE,
    TODAY,
    WHOLE,
    belfabriek,
    manager,
    world,
)
from tests.site.world import World
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("world",)
pytestmark = pytest.mark.django_db


def test_a_whole_entry_lacks_nothing() -> None:
    assert letters(missing_of_entry("CONTROLLER", WHOLE)) == ""


@pytest.mark.parametrize(
    ("section", "letter"),
    [
        ("purposes", "b"),
        ("subjects", "c"),
        ("data", "c"),
        ("recipients", "d"),
        ("transfers", "e"),
        ("retention", "f"),
        ("measures", "g"),
    ],
)
@pytest.mark.parametrize("gone", ["absent", "empty"])
def test_each_letter_is_missed_alone(section: str, letter: str, gone: str) -> None:
    body = copy.deepcopy(WHOLE)
    if gone == "absent":
        del body[section]
    else:
        body[section] = {"none": False, "to": []} if section == "transfers" else []
    assert letters(missing_of_entry("CONTROLLER", body)) == letter


def test_a_term_of_one_element_does_not_cover_its_category() -> None:
    body = copy.deepcopy(WHOLE)
    body["retention"][0]["element"] = "invoice_line"
    assert letters(missing_of_entry("CONTROLLER", body)) == "f"
    body["data"][0]["elements"] = ["invoice_line"]
    assert letters(missing_of_entry("CONTROLLER", body)) == ""


@pytest.mark.parametrize(
    ("section", "letter"), [("covers", "b"), ("transfers", "c"), ("measures", "d")]
)
def test_each_letter_of_a_processor_is_missed_alone(section: str, letter: str) -> None:
    body = {
        "covers": {"category": "TRANSMITTED", "features": []},
        "transfers": NONE,
        "measures": ["passwords"],
    }
    assert letters(missing_of_entry("PROCESSOR", body)) == ""
    del body[section]
    assert letters(missing_of_entry("PROCESSOR", body)) == letter


def test_what_does_not_apply_lacks_nothing() -> None:
    body = {"applies": {"applies": False, "because": "x"}}
    assert not list(missing_of_entry("CONTROLLER", body))


HEAD = Head(
    name="Belfabriek",
    reachable=True,
    officer="APPOINTED",
    officer_reachable=True,
    needs_representative=True,
    representative="Rep GmbH",
)


def test_a_whole_head_lacks_nothing() -> None:
    assert not list(missing_of_head(HEAD))
    assert not list(missing_of_head(replace(HEAD, officer="NOT_REQUIRED", officer_reachable=False)))
    assert not list(missing_of_head(replace(HEAD, needs_representative=False, representative="")))


@pytest.mark.parametrize(
    ("gone", "what"),
    [
        ({"reachable": False}, "contact details of the party"),
        ({"officer": "UNKNOWN"}, "whether there is a data protection officer"),
        ({"officer_reachable": False}, "contact details of the data protection officer"),
        ({"representative": ""}, "the representative in the Union"),
    ],
)
def test_each_part_of_letter_a_is_missed_alone(gone: dict, what: str) -> None:
    with override("en"):
        assert [(m.letter, str(m.what)) for m in missing_of_head(replace(HEAD, **gone))] == [
            ("a", what)
        ]


@pytest.mark.parametrize(
    ("country", "on", "asked"),
    [
        ("NL", TODAY, False),
        ("NO", TODAY, False),
        ("US", TODAY, True),
        ("GB", TODAY, True),
        ("GB", date(2020, 6, 1), False),
        ("CW", TODAY, True),
    ],
)
@pytest.mark.parametrize("kind", ["CONTROLLER", "PROCESSOR"])
def test_who_is_not_established_in_the_eea_names_a_representative(
    world: World, country: str, on: date, asked: bool, kind: str
) -> None:
    party = belfabriek(world)
    Party.objects.filter(pk=party.pk).update(country=country)
    party.refresh_from_db()
    describe_keeper(party=party, address="X", officer="NOT_REQUIRED", by=manager(party))
    with override("en"):
        found = record(viewer=SYSTEM, party=party, kind=kind, on=on)
        assert [str(m.what) for m in found.missing] == ["the representative in the Union"] * asked
    describe_keeper(
        party=party, address="X", officer="NOT_REQUIRED", representative="R", by=manager(party)
    )
    assert not record(viewer=SYSTEM, party=party, kind=kind, on=on).missing


def test_letter_a_asks_for_the_officer_the_statement_does_not_name(world: World) -> None:
    platform = Party.objects.get(kind=PartyKind.PLATFORM)
    found = record(viewer=SYSTEM, party=platform, kind=RecordKind.CONTROLLER, on=TODAY)
    assert [(m.letter, str(m.what)) for m in found.missing] != []
    Contact.objects.create(party=platform, kind="DPO", email="fg@example.nl")
    found = record(viewer=SYSTEM, party=platform, kind=RecordKind.CONTROLLER, on=TODAY)
    assert found.missing == ()
