"""Roles along longer chains, with own purposes, functions, and paths that compete."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.choices import Category, Feature, Role
from roles.rules.derivation import Edge, OwnUse, Shape, Together
from tests.roles.shapes import (
    CHAIN,
    COMPANY,
    GOLDEN,
    GOLDEN_MATRIX,
    HUMAN,
    PARTNER,
    PEOPLE,
    PLATFORM,
    RESALE,
    SUBSCRIPTION,
    SUPPLY,
    ask,
    one,
    roles,
)

# Host 0, platform 1, partner 2, sub-reseller 3, customer 4.

FIVE = Shape(
    (COMPANY, COMPANY, COMPANY, COMPANY, HUMAN),
    (Edge(0, 1, SUPPLY), Edge(1, 2, RESALE), Edge(2, 3, RESALE), Edge(3, 4, SUBSCRIPTION)),
)


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        (Category.TRANSMITTED, [(4, 4), (4, 3), (4, 2), (3, 1), (1, 0)]),
        (Category.TRAFFIC_BILLING, [(4, 3), (4, 2), (3, 1), (1, 0), (5, None)]),
        (Category.OTHER_PERSONAL, [(4, 2), (3, 1), (1, 0), (0, None), (0, None)]),
    ],
)
def test_five_parties(category, expected):
    names = [
        Role.NOT_ASSIGNED,
        Role.CONTROLLER,
        Role.JOINT_CONTROLLER,
        Role.PROCESSOR,
        Role.SUB_PROCESSOR,
        Role.DATA_SUBJECT,
    ]
    assert roles(FIVE, category) == [(names[role], depth) for role, depth in expected]


def test_a_sub_reseller_and_its_customer_have_no_role_in_contract_data():
    answers = ask(FIVE, Category.OTHER_PERSONAL)
    assert [a.findings for a in answers[3:]] == [("not_assigned",), ("not_assigned",)]


@given(st.integers(2, 40))
def test_no_depth_is_special(resellers):
    edges = [Edge(n, n + 1, RESALE) for n in range(resellers)]
    edges.append(Edge(resellers, resellers + 1, SUBSCRIPTION))
    shape = Shape((COMPANY,) * (resellers + 2), tuple(edges))
    depths = [answer.depth for answer in ask(shape, Category.TRANSMITTED)]
    assert depths == list(range(resellers + 1, -1, -1))


def test_a_customer_of_the_platform_itself():
    shape = Shape((COMPANY, HUMAN), (Edge(0, 1, SUBSCRIPTION),))
    transmitted, traffic, other = (roles(shape, category) for category in GOLDEN)
    assert transmitted == [(Role.PROCESSOR, 1), (Role.CONTROLLER, 0)]
    assert traffic == [(Role.CONTROLLER, 0), (Role.DATA_SUBJECT, None)]
    assert other == [(Role.CONTROLLER, 0), (Role.DATA_SUBJECT, None)]


def test_a_company_that_is_customer_of_the_platform_itself():
    shape = Shape((COMPANY, COMPANY), (Edge(0, 1, SUBSCRIPTION),))
    assert roles(shape, Category.OTHER_PERSONAL)[1] == (Role.SUBSCRIBER, None)


def test_a_partner_that_uses_the_service_itself_is_its_customer_too():
    shape = Shape((COMPANY, HUMAN), (Edge(0, 1, RESALE), Edge(0, 1, SUBSCRIPTION)))
    transmitted, traffic, other = (roles(shape, category) for category in GOLDEN)
    assert transmitted == [(Role.PROCESSOR, 1), (Role.CONTROLLER, 0)]
    assert traffic == [(Role.CONTROLLER, 0), (Role.DATA_SUBJECT, None)]
    assert other[1] == (Role.CONTROLLER, 0)


def test_joint_controllers_share_one_processor():
    edges = (*CHAIN.edges, Edge(3, 0, SUPPLY))
    joint = (Together(frozenset({0, 1}), Category.TRAFFIC_BILLING),)
    shape = Shape((*CHAIN.nodes, COMPANY), edges, together=joint)
    platform, partner, _, host = ask(shape, Category.TRAFFIC_BILLING)
    assert platform.role == partner.role == Role.JOINT_CONTROLLER
    assert (host.role, host.depth, host.upstream) == (Role.PROCESSOR, 1, 0)
    assert platform.findings == ()
    assert roles(shape, Category.TRANSMITTED)[0] == (Role.SUB_PROCESSOR, 2)


def test_the_web_site():
    shape = Shape((COMPANY, COMPANY, PEOPLE), (Edge(1, 0, SUPPLY),), offered_by=0, used_by=2)
    owner, host, visitors = ask(shape, Category.WEBSITE_VISITOR)
    assert (owner.role, owner.depth) == (Role.CONTROLLER, 0)
    assert (host.role, host.depth, host.path) == (Role.PROCESSOR, 1, (0,))
    assert visitors.role == Role.DATA_SUBJECT
    assert owner.findings == visitors.findings == ("website_visitors_not_in_statement",)


def test_own_purposes_stand_beside_the_base_answer():
    uses = tuple(
        OwnUse(PLATFORM, Category.OTHER_PERSONAL, purpose)
        for purpose in ("marketing", "product development", "management information")
    )
    answers = ask(replace(CHAIN, own_uses=uses), Category.OTHER_PERSONAL)
    base = one(answers, PLATFORM)
    marketing = one(answers, PLATFORM, "marketing")
    assert (base.role, base.findings) == (Role.PROCESSOR, ())
    assert (marketing.role, marketing.findings) == (Role.CONTROLLER, ("own_purpose",))
    assert "GDPR Art. 28(10)" in {str(c) for g in marketing.grounds for c in g.cites}
    assert [(d.ground.rule, d.by) for d in marketing.displaced] == [
        ("acts_for_controller", "uses_anothers_data_for_itself")
    ]
    assert marketing.own_uses == (0,)
    assert len(answers) == 3 + 3


def test_a_sub_processor_that_uses_data_for_itself():
    use = OwnUse(PLATFORM, Category.TRANSMITTED, "speech models")
    answers = ask(replace(CHAIN, own_uses=(use,)), Category.TRANSMITTED)
    displaced = one(answers, PLATFORM, "speech models").displaced
    assert [d.ground.rule for d in displaced] == ["acts_for_processor"]


def test_recording_only_where_it_was_switched_on():
    recording = frozenset({Feature.CALL_RECORDING})
    subscribed = replace(CHAIN.edges[1], features=recording)
    having = replace(CHAIN, edges=(CHAIN.edges[0], subscribed))
    asked = {"feature": Feature.CALL_RECORDING}
    golden = list(GOLDEN_MATRIX[Category.TRANSMITTED])
    assert roles(having, Category.TRANSMITTED, **asked) == golden
    assert roles(having, Category.TRANSMITTED) == golden
    for category in GOLDEN:
        answers = ask(CHAIN, category, **asked)
        assert {a.role for a in answers} == {Role.NOT_ASSIGNED}
        assert {a.findings for a in answers} == {("feature_not_in_use",)}


def test_a_switched_on_recording_rests_on_another_rule_than_a_call():
    recording = frozenset({Feature.CALL_RECORDING})
    edges = (CHAIN.edges[0], replace(CHAIN.edges[1], features=recording))
    shape = replace(CHAIN, edges=edges)
    grounds = {
        feature: [g.rule for g in ask(shape, Category.TRANSMITTED, feature=feature)[2].grounds]
        for feature in (Feature.CONVEYANCE, Feature.CALL_RECORDING)
    }
    assert grounds == {
        Feature.CONVEYANCE: ["communicates"],
        Feature.CALL_RECORDING: ["switches_on_a_feature"],
    }


def test_a_supplier_of_one_category_has_no_role_in_another():
    billing = frozenset({Category.TRAFFIC_BILLING})
    shape = Shape((*CHAIN.nodes, COMPANY), (*CHAIN.edges, Edge(3, 0, SUPPLY, billing)))
    assert roles(shape, Category.TRAFFIC_BILLING)[3] == (Role.SUB_PROCESSOR, 2)
    outside = one(ask(shape, Category.TRANSMITTED), 3)
    assert (outside.role, outside.findings) == (Role.NOT_ASSIGNED, ())


def test_the_shortest_path_wins_and_the_other_is_a_finding():
    """A supplier of both the platform and the partner."""
    edges = (*CHAIN.edges, Edge(3, 0, SUPPLY), Edge(3, 1, SUPPLY))
    supplier = one(ask(Shape((*CHAIN.nodes, COMPANY), edges), Category.TRANSMITTED), 3)
    assert (supplier.role, supplier.depth, supplier.upstream) == (Role.SUB_PROCESSOR, 2, PARTNER)
    assert supplier.path == (1, 3)
    assert supplier.findings == ("two_paths",)


def test_of_two_equal_paths_the_first_contract_wins():
    nodes = (COMPANY, COMPANY, COMPANY, HUMAN)
    lines = (Edge(1, 3, SUBSCRIPTION), Edge(2, 3, SUBSCRIPTION))
    for first, second in ((1, 2), (2, 1)):
        edges = (*lines, Edge(0, first, RESALE), Edge(0, second, RESALE))
        platform = one(ask(Shape(nodes, edges), Category.TRANSMITTED), 0)
        assert (platform.upstream, platform.depth) == (first, 2)
        assert platform.findings == ("two_paths",)


def test_a_controller_that_also_serves_another_keeps_its_answer_with_a_finding():
    """A customer with one line from the partner and one from the platform itself."""
    shape = replace(CHAIN, edges=(*CHAIN.edges, Edge(0, 2, SUBSCRIPTION)))
    platform = one(ask(shape, Category.TRAFFIC_BILLING), PLATFORM)
    assert (platform.role, platform.depth) == (Role.CONTROLLER, 0)
    assert platform.findings == ("several_controllers", "two_paths")


def test_before_the_gdpr_nobody_in_a_chain_has_a_role():
    answers = ask(CHAIN, *GOLDEN, on=date(2018, 5, 24))
    assert {answer.role for answer in answers} == {Role.NOT_ASSIGNED}
