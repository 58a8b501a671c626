"""Transfers are read together: as many queries for many supplies as for one, and the same roles."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roles.queries.matrix import model_contract, role_matrix
from roles.transfers import services
from roles.transfers.law import shipped
from roles.transfers.picture import world_map
from roles.transfers.queries import flow_page, flows, paging, transfer_standings
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

TODAY = date(2026, 11, 27)
START = date(2026, 1, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def abroad(cast):
    def make(name, acquirer, country="US"):
        supplier = cast.party(name, "SUPPLIER", country=country, is_public=True)
        contract = cast.sells(supplier, acquirer, kind="SUPPLY")
        return services.record_transfer(
            exporter=acquirer,
            importer=supplier,
            country=country,
            contract=contract,
            on=START,
            mechanism="SAFEGUARDS",
            instrument="SCC_2021",
            signed_on=START,
            by=SYSTEM,
        )

    return make


def one_by_one(viewer, flow, known_at=None):
    """The roles under each contract of a flow, from the matrix of its own chain."""
    found = {}
    for contract in flow.contracts:
        whose = flow.exporter.pk
        if flow.exporter.kind not in {"PARTNER", "RESELLER"}:
            whose = model_contract("TELEPHONY", TODAY, known_at).acquirer.id
        try:
            matrix = role_matrix(viewer=viewer, party=whose, on=TODAY, known_at=known_at)
        except NotFound:
            continue
        for cell in matrix.cells:
            under = any(each.id == contract.id for each in cell.path)
            sender = matrix.cell(flow.exporter.pk, cell.category)
            if cell.purpose is None and cell.party.id == flow.importer.pk and under and sender:
                found[cell.category] = (sender.role, cell.role)
    return found


def queries(act) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        act()
    return len(seen)


@pytest.fixture
def many(cast, abroad):
    reseller = cast.party("Doorverkoper", "RESELLER")
    cast.sells(cast.belfabriek, reseller)
    exporters = (cast.platform, cast.belfabriek, cast.spraakwerk, reseller, cast.belfabriek)
    return [
        abroad(f"Abroad {number}", exporter, country)
        for number, exporter in enumerate(exporters)
        for country in ("US", "IN")
    ]


@pytest.mark.parametrize("then", [False, True])
def test_ten_supplies_take_no_more_queries_than_one(cast, abroad, then, many):
    known_at = timezone.now() if then else None

    def read():
        return flows(viewer=SYSTEM, on=TODAY, known_at=known_at)

    few = {many[2].exporter_id}
    one = queries(lambda: flows(viewer=SYSTEM, on=TODAY, known_at=known_at, exporters=few))
    assert len(read()) == len(many)
    assert queries(read) <= one + 1  # the platform's stands in the chain of the model customer
    assert one < 20


@pytest.mark.parametrize("then", [False, True])
def test_read_together_roles_are_those_of_each_chain(many, then):
    known_at = timezone.now() if then else None
    rows = flows(viewer=SYSTEM, on=TODAY, known_at=known_at)
    assert len(rows) == len(many)
    for flow in rows:
        pairs = {code: (pair.exporter, pair.importer) for code, pair in flow.pairs.items()}
        assert pairs
        assert pairs == one_by_one(SYSTEM, flow, known_at)


def test_a_partner_reads_together_what_it_would_read_one_by_one(cast, many, manager_of):
    by = manager_of(cast.belfabriek)
    with partner_scope(by):
        rows = flows(viewer=by, on=TODAY)
        assert {flow.exporter.name for flow in rows} == {"Belfabriek"}
        assert len(rows) == 4
        for flow in rows:
            pairs = {code: (pair.exporter, pair.importer) for code, pair in flow.pairs.items()}
            assert pairs == one_by_one(by, flow)


def test_the_answers_of_a_page_of_transfers_are_read_together(cast, many, manager_of):
    def read(rows, viewer=SYSTEM):
        return transfer_standings(viewer=viewer, transfers=rows, on=TODAY)

    assert {pk: flow.recorded[0].pk for pk, flow in read(many).items()} == {
        row.pk: row.pk for row in many
    }
    assert queries(lambda: read(many)) <= queries(lambda: read(many[2:3])) + 1
    by = manager_of(cast.spraakwerk)
    with partner_scope(by):
        assert set(read(many, by)) == {row.pk for row in many if row.exporter == cast.spraakwerk}


def test_a_page_holds_what_the_whole_register_holds_there(cast, abroad, monkeypatch):
    """Page by page derived, or all together: the same transfers in the same order."""
    for number in range(7):
        abroad(
            f"Far {number}", (cast.platform, cast.belfabriek)[number % 2], ("US", "IN")[number % 2]
        )
    us = cast.party("Unrecorded", "SUPPLIER", country="US", is_public=True)
    cast.sells(us, cast.platform, kind="SUPPLY")
    every = [flow.key for flow in flows(viewer=SYSTEM, on=TODAY)]
    together = flow_page(viewer=SYSTEM, on=TODAY, number=1, most=3)
    assert (together.total, together.last, together.after) == (8, 3, 2)
    monkeypatch.setattr(paging, "FEW", 0)
    pages = [flow_page(viewer=SYSTEM, on=TODAY, number=n, most=3) for n in (1, 2, 3)]
    assert [flow.key for page in pages for flow in page.flows] == every
    assert pages[0].every is None
    assert pages[0].countries == {"US", "IN"}
    last = flow_page(viewer=SYSTEM, on=TODAY, number=99, most=3)
    assert (last.number, last.after) == (3, None)
    drawn = world_map((), TODAY, shipped(), pages[0].countries)
    assert {tile.code for tile in drawn.tiles if tile.goes} == {"US", "IN"}
    assert not drawn.verdicts
