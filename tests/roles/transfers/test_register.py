"""Transfers are needed by contracts and answered by records."""

from datetime import timedelta

from django.utils import timezone

from roles.models import DataCategory
from roles.sub_processors.services import describe_engagement
from roles.transfers.law import shipped
from roles.transfers.picture import places, world_map
from roles.transfers.queries import flows
from tests.roles.transfers.recording import START, TODAY, only, partner
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, partner_scope
from voipgrid_privacy.kernel.text import Localised


def test_a_supply_from_abroad_needs_a_transfer_with_the_roles_that_follow(supply):
    flow = only()
    assert [reason.code for reason in flow.stand.reasons] == ["no_mechanism"]
    assert flow.contracts == (supply,)
    pairs = {code: (p.exporter, p.importer, p.module) for code, p in flow.pairs.items()}
    assert pairs["TRANSMITTED"] == ("SUB_PROCESSOR", "SUB_PROCESSOR", 3)
    assert pairs["TRAFFIC_BILLING"] == ("PROCESSOR", "SUB_PROCESSOR", 3)
    assert flows(viewer=SYSTEM, on=START - timedelta(days=1)) == []


def test_data_abroad_at_a_supplier_from_here_needs_one_too(cast):
    host = cast.party("Host B.V.", "SUPPLIER", is_public=True)
    contract = cast.sells(host, cast.platform, kind="SUPPLY")
    assert flows(viewer=SYSTEM, on=TODAY) == []
    describe_engagement(
        contract=contract,
        purpose=Localised("x", "x"),
        location="IN",
        mechanism="SAFEGUARDS",
        at=timezone.now(),
        by=SYSTEM,
    )
    assert str(only().to) == "IN"


def test_the_module_follows_from_the_roles(record):
    assert record().modules == [3]


def test_a_partner_is_told_of_its_chain_and_of_nothing_that_is_kept_back(cast, record, supply):
    record()
    by = partner(cast)
    with partner_scope(by):
        assert flows(viewer=by, on=TODAY) == []
    told = {"purpose": Localised("x", "x"), "location": "US", "mechanism": "SAFEGUARDS"}
    for visibility, number in (("ON_REQUEST", 0), ("PARTNER", 1)):
        describe_engagement(
            contract=supply, visibility=visibility, **told, at=timezone.now(), by=SYSTEM
        )
        with partner_scope(by):
            assert len(flows(viewer=by, on=TODAY)) == number
        with partner_scope(PUBLIC):
            assert flows(viewer=PUBLIC, on=TODAY) == []
    describe_engagement(contract=supply, visibility="PUBLIC", **told, at=timezone.now(), by=SYSTEM)
    with partner_scope(PUBLIC):
        (flow,) = flows(viewer=PUBLIC, on=TODAY)
    assert flow.verdict == "INCOMPLETE"


def test_every_country_of_the_law_is_on_the_map_once(supply):
    drawn = world_map(flows(viewer=SYSTEM, on=TODAY), TODAY, shipped())
    spots = [(tile.x, tile.y) for tile in drawn.tiles]
    assert len(spots) == len(set(spots)) == len(places())
    by_code = {tile.code: tile for tile in drawn.tiles}
    assert by_code["US"].verdict == "UNLAWFUL"
    assert by_code["NL"].region == "EEA"
    assert "US" not in drawn.description
    assert by_code["US"].words in drawn.description


def test_categories_that_a_record_names_are_those_that_it_answers(record):
    record(categories=DataCategory.objects.filter(code="TRANSMITTED"))
    assert [reason.code for reason in only().stand.reasons] == ["no_mechanism"]
