"""Chains and matrices as drawings: every role in them, collapsed beyond forty, told in words."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from roles.choices import ContractKind, PartyKind, Role
from roles.pictures.chain import MOST, collapsed, draw
from roles.pictures.heat import heat
from roles.queries.matrix import RoleMatrix, role_matrix
from roles.queries.refs import PartyRef
from tests.roles.conftest import Cast
from voipgrid_privacy.kernel.tenancy import Viewer

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def name(party: PartyRef) -> str:
    return party.name


@pytest.fixture
def matrix(shared_cast: Cast, olga: Viewer) -> RoleMatrix:
    shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker)
    return role_matrix(viewer=olga, party=shared_cast.bakker.pk, on=DAY)


@pytest.fixture
def crowd(shared_cast: Cast, olga: Viewer) -> RoleMatrix:
    """A chain with sixty suppliers of the platform."""
    shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker)
    for number in range(60):
        supplier = shared_cast.party(f"Leverancier {number:02}", PartyKind.SUPPLIER)
        shared_cast.sells(supplier, shared_cast.platform, kind=ContractKind.SUPPLY)
    return role_matrix(viewer=olga, party=shared_cast.bakker.pk, on=DAY)


def test_a_chain_draws_everyone_once_with_every_role(matrix: RoleMatrix) -> None:
    drawn = draw(matrix, name)
    assert [box.party.id for box in drawn.boxes].count(matrix.subject.id) == 1
    assert {box.party.id for box in drawn.boxes} == {party.id for party in matrix.parties}
    for box in drawn.boxes:
        for line, (code, _name) in zip(box.lines, matrix.categories, strict=True):
            cell = matrix.cell(box.party.id, code)
            assert line.role == (cell.role if cell else None)
    assert "Belfabriek" in drawn.description


def test_beyond_forty_the_longest_column_becomes_one_box(crowd: RoleMatrix) -> None:
    drawn = draw(crowd, name)
    assert len(crowd.parties) > 60
    assert len(drawn.boxes) == MOST
    (box,) = [box for box in drawn.boxes if box.full[0].isdigit()]
    hidden = len(crowd.parties) - MOST + 1
    assert box.full.startswith(str(hidden))
    assert {line.role for line in box.lines} <= {Role.SUB_PROCESSOR, Role.NOT_ASSIGNED, None}
    assert len(drawn.contracts) >= 60  # the table tells every contract


def ref() -> PartyRef:
    return PartyRef(uuid4(), "x", PartyKind.SUPPLIER, natural_person=False)


@pytest.mark.parametrize("sizes", [(39, 1), (40,), (41,), (100, 1, 1), (30, 30, 30), (1,) * 50])
def test_nobody_is_lost_by_collapsing(sizes: tuple[int, ...]) -> None:
    columns = [[ref() for _ in range(size)] for size in sizes]
    shown, behind = collapsed(columns)
    ids: set[UUID] = {party.id for column in shown for party in column}
    ids |= {party.id for parties in behind.values() for party in parties}
    assert ids == {party.id for column in columns for party in column}
    assert sum(map(len, shown)) <= max(MOST, len(sizes))
    if sum(sizes) <= MOST:
        assert behind == {}


def test_a_map_has_a_square_per_party_and_category(matrix: RoleMatrix) -> None:
    drawn = heat(matrix, name)
    assert len(drawn.squares) == len(matrix.parties) * len(matrix.categories)
    words = {square.words for square in drawn.squares}
    assert len(words) == len(drawn.squares)
    assert drawn.more == 0
    for square in drawn.squares:
        assert square.words in drawn.description


def test_a_map_of_many_says_how_many_are_in_the_table_only(crowd: RoleMatrix) -> None:
    drawn = heat(crowd, name)
    assert drawn.more == len(crowd.parties) - MOST
    assert len(drawn.squares) == MOST * len(crowd.categories)


def test_letters_are_never_alone(matrix: RoleMatrix) -> None:
    told = dict(heat(matrix, name).legend)
    assert set(told) == {square.role for square in heat(matrix, name).squares if square.role}
    assert len(set(told.values())) == len(told)


def test_nothing_is_drawn_of_nothing(matrix: RoleMatrix) -> None:
    empty = replace(matrix, parties=(), cells=(), categories=())
    assert heat(empty, name).squares == ()
