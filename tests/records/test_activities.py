"""Records of processing activities: versions, what is inherited, what cannot be, for whom."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from records.activities.choices import RecordKind, Standing
from records.activities.completeness import letters
from records.activities.models import Activity, ActivityVersion
from records.activities.queries import entry, record
from records.activities.register import load_records
from records.activities.sections import canonical, digest
from records.activities.services import (
    add_activity,
    approve_version,
    follow_again,
)
from records.errors import (
    ActivityInvalid,
    ActivityUnchanged,
    AlreadyApproved,
    CodeTaken,
    ProcessorDecidesNothing,
    PurposeTwice,
    VersionBackdated,
)
from roles.choices import PartyKind
from roles.measures.services import state_measure
from roles.models import Measure, Party
from tests.records.world import (
    NONE,
    NOON,
    SHIPPED,
    TODAY,
    US,
    WHOLE,
    belfabriek,
    change,
    held,
    manager,
    model,
    world,
)
from tests.site.world import World
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

__all__ = ("world",)
pytestmark = pytest.mark.django_db

# What comes with the product


def test_the_statement_leaves_open_what_it_leaves_open(world: World) -> None:
    platform = Party.objects.get(kind=PartyKind.PLATFORM)
    assert letters(held(platform, "marketing").missing) == "def"
    assert letters(held(platform, "advertising").missing) == "e"
    every = record(viewer=SYSTEM, party=platform, kind=RecordKind.CONTROLLER, on=TODAY).entries
    told = [each for each in every if not each.code.startswith("register-")]
    assert len(told) == len(every) - 3 > 5
    assert {row["basis"] for e in told for row in e.body["purposes"]} == {None}


def test_loading_again_says_nothing_new_and_never_over_an_officer(world: World) -> None:
    assert load_records(at=NOON, by=SYSTEM)["added"] == 0
    change(model(), "traffic-and-billing", transfers=NONE)
    assert load_records(at=NOON, by=SYSTEM)["added"] == 0
    assert held(belfabriek(world), "traffic-and-billing").body["transfers"] == NONE


# Inherited, overridden, own


def test_a_partner_has_its_record_without_a_keystroke(world: World) -> None:
    one = held(belfabriek(world), "traffic-and-billing")
    assert (one.standing, letters(one.missing)) == (Standing.MANAGED, "eg")
    assert "CALLERS" in one.body["subjects"]
    assert not Activity.objects.filter(party=belfabriek(world)).exists()


def test_an_entry_tells_the_measures_that_its_party_states(world: World) -> None:
    party, at = belfabriek(world), {"on": TODAY, "at": NOON, "by": SYSTEM}
    state_measure(party=party, measure=Measure.objects.get(code="firewalls"), **at)
    one = held(party, "traffic-and-billing")
    assert (one.body["measures"], letters(one.missing)) == (["firewalls"], "e")
    assert one.standing == Standing.MANAGED
    with pytest.raises(ActivityUnchanged):  # what is stated is not written into the entry as well
        change(party, "traffic-and-billing", by=manager(party), measures=["firewalls"])
    change(party, "traffic-and-billing", by=manager(party), measures=["passwords"])
    assert held(party, "traffic-and-billing").body["measures"] == ["passwords"]


def test_an_override_survives_a_change_of_the_platforms_entry(world: World) -> None:
    party = belfabriek(world)
    change(party, "traffic-and-billing", by=manager(party), transfers=US)
    change(model(), "traffic-and-billing", transfers=NONE, measures=["firewalls"])
    mine, other = (held(p, "traffic-and-billing") for p in (party, world.parties["Spraakwerk"]))
    assert (mine.standing, mine.body["transfers"]) == (Standing.OVERRIDDEN, US)
    assert mine.body["measures"] == other.body["measures"] == ["firewalls"]
    assert (other.standing, other.body["transfers"]) == (Standing.MANAGED, NONE)
    assert mine.changed == ("transfers",)


def test_a_section_can_follow_again(world: World) -> None:
    party = belfabriek(world)
    change(party, "traffic-and-billing", by=manager(party), transfers=US)
    pk = held(party, "traffic-and-billing").pk
    again = {"party": party, "pk": pk, "on": TODAY, "at": NOON, "by": manager(party)}
    follow_again(section="transfers", **again)
    assert held(party, "traffic-and-billing").standing == Standing.MANAGED
    with pytest.raises(ActivityUnchanged):
        follow_again(section="transfers", **again)


def test_an_own_entry_takes_no_code_of_a_ready_made_one(world: World) -> None:
    party = belfabriek(world)
    given = {"party": party, "kind": "CONTROLLER", "on": TODAY, "at": NOON, "by": manager(party)}
    with pytest.raises(CodeTaken):
        add_activity(code="traffic-and-billing", body=WHOLE, **given)
    add_activity(code="own", body=WHOLE, **given)
    assert held(party, "own").standing == Standing.OWN


# Versions


def test_a_past_day_says_what_it_said_byte_for_byte(world: World) -> None:
    party = belfabriek(world)
    first = held(party, "traffic-and-billing", on=date(2020, 1, 1))
    change(model(), "traffic-and-billing", on=date(2026, 9, 1), transfers=US)
    change(model(), "traffic-and-billing", on=TODAY, transfers=NONE)
    assert held(party, "traffic-and-billing", on=date(2020, 1, 1)).body == first.body
    assert held(party, "traffic-and-billing", on=date(2026, 9, 30)).body["transfers"] == US
    assert "transfers" not in held(party, "traffic-and-billing", known_at=SHIPPED).body


def test_versions_are_refused_that_say_nothing_or_go_back(world: World) -> None:
    change(model(), "traffic-and-billing", transfers=NONE)
    with pytest.raises(ActivityUnchanged):
        change(model(), "traffic-and-billing", transfers=NONE)
    with pytest.raises(VersionBackdated):
        change(model(), "traffic-and-billing", on=date(2026, 1, 1), transfers=US)


def test_a_version_is_approved_once_by_who_keeps_the_record(world: World) -> None:
    party = belfabriek(world)
    made = change(party, "traffic-and-billing", by=manager(party), transfers=US)
    base = held(party, "traffic-and-billing").base
    with pytest.raises(NotAllowed):
        approve_version(version=base, at=NOON, by=manager(party))
    approve_version(version=made, at=NOON, by=manager(party))
    with pytest.raises(AlreadyApproved):
        approve_version(version=made, at=NOON, by=manager(party))


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["records_activityversion", "records_activity"])
def test_the_database_keeps_versions_as_they_were_made(
    world: World, statement: str, table: str
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


# What cannot be


BILLING = WHOLE["purposes"][0]


@pytest.mark.parametrize(
    ("sections", "refusal"),
    [
        ({"purposes": [BILLING, BILLING]}, PurposeTwice),
        ({"purposes": [BILLING | {"basis": "LEGITIMATE_INTEREST"}]}, ActivityInvalid),
        ({"purposes": [BILLING | {"purpose": "NOTHING"}]}, ActivityInvalid),
        ({"purposes": [BILLING | {"basis": "WHIM"}]}, ActivityInvalid),
        ({"measures": ["magic"]}, ActivityInvalid),
        ({"data": [{"category": "NOTHING", "elements": []}]}, ActivityInvalid),
        ({"data": [{"category": "TRANSMITTED", "elements": ["invoice_line"]}]}, ActivityInvalid),
        ({"retention": [WHOLE["retention"][0] | {"rule": "nothing"}]}, ActivityInvalid),
        ({"retention": [WHOLE["retention"][0] | {"element": "nothing"}]}, ActivityInvalid),
        ({"retention": [WHOLE["retention"][0] | {"rule": None}]}, ActivityInvalid),
        ({"recipients": [WHOLE["recipients"][0] | {"kind": "ANYBODY"}]}, ActivityInvalid),
        ({"recipients": [WHOLE["recipients"][0] | {"secret": True}]}, ActivityInvalid),
        ({"transfers": {"none": True, "to": US["to"]}}, ActivityInvalid),
    ],
)
def test_a_wrong_section_is_refused_in_words_and_by_the_database(
    world: World, sections: dict, refusal: type
) -> None:
    with pytest.raises(refusal):
        change(model(), "traffic-and-billing", **sections)
    assert_database_refuses(model(), "CONTROLLER", WHOLE | sections)


@pytest.mark.parametrize("section", ["purposes", "retention"])
def test_a_processors_entry_decides_nothing(world: World, section: str) -> None:
    platform = Party.objects.get(kind=PartyKind.PLATFORM)
    body = {"name": WHOLE["name"], section: WHOLE[section]}
    given = {"party": platform, "kind": "PROCESSOR", "code": "x", "on": TODAY, "at": NOON}
    with pytest.raises(ProcessorDecidesNothing):
        add_activity(body=body, by=SYSTEM, **given)
    assert_database_refuses(platform, "PROCESSOR", body)


def assert_database_refuses(party: Party, kind: str, body: dict) -> None:
    row = Activity.objects.create(party=party, kind=kind, code="refused")
    text = canonical(body)
    with pytest.raises(DatabaseError), transaction.atomic():
        ActivityVersion.objects.create(
            activity=row,
            number=1,
            valid_from=TODAY,
            made_at=NOON,
            body=text,
            hash=digest(text),
        )


def test_another_partners_record_is_not_there(world: World) -> None:
    other = world.parties["Spraakwerk"]
    viewer = manager(belfabriek(world))
    with pytest.raises(NotFound):
        record(viewer=viewer, party=other, kind=RecordKind.CONTROLLER, on=TODAY)
    with pytest.raises(NotAllowed):
        change(other, "traffic-and-billing", by=viewer, transfers=US)
    made = change(other, "traffic-and-billing", transfers=US)
    with pytest.raises(NotFound):
        entry(viewer=viewer, party=belfabriek(world), pk=made.activity_id, on=TODAY)
    with partner_scope(viewer):
        assert not ActivityVersion.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize(
    "sections",
    [
        {"transfers": {"none": False, "to": [US["to"][0] | {"country": "NL"}]}},
        {"transfers": {"none": False, "to": [US["to"][0] | {"country": "us"}]}},
        {"transfers": {"none": True, "to": US["to"]}},
        {"description": {"nl": "x\x00", "en": "x"}},
        {"description": {"nl": "x\ud800", "en": "x"}},
        {"retention": WHOLE["retention"] * 2},
        {"subjects": ["CALLERS", "CALLERS"]},
        {"systems": ["x"] * 51},
        {"review": {"department": "x", "owner": "x", "next_on": "2026-02-30"}},
        {"recipients": [WHOLE["recipients"][0] | {"secret": True}]},
    ],
)
def test_what_cannot_be_is_refused_in_words(world: World, sections: dict) -> None:
    with pytest.raises(ActivityInvalid):
        change(model(), "traffic-and-billing", **sections)


def test_saying_what_the_ready_made_text_says_makes_nothing_ones_own(world: World) -> None:
    party = belfabriek(world)
    said = held(party, "traffic-and-billing").body
    with pytest.raises(ActivityUnchanged):
        change(party, "traffic-and-billing", by=manager(party), **said)
    change(party, "traffic-and-billing", by=manager(party), **{**said, "transfers": US})
    assert held(party, "traffic-and-billing").own.said == {"transfers": US}


@pytest.mark.parametrize(
    "covers",
    [
        {"category": "NOTHING", "features": []},
        {"category": "TRANSMITTED", "features": ["NOTHING"]},
    ],
)
def test_a_processors_entry_covers_what_is_in_the_register(world: World, covers: dict) -> None:
    platform = Party.objects.get(kind=PartyKind.PLATFORM)
    body = {"name": WHOLE["name"], "covers": covers}
    given = {"party": platform, "kind": "PROCESSOR", "code": "x", "on": TODAY, "at": NOON}
    with pytest.raises(ActivityInvalid):
        add_activity(body=body, by=SYSTEM, **given)
    assert_database_refuses(platform, "PROCESSOR", body)
