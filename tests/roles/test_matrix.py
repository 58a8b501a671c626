"""The matrix of a chain, on two clocks, for whoever may see it."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from roles.choices import Role
from roles.models import Contract, DataCategory, OwnUse, Party, Purpose, Service
from roles.queries.matrix import RoleMatrix, model_matrix, role_matrix
from roles.queries.visibility import upstream_of
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, partner_scope

pytestmark = pytest.mark.django_db

CATEGORIES = ("TRANSMITTED", "TRAFFIC_BILLING", "OTHER_PERSONAL")
START = date(2025, 1, 1)


class World:
    """A platform with a host, two partners, a sub-reseller and their customers."""

    def __init__(self) -> None:
        both = lambda text: {"nl": text, "en": text}  # noqa: E731
        self.parties: dict[str, Party] = {}
        callers = self.party("Callers", "END_USER", legal_form="GROUP_OF_PERSONS", is_public=True)
        self.service = Service.objects.create(
            code="TELEPHONY", name=both("Telephony"), used_by=callers
        )
        self.categories = [
            DataCategory.objects.create(
                code=code, name=both(code), description=both(code), position=i
            )
            for i, code in enumerate(CATEGORIES)
        ]
        self.service.categories.set(self.categories)
        for name, kind in (
            ("Host", "SUPPLIER"),
            ("VoIPGRID", "PLATFORM"),
            ("Belfabriek", "PARTNER"),
            ("Spraakwerk", "PARTNER"),
            ("Doorverkoop", "RESELLER"),
            ("Bakker", "CUSTOMER"),
            ("Slager", "CUSTOMER"),
        ):
            self.party(name, kind, is_public=kind in ("SUPPLIER", "PLATFORM"))
        self.contract("Host", "VoIPGRID", "SUPPLY")
        self.contract("VoIPGRID", "Belfabriek", "RESALE")
        self.contract("VoIPGRID", "Spraakwerk", "RESALE")
        self.contract("Belfabriek", "Doorverkoop", "RESALE")
        self.contract("Doorverkoop", "Slager", "SUBSCRIPTION")
        self.bakker = self.contract("Belfabriek", "Bakker", "SUBSCRIPTION")

    def party(self, name: str, kind: str, **more: object) -> Party:
        self.parties[name] = Party.objects.create(name=name, kind=kind, **more)
        return self.parties[name]

    def contract(
        self, provider: str, acquirer: str, kind: str, start: date = START, end: date | None = None
    ) -> Contract:
        return Contract.objects.create(
            provider=self.parties[provider],
            acquirer=self.parties[acquirer],
            service=self.service,
            kind=kind,
            reference=f"{provider}-{acquirer}",
            valid_during=DateRange(start, end),
        )

    def viewer(self, name: str) -> Viewer:
        own = frozenset({self.parties[name].pk})
        return Viewer(user_id=None, name=name, parties=own, upstream=upstream_of(own))

    def move_bakker(self, on: date) -> None:
        Contract.objects.filter(pk=self.bakker.pk).update(valid_during=DateRange(START, on))
        self.contract("Spraakwerk", "Bakker", "SUBSCRIPTION", start=on)

    def matrix(self, name: str, on: date, viewer: Viewer = SYSTEM, **more: object) -> RoleMatrix:
        return role_matrix(viewer=viewer, party=self.parties[name].pk, on=on, **more)  # type: ignore[arg-type]


@pytest.fixture
def world() -> World:
    return World()


def roles(matrix: RoleMatrix, category: str) -> dict[str, tuple[Role, int | None]]:
    cells = [c for c in matrix.cells if c.category == category and c.purpose is None]
    return {cell.party.name: (cell.role, cell.depth) for cell in cells}


def test_the_golden_matrix_comes_out_of_contracts(world: World) -> None:
    matrix = world.matrix("Bakker", date(2026, 3, 1))
    table = {
        (category, name): answer[0]
        for category in CATEGORIES
        for name, answer in roles(matrix, category).items()
        if name in ("Bakker", "Belfabriek", "VoIPGRID")
    }
    assert table == {
        ("TRANSMITTED", "Bakker"): Role.CONTROLLER,
        ("TRANSMITTED", "Belfabriek"): Role.PROCESSOR,
        ("TRANSMITTED", "VoIPGRID"): Role.SUB_PROCESSOR,
        ("TRAFFIC_BILLING", "Bakker"): Role.SUBSCRIBER,
        ("TRAFFIC_BILLING", "Belfabriek"): Role.CONTROLLER,
        ("TRAFFIC_BILLING", "VoIPGRID"): Role.PROCESSOR,
        ("OTHER_PERSONAL", "Bakker"): Role.NOT_ASSIGNED,
        ("OTHER_PERSONAL", "Belfabriek"): Role.CONTROLLER,
        ("OTHER_PERSONAL", "VoIPGRID"): Role.PROCESSOR,
    }
    for cell in matrix.cells:
        assert cell.grounds or cell.role == Role.NOT_ASSIGNED
        assert all(ground.cites for ground in cell.grounds)


def test_a_sole_trader_is_a_data_subject_for_traffic_data(world: World) -> None:
    Party.objects.filter(name="Bakker").update(legal_form="SOLE_TRADER")
    matrix = world.matrix("Bakker", date(2026, 3, 1))
    assert roles(matrix, "TRAFFIC_BILLING")["Bakker"][0] == Role.DATA_SUBJECT


def test_depth_follows_the_chain_whatever_its_length(world: World) -> None:
    matrix = world.matrix("Slager", date(2026, 3, 1))
    assert roles(matrix, "TRANSMITTED") == {
        "Slager": (Role.CONTROLLER, 0),
        "Doorverkoop": (Role.PROCESSOR, 1),
        "Belfabriek": (Role.SUB_PROCESSOR, 2),
        "VoIPGRID": (Role.SUB_PROCESSOR, 3),
        "Host": (Role.SUB_PROCESSOR, 4),
        "Callers": (Role.DATA_SUBJECT, None),
    }
    assert roles(matrix, "TRAFFIC_BILLING")["Doorverkoop"] == (Role.CONTROLLER, 0)
    assert roles(matrix, "TRAFFIC_BILLING")["Host"] == (Role.SUB_PROCESSOR, 3)
    cell = matrix.cell(world.parties["Host"].pk, "TRANSMITTED")
    assert cell is not None
    assert [contract.reference for contract in cell.path] == [
        "Doorverkoop-Slager",
        "Belfabriek-Doorverkoop",
        "VoIPGRID-Belfabriek",
        "Host-VoIPGRID",
    ]
    assert cell.upstream is not None
    assert cell.upstream.name == "VoIPGRID"


def test_each_day_has_exactly_one_answer_when_a_customer_moves(world: World) -> None:
    world.move_bakker(date(2026, 9, 1))
    last, first = date(2026, 8, 31), date(2026, 9, 1)
    assert roles(world.matrix("Bakker", last), "TRANSMITTED")["Belfabriek"][0] == Role.PROCESSOR
    assert roles(world.matrix("Bakker", first), "TRANSMITTED")["Spraakwerk"][0] == Role.PROCESSOR
    assert "Spraakwerk" not in roles(world.matrix("Bakker", last), "TRANSMITTED")
    for on in (last, first):
        for cell in world.matrix("Bakker", on).cells:
            assert cell.valid_from is None or cell.valid_from <= on
            assert cell.valid_until is None or on < cell.valid_until
    assert {c.valid_until for c in world.matrix("Bakker", last).cells} == {first}
    assert {c.valid_from for c in world.matrix("Bakker", first).cells} == {first}


@pytest.mark.django_db(transaction=True)
def test_the_register_remembers_what_it_said_before_a_change_was_entered() -> None:
    world = World()
    before = datetime.now(UTC)
    world.move_bakker(date(2026, 9, 1))
    october = date(2026, 10, 1)
    then = roles(world.matrix("Bakker", october, known_at=before), "TRAFFIC_BILLING")
    now = roles(world.matrix("Bakker", october, known_at=datetime.now(UTC)), "TRAFFIC_BILLING")
    assert then["Belfabriek"][0] == Role.CONTROLLER
    assert now["Spraakwerk"][0] == Role.CONTROLLER
    assert "Belfabriek" not in now
    assert roles(world.matrix("Bakker", october), "TRAFFIC_BILLING") == now


@pytest.mark.django_db(transaction=True)
def test_a_deleted_contract_changes_the_answer_and_stays_in_memory() -> None:
    world = World()
    before = datetime.now(UTC)
    world.bakker.delete()
    today = world.matrix("Bakker", date(2026, 3, 1))
    assert {c.role for c in today.cells} == {Role.NOT_ASSIGNED}
    assert any("not_assigned" in c.findings for c in today.cells)
    then = world.matrix("Bakker", date(2026, 3, 1), known_at=before)
    assert roles(then, "TRANSMITTED")["Bakker"][0] == Role.CONTROLLER


def test_before_the_first_contract_nobody_has_a_role(world: World) -> None:
    assert {c.role for c in world.matrix("Bakker", date(2024, 12, 31)).cells} == {Role.NOT_ASSIGNED}


def test_an_own_purpose_is_an_answer_of_its_own(world: World) -> None:
    purpose = Purpose.objects.create(code="MARKETING", name={"nl": "Reclame", "en": "Marketing"})
    OwnUse.objects.create(
        party=world.parties["VoIPGRID"],
        category=world.categories[2],
        purpose=purpose,
        valid_during=DateRange(date(2026, 1, 1), None),
    )
    matrix = world.matrix("Bakker", date(2026, 3, 1))
    (own,) = matrix.own_uses(world.parties["VoIPGRID"].pk, "OTHER_PERSONAL")
    assert own.role == Role.CONTROLLER
    assert "own_purpose" in own.findings
    assert any("GDPR Art. 28(10)" in map(str, g.cites) for g in own.grounds)
    base = matrix.cell(world.parties["VoIPGRID"].pk, "OTHER_PERSONAL")
    assert base is not None
    assert base.role == Role.PROCESSOR
    only = world.matrix("Bakker", date(2026, 3, 1), purpose="MARKETING")
    assert [c.purpose for c in only.cells] == ["MARKETING"]


@pytest.mark.parametrize("scoped", [False, True])
def test_a_partner_sees_its_customer_only_while_it_delivers(world: World, scoped: bool) -> None:
    world.move_bakker(date(2026, 9, 1))
    eve, old = world.viewer("Spraakwerk"), date(2026, 3, 1)

    def ask(viewer: Viewer, on: date) -> RoleMatrix:
        if not scoped:
            return world.matrix("Bakker", on, viewer)
        with partner_scope(viewer):
            return world.matrix("Bakker", on, viewer)

    with pytest.raises(NotFound), transaction.atomic():
        ask(eve, old)
    assert ask(eve, date(2026, 10, 1)).parties[1].name == "Spraakwerk"
    with pytest.raises(NotFound), transaction.atomic():
        ask(world.viewer("Belfabriek"), date(2026, 10, 1))
    assert ask(world.viewer("Belfabriek"), old).parties[1].name == "Belfabriek"


def test_strangers_get_the_same_answer_as_for_nothing(world: World) -> None:
    nothing = Party(name="nobody")
    for party in (world.parties["Slager"], nothing):
        with pytest.raises(NotFound):
            role_matrix(viewer=world.viewer("Spraakwerk"), party=party.pk, on=date(2026, 3, 1))


def test_a_partner_without_a_customer_sees_what_holds_for_any(world: World) -> None:
    world.party("Model partner", "PARTNER", is_model=True, is_public=True)
    world.party("Model customer", "CUSTOMER", is_model=True, is_public=True)
    world.contract("VoIPGRID", "Model partner", "RESALE")
    world.contract("Model partner", "Model customer", "SUBSCRIPTION")
    matrix = world.matrix("Spraakwerk", date(2026, 3, 1), world.viewer("Spraakwerk"))
    assert roles(matrix, "TRANSMITTED")["Spraakwerk"] == (Role.PROCESSOR, 1)
    assert roles(matrix, "TRANSMITTED")["Model customer"] == (Role.CONTROLLER, 0)
    public = model_matrix(viewer=Viewer(user_id=None, name="public"), on=date(2026, 3, 1))
    assert roles(public, "TRANSMITTED")["VoIPGRID"] == (Role.SUB_PROCESSOR, 2)


def test_one_statement_reads_a_chain(
    world: World, django_assert_num_queries: Callable[..., object]
) -> None:
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        world.matrix("Slager", date(2026, 3, 1))


def test_a_chain_cannot_loop_at_any_depth(world: World) -> None:
    with pytest.raises(Exception, match="chain_loop"), transaction.atomic():
        world.contract("Slager", "VoIPGRID", "SUPPLY")
    world.contract("Slager", "VoIPGRID", "SUPPLY", start=date(2024, 1, 1), end=START)
    connection.check_constraints()


@pytest.mark.parametrize("scoped", [False, True])
def test_a_former_upstream_does_not_see_what_came_after_it(world: World, scoped: bool) -> None:
    """Doorverkoop moves to Spraakwerk; its customer leaves and comes back under Spraakwerk."""
    july = date(2026, 7, 1)
    Contract.objects.filter(reference="Doorverkoop-Slager").update(
        valid_during=DateRange(START, july)
    )
    Contract.objects.filter(reference="Belfabriek-Doorverkoop").update(
        valid_during=DateRange(START, july)
    )
    world.contract("Spraakwerk", "Doorverkoop", "RESALE", start=july)
    later = world.contract("Doorverkoop", "Slager", "SUBSCRIPTION", start=date(2026, 8, 1))

    def seen(viewer: Viewer) -> set[str]:
        if not scoped:
            found = Contract.objects.visible_to(viewer)
            return set(found.values_list("reference", flat=True)) | {
                str(pk) for pk in found.filter(pk=later.pk).values_list("pk", flat=True)
            }
        with partner_scope(viewer):
            rows = list(Contract.objects.values_list("reference", "pk"))
        return {reference for reference, _ in rows} | {str(pk) for _, pk in rows if pk == later.pk}

    assert str(later.pk) not in seen(world.viewer("Belfabriek"))
    assert "Doorverkoop-Slager" in seen(world.viewer("Belfabriek"))
    assert "Spraakwerk-Doorverkoop" not in seen(world.viewer("Belfabriek"))
    assert str(later.pk) in seen(world.viewer("Spraakwerk"))
    assert "Belfabriek-Doorverkoop" not in seen(world.viewer("Spraakwerk"))
    assert "Host-VoIPGRID" in seen(world.viewer("Doorverkoop"))
