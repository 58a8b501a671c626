"""The registry registers itself: its entries say what its tables declare."""

import pytest

from records.activities.checking import MOST_TEXT
from records.activities.choices import RecordKind
from records.activities.completeness import letters
from records.activities.models import ActivityVersion
from records.activities.queries import Entry, record
from records.activities.register import load_records
from records.own.declared import own_activities, tables_of
from records.own.entries import declared_sections, element_of
from roles.choices import PartyKind
from roles.models import DataElement, Party
from tests.records.world import NOON, TODAY, world
from tests.site.world import World
from voipgrid_privacy.accounts.models import User
from voipgrid_privacy.kernel.privacy import Privacy
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("world",)

ENTRIES = ("register-users", "register-keeping", "register-rights")


def entries() -> dict[str, Entry]:
    platform = Party.objects.get(kind=PartyKind.PLATFORM)
    found = record(viewer=SYSTEM, party=platform, kind=RecordKind.CONTROLLER, on=TODAY).entries
    return {each.code: each for each in found if each.code in ENTRIES}


def test_every_personal_field_of_an_activity_in_the_record_is_an_element() -> None:
    missing = [
        f"{table.model._meta.label}.{field.name}"
        for activity in own_activities()
        if activity.entry
        for table in tables_of(activity)
        for field, _how in table.fields
        if element_of(table, field.name) is None
    ]
    assert missing == []


def test_every_activity_is_in_the_record_or_says_whose_it_is() -> None:
    assert {each.entry for each in own_activities() if each.entry} == set(ENTRIES)
    assert all(bool(each.entry) != bool(each.because) for each in own_activities())


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_term_fits_and_is_said_in_both_languages(entry: str) -> None:
    terms = [row["term"] for row in declared_sections(entry)["retention"]]
    assert terms
    assert all(len(each["nl"]) <= MOST_TEXT and len(each["en"]) <= MOST_TEXT for each in terms)
    assert all(each["nl"] != each["en"] for each in terms)


def test_an_entry_about_something_else_has_nothing_declared() -> None:
    assert declared_sections("marketing") == {}


@pytest.mark.django_db
def test_the_registry_stands_in_voipgrids_own_record_with_what_it_leaves_open(
    world: World,
) -> None:
    found = entries()
    assert {code: letters(each.missing) for code, each in found.items()} == {
        "register-users": "e",
        "register-keeping": "e",
        "register-rights": "e",
    }
    for each in found.values():
        assert all(row["basis"] for row in each.body["purposes"])
        named = {code for row in each.body["data"] for code in row["elements"]}
        assert named <= set(
            DataElement.objects.filter(category__code="REGISTER").values_list("code", flat=True)
        )
    users = found["register-users"].body["retention"]
    (names,) = (row["term"]["nl"] for row in users if row["element"] == "register_names")
    assert "Gebruikers: zolang de log-in iets opent, en zes maanden na" in names


@pytest.mark.django_db
def test_what_a_table_declares_otherwise_is_a_new_version(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ActivityVersion.objects.filter(activity__code="register-users").count()
    said = User.privacy
    monkeypatch.setattr(
        User, "privacy", Privacy(said.personal, said.not_personal, kept="For a year")
    )
    assert load_records(at=NOON, by=SYSTEM)["added"] == 1
    assert ActivityVersion.objects.filter(activity__code="register-users").count() == before + 1
    terms = [row["term"]["en"] for row in entries()["register-users"].body["retention"]]
    assert any("Users: for a year" in term for term in terms)
