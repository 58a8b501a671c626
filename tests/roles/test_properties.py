"""What must always hold: of any chain, any feature, any day, and of everything ever answered."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roles import services
from roles.choices import Category, ContractKind, Feature, Role
from roles.models import Contract, Party, Purpose, Service, ServiceFeature
from roles.queries.matrix import RoleMatrix, answers, role_matrix
from roles.rules import derivation, rulebook
from roles.rules.derivation import Answer, Shape, derive
from roles.rules.engine import Rulebook
from tests.roles.conftest import START, Cast
from tests.roles.test_derivation_any import shapes
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import SYSTEM

ON = date(2026, 1, 15)
ALL = tuple(Category)
DECIDES = frozenset({Role.CONTROLLER, Role.JOINT_CONTROLLER})
ACTS = frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR})
NOBODY = frozenset({"not_assigned", "feature_not_in_use", "category_not_in_feature"})

quickly = settings(max_examples=50, deadline=None)
few = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
features = st.sampled_from(Feature)
days = st.dates(date(2018, 5, 25), date(2030, 12, 31))


def ask(shape: Shape, category: str, feature: str, on: date = ON) -> dict[int, Answer]:
    """Return each party's base answer."""
    found = derive(shape, categories=(category,), feature=feature, on=on)
    return {answer.node: answer for answer in found if answer.purpose is None}


def touched(shape: Shape, category: str) -> bool:
    """Say whether anybody has to do with such data at all."""
    covered = any(edge.covers(category) for edge in shape.edges)
    return covered or shape.offered_by is not None


@quickly
@given(shapes(), st.sampled_from(ALL), features, days)
def test_one_controller_or_joint_group_or_a_finding(shape, category, feature, on):
    given_ = ask(shape, category, feature, on)
    roles = [answer.role for answer in given_.values() if answer.role in DECIDES]
    found = {code for answer in given_.values() for code in answer.findings}
    if not roles and touched(shape, category):
        assert found & NOBODY or not any(a.grounds for a in given_.values() if a.role in ACTS)
        assert not any(answer.role in ACTS for answer in given_.values())
    if len(roles) > 1 and set(roles) != {Role.JOINT_CONTROLLER}:
        apart = [a for a in given_.values() if "several_controllers" in a.findings]
        assert len(apart) == len(roles)
    else:
        assert "several_controllers" not in found


@st.composite
def sales(draw):
    """A chain as the database allows it: partners below a platform, a customer, suppliers."""
    length = draw(st.integers(1, 5))
    chosen = st.frozensets(st.sampled_from(Feature), max_size=3)
    limits = st.frozensets(st.sampled_from(ALL[:3]), max_size=1)
    nodes = [derivation.Node(natural_person=False, kind="PARTNER") for _ in range(length)]
    nodes.append(derivation.Node(natural_person=draw(st.booleans()), kind="CUSTOMER"))
    edges = [
        derivation.Edge(n, n + 1, ContractKind.RESALE, features=draw(chosen))
        for n in range(length - 1)
    ]
    sold = ContractKind.SUBSCRIPTION
    edges.append(derivation.Edge(length - 1, length, sold, features=draw(chosen)))
    for _ in range(draw(st.integers(0, 2))):
        nodes.append(derivation.Node(natural_person=False, kind="SUPPLIER"))
        ends = len(nodes) - 1, draw(st.integers(0, length - 1))
        edges.append(derivation.Edge(*ends, ContractKind.SUPPLY, draw(limits)))
    return Shape(tuple(nodes), tuple(edges))


@quickly
@given(sales(), st.sampled_from(ALL[:3]), days)
def test_in_every_sold_chain_someone_decides_about_what_delivery_handles(shape, category, on):
    roles = [answer.role for answer in ask(shape, category, Feature.CONVEYANCE, on).values()]
    assert roles.count(Role.CONTROLLER) == 1
    assert Role.JOINT_CONTROLLER not in roles


@quickly
@given(sales(), st.sampled_from(ALL[:3]), features)
def test_in_a_sold_chain_a_feature_has_deciders_who_decide_together_or_a_finding(
    shape, category, feature
):
    given_ = ask(shape, category, feature)
    roles = [answer.role for answer in given_.values() if answer.role in DECIDES]
    found = {code for answer in given_.values() for code in answer.findings}
    exactly = roles == [Role.CONTROLLER] or (
        len(roles) > 1 and set(roles) == {DECIDES - {Role.CONTROLLER}}.pop()
    )
    assert exactly or found & (NOBODY | {"several_controllers"})


def distances(shape: Shape, category: str, deciders: set[int]) -> dict[int, int]:
    """Walk from whoever decides to providers, counting steps; written apart from the rules."""
    steps = dict.fromkeys(deciders, 0)
    ahead = deque(deciders)
    while ahead:
        at = ahead.popleft()
        for edge in shape.edges:
            engaged = not edge.features or Feature.CONVEYANCE in edge.features
            counts = edge.covers(category) and (edge.kind != ContractKind.SUPPLY or engaged)
            if counts and edge.acquirer == at and edge.provider not in steps:
                steps[edge.provider] = steps[at] + 1
                ahead.append(edge.provider)
    return steps


@quickly
@given(shapes(), st.sampled_from(ALL[:3]))
def test_depth_is_the_distance_to_who_decides(shape, category):
    given_ = ask(shape, category, Feature.CONVEYANCE)
    deciders = {node for node, answer in given_.items() if answer.role in DECIDES}
    found = {node: a.depth for node, a in given_.items() if a.depth is not None}
    assert found == distances(shape, category, deciders)


@quickly
@given(shapes(), st.sampled_from(ALL), features, st.randoms(use_true_random=False))
def test_the_order_of_rules_never_matters_along_a_chain(shape, category, feature, random):
    shuffled = Rulebook()
    for rule in random.sample(rulebook.rules, len(rulebook.rules)):
        shuffled.add(rule)
    asked = {"categories": (category,), "feature": feature, "on": ON}
    with mock.patch.object(derivation, "rulebook", shuffled):
        again = derive(shape, **asked)
    assert again == derive(shape, **asked)


@quickly
@given(shapes(), st.sampled_from(ALL), features, st.dates(date(2000, 1, 1), date(2030, 12, 31)))
def test_every_answer_cites_or_says_that_no_rule_does(shape, category, feature, on):
    for answer in derive(shape, categories=(category,), feature=feature, on=on):
        assert all(ground.cites and ground.sentence.nl for ground in answer.grounds)
        sold = [e for e in shape.edges if e.kind != ContractKind.SUPPLY and e.covers(category)]
        bound = any(edge.binds(answer.node) for edge in sold)
        assert answer.grounds or (answer.role == Role.NOT_ASSIGNED)
        assert answer.grounds or answer.findings or answer.purpose or not bound


# What is secret.


@quickly
@given(
    sales(),
    st.sampled_from(ALL[:3]),
    st.sampled_from([Feature.LAWFUL_INTERCEPTION, Feature.STATUTORY_DISCLOSURE]),
)
def test_what_the_law_asks_in_secret_shows_in_no_answer(shape, category, secret):
    """Were it ever switched on somewhere, against all refusals, no answer would differ by it."""
    silent = replace(
        shape, edges=tuple(replace(e, features=e.features - {secret}) for e in shape.edges)
    )
    sold = tuple(
        e if e.kind == ContractKind.SUPPLY else replace(e, features=e.features | {secret})
        for e in silent.edges
    )
    for feature in Feature:
        loud = ask(replace(shape, edges=sold), category, feature)
        assert loud == ask(silent, category, feature)


# Days, in the database.


def said(matrix: RoleMatrix) -> frozenset[tuple[Any, ...]]:
    """Return what a matrix answers, without the periods of the answers."""
    return frozenset(
        (c.party.name, c.category, c.purpose, c.role, c.depth, c.upstream and c.upstream.name,
         tuple(g.rule for g in c.grounds), c.findings)
        for c in matrix.cells
    )  # fmt: skip


def answer_on(party: Party, on: date, feature: str) -> frozenset[tuple[Any, ...]]:
    return said(role_matrix(viewer=SYSTEM, party=party.pk, on=on, feature=feature))


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def around(border: date) -> list[date]:
    return [border + timedelta(days=number) for number in range(-3, 4)]


@few
@given(border=st.dates(date(2026, 1, 10), date(2028, 3, 1)))
def test_moving_the_end_of_a_contract_moves_the_answer_on_that_day_only(shared_cast, border):
    cast, seen = shared_cast, []
    with undone():
        contract = cast.delivers(cast.belfabriek, cast.bakker)
        for last in (border, border + timedelta(days=1)):
            with undone():
                services.end_contract(contract=contract, on=last, by=SYSTEM)
                seen.append([answer_on(cast.bakker, d, Feature.CONVEYANCE) for d in around(border)])
    differ = [day for day, one, other in zip(around(border), *seen, strict=True) if one != other]
    assert differ == [border]


@few
@given(
    border=st.dates(date(2026, 1, 10), date(2028, 3, 1)),
    code=st.sampled_from(["CALL_RECORDING", "TRANSCRIPTION", "CALL_ANALYTICS", "DIRECTORY"]),
)
def test_moving_the_start_of_a_feature_moves_the_answer_on_that_day_only(shared_cast, border, code):
    cast, seen = shared_cast, []
    feature = ServiceFeature.objects.get(service=cast.telephony, code=code)
    with undone():
        contract = cast.delivers(cast.belfabriek, cast.bakker)
        for first in (border, border + timedelta(days=1)):
            with undone():
                services.switch_on_feature(contract=contract, feature=feature, on=first, by=SYSTEM)
                seen.append([answer_on(cast.bakker, d, code) for d in around(border)])
    differ = [day for day, one, other in zip(around(border), *seen, strict=True) if one != other]
    assert differ == [border]


# What was known, in a register that people keep changing.


def _delivers(cast: Cast, chance: Random) -> None:
    seller = chance.choice([cast.belfabriek, cast.spraakwerk, cast.platform])
    cast.delivers(seller, cast.bakker, START + timedelta(days=chance.randrange(200)))


def _ends(cast: Cast, chance: Random) -> None:
    contract = chance.choice(list(Contract.objects.filter(service=cast.telephony).order_by("pk")))
    on = START + timedelta(days=chance.randrange(200))
    services.end_contract(contract=contract, on=on, by=SYSTEM)


def _switches(cast: Cast, chance: Random) -> None:
    contract = chance.choice(list(Contract.objects.filter(acquirer=cast.bakker).order_by("pk")))
    rows = ServiceFeature.objects.filter(service=cast.telephony, always_on=False)
    feature = chance.choice(list(rows.order_by("pk")))
    day = START + timedelta(days=chance.randrange(200))
    services.switch_on_feature(contract=contract, feature=feature, on=day, by=SYSTEM)


def _uses(cast: Cast, chance: Random) -> None:
    services.record_own_use(
        party=chance.choice([cast.platform, cast.belfabriek]),
        category=cast.category(chance.choice(ALL[:3])),
        purpose=chance.choice(list(Purpose.objects.order_by("pk"))),
        on=START + timedelta(days=chance.randrange(200)),
        by=SYSTEM,
    )


def _decide_together(cast: Cast, chance: Random) -> None:
    services.record_joint_determination(
        service=Service.objects.get(code="TELEPHONY"),
        category=cast.category(chance.choice(ALL[:3])),
        party=cast.platform,
        with_party=cast.belfabriek,
        on=START + timedelta(days=chance.randrange(200)),
        by=SYSTEM,
    )


DEEDS = (_delivers, _delivers, _ends, _switches, _switches, _uses, _decide_together)


def everything(cast: Cast, known_at: datetime) -> dict[tuple[Any, ...], Any]:
    """Return what the register says at an instant, in a handful of questions."""
    asked = [
        (party, START + timedelta(days=day), feature)
        for party in (cast.bakker, cast.belfabriek)
        for day in (3, 80, 199)
        for feature in (Feature.CONVEYANCE, Feature.CALL_RECORDING)
    ]
    return {
        (party.pk, on, feature): said(
            role_matrix(viewer=SYSTEM, party=party.pk, on=on, feature=feature, known_at=known_at)
        )
        for party, on, feature in asked
    }


@pytest.mark.parametrize("seed", range(2))
def test_what_was_known_never_changes_later(committed_cast, seed):
    chance, known = Random(seed), {}
    committed_cast.delivers(committed_cast.belfabriek, committed_cast.bakker)
    for deed in (*DEEDS, *chance.choices(DEEDS, k=5)):
        with suppress(DomainError, ValidationError):
            deed(committed_cast, chance)
        instant = datetime.now(UTC)
        known[instant] = everything(committed_cast, instant)
    answers.cache_clear()
    assert {instant: everything(committed_cast, instant) for instant in known} == known
    # The deeds did change what was known, or the line above would hold of nothing.
    assert len({frozenset(each.items()) for each in known.values()}) > 1
