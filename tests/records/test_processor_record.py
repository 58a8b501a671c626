"""The record as processor: made from contracts, by the page and whole, whoever reads it."""

from datetime import date

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from records.activities.models import RecordKeeper
from records.activities.processing import Page, every_group, page_of_groups, served
from records.activities.queries import record
from records.activities.services import change_activity
from roles.models import Contact, Contract, DataCategory, Party, Purpose, Service
from roles.services import record_own_use
from tests.records.world import NOON, TODAY, US, belfabriek, manager, platform, world
from tests.site.world import START, World, deliver, party
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, partner_scope

__all__ = ("world",)
pytestmark = pytest.mark.django_db


def parts(of: Party, viewer: Viewer = SYSTEM) -> dict[str, list[tuple]]:
    return {
        group.name: [(p.category, p.role.value, p.depth) for p in group.parts]
        for group in every_group(viewer=viewer, party=of, on=TODAY)
    }


def page(of: Party, viewer: Viewer = SYSTEM, **more) -> Page:
    entries = record(viewer=viewer, party=of, kind="PROCESSOR", on=TODAY).entries
    given = {"on": TODAY, "entries": entries, "most": 25, **more}
    return page_of_groups(viewer=viewer, party=of, **given)


def names(found: Page) -> list[str]:
    return [group.name for group in found.groups]


def another_service(provider: Party, acquirer: Party) -> Contract:
    """Deliver a second service, with the same data in it."""
    service = Service.objects.create(code="FAX", name={"nl": "Fax", "en": "Fax"})
    service.categories.set(Service.objects.get(code="TELEPHONY").categories.all())
    return Contract.objects.create(
        provider=provider,
        acquirer=acquirer,
        service=service,
        kind="SUBSCRIPTION",
        reference="second",
        valid_during=DateRange(date(2026, 2, 1), None),
    )


def test_the_platforms_record_has_a_group_per_controller(world: World) -> None:
    found = parts(platform())
    assert set(found) == {"Belfabriek", "Spraakwerk", "Bakker", "Slager"}
    assert found["Bakker"] == [("TRANSMITTED", "SUB_PROCESSOR", 2)]
    assert found["Belfabriek"] == [
        ("TRAFFIC_BILLING", "PROCESSOR", 1),
        ("OTHER_PERSONAL", "PROCESSOR", 1),
    ]


def test_a_partners_record_has_its_customers_only(world: World) -> None:
    mine = {"Bakker": [("TRANSMITTED", "PROCESSOR", 1)]}
    of, viewer = belfabriek(world), manager(belfabriek(world))
    assert parts(of) == parts(of, viewer) == mine
    with partner_scope(viewer):
        assert names(page(of, viewer)) == ["Bakker"]
        assert page(of, viewer).total == 1


def test_page_and_export_say_the_same_of_everyone(world: World) -> None:
    below = party("Doorverkoper", "RESELLER")
    deliver(belfabriek(world), below, "RESALE")
    deliver(below, party("Diepe klant", "CUSTOMER"), "SUBSCRIPTION")
    conduct = party("Eigen doel", "CUSTOMER", legal_form="SOLE_TRADER")
    deliver(below, conduct, "SUBSCRIPTION")
    record_own_use(
        party=conduct,
        category=DataCategory.objects.get(code="TRANSMITTED"),
        purpose=Purpose.objects.get(code="MARKETING"),
        on=START,
        by=SYSTEM,
    )
    for of in (platform(), belfabriek(world)):
        every = {
            group.controller: group for group in every_group(viewer=SYSTEM, party=of, on=TODAY)
        }
        assert {group.controller: group for group in page(of).groups} == every
        assert {"Diepe klant", "Eigen doel"} <= {group.name for group in every.values()}
    upstream = {g.name: g.upstream_of(g.parts[0]) for g in page(belfabriek(world)).groups}
    assert upstream == {
        "Bakker": "Bakker",
        "Diepe klant": "Doorverkoper",
        "Doorverkoper": "Doorverkoper",
        "Eigen doel": "Doorverkoper",
    }


def test_customers_that_are_alike_keep_their_own_names(world: World) -> None:
    deliver(belfabriek(world), party("Tweeling", "CUSTOMER"), "SUBSCRIPTION")
    told = {g.name: g.upstream_of(g.parts[0]) for g in page(belfabriek(world)).groups}
    assert told == {"Bakker": "Bakker", "Tweeling": "Tweeling"}


def test_a_controller_with_two_contracts_is_one_group(world: World) -> None:
    another_service(belfabriek(world), world.parties["Bakker"])
    found = page(belfabriek(world))
    (group,) = found.groups
    assert found.total == 1
    assert group.contracts == (("second", date(2026, 2, 1)), ("Belfabriek/Bakker", START))
    assert (group.contract, group.since) == ("second, Belfabriek/Bakker", START)
    assert [(p.category, p.depth) for p in group.parts] == [("TRANSMITTED", 1)]
    assert list(every_group(viewer=SYSTEM, party=belfabriek(world), on=TODAY)) == [group]


def test_pages_follow_each_other_by_name(world: World) -> None:
    for name in ("Aap", "Zebra", "aap", "Éclair"):
        deliver(belfabriek(world), party(name, "CUSTOMER"), "SUBSCRIPTION")
    seen, after = [], None
    while True:
        found = page(platform(), most=2, after=after)
        assert found.total == 8
        seen += names(found)
        after = found.last
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 8
    assert seen == names(page(platform()))


def test_many_are_walked_like_few_are_sorted(world: World, monkeypatch) -> None:
    few = [names(page(platform(), most=n)) for n in (1, 3, 25)]
    monkeypatch.setattr(served, "FEW", 0)
    assert [names(page(platform(), most=n)) for n in (1, 3, 25)] == few
    first = page(platform(), most=1)
    assert names(page(platform(), after=first.last)) == few[2][1:]


@pytest.mark.parametrize(
    ("q", "found"),
    [("bak", ["Bakker"]), ("12345678", ["Bakker"]), ("belfabriek/bakker", ["Bakker"]), ("%", [])],
)
def test_a_controller_is_found_by_what_people_type(world: World, q: str, found: list) -> None:
    Party.objects.filter(name="Bakker").update(kvk_number="12345678")
    of, viewer = belfabriek(world), manager(belfabriek(world))
    with partner_scope(viewer):
        got = page(of, viewer, q=q)
    assert (names(got), got.total) == (found, len(found))


@pytest.mark.parametrize("q", ["b", "bakker", "belfabriek", ""])
def test_many_who_go_by_a_name_are_found_like_few(world: World, monkeypatch, q: str) -> None:
    few = page(platform(), q=q)
    monkeypatch.setattr(served, "FEW", 0)
    assert page(platform(), q=q) == few
    assert few.groups


def test_nobody_guesses_names_by_what_comes_behind_them(world: World) -> None:
    of, viewer = belfabriek(world), manager(belfabriek(world))
    with partner_scope(viewer), pytest.raises(NotFound):
        page(of, viewer, after=world.parties["Slager"].pk)
    with pytest.raises(NotFound):
        page(world.parties["Spraakwerk"], viewer)


def test_a_group_names_what_it_lacks(world: World) -> None:
    (group,) = page(belfabriek(world)).groups
    assert group.missing == "acd"
    Contact.objects.create(party=world.parties["Bakker"], kind="PRIVACY", email="p@example.nl")
    (group,) = page(belfabriek(world)).groups
    assert (group.missing, group.reached.contact) == ("cd", "p@example.nl")


def test_who_answers_privacy_questions_is_named_before_who_guards_systems(world: World) -> None:
    bakker = world.parties["Bakker"]
    for kind in ("SECURITY", "GENERAL", "PRIVACY", "DPO"):
        Contact.objects.create(party=bakker, kind=kind, email=f"{kind.lower()}@example.nl")
    RecordKeeper.objects.create(party=bakker, address="Dorpsstraat 1", representative="Rep GmbH")
    (group,) = page(belfabriek(world)).groups
    assert group.reached.contact == "privacy@example.nl"
    assert group.reached.officer == "dpo@example.nl"
    assert (group.reached.address, group.reached.representative) == ("Dorpsstraat 1", "Rep GmbH")


def test_the_whole_record_takes_no_more_statements_for_more_that_are_alike(world: World) -> None:
    of = platform()

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            list(every_group(viewer=SYSTEM, party=of, on=TODAY))
        return len(asked)

    before = statements()
    for number in range(30):
        deliver(belfabriek(world), party(f"Klant {number}", "CUSTOMER"), "SUBSCRIPTION")
    assert len(parts(of)) == 34
    assert statements() <= before


def test_pieces_of_the_stream_keep_the_contracts_of_a_party_together(
    world: World, monkeypatch
) -> None:
    another_service(belfabriek(world), world.parties["Bakker"])
    whole = list(every_group(viewer=SYSTEM, party=platform(), on=TODAY))
    for size in (1, 2, 3):
        monkeypatch.setattr(served, "AT_ONCE", size)
        assert list(every_group(viewer=SYSTEM, party=platform(), on=TODAY)) == whole


def test_a_party_says_itself_what_it_does(world: World) -> None:
    of = belfabriek(world)
    row = next(
        e
        for e in record(viewer=SYSTEM, party=of, kind="PROCESSOR", on=TODAY).entries
        if e.code == "conveyance"
    )
    change_activity(
        party=of, pk=row.pk, sections={"transfers": US}, on=TODAY, at=NOON, by=manager(of)
    )
    (group,) = page(of).groups
    assert [e.body["transfers"] for p in group.parts for e in p.entries] == [US]
    assert group.missing == "ad"
