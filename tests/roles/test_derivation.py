"""Roles along chains: the golden matrix, long chains, and what holds of any chain."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.choices import Category, ContractKind, Feature, PartyKind, Role
from roles.rules.derivation import Answer, Edge, Node, OwnUse, Shape, Together, derive

ON = date(2026, 1, 15)
GOLDEN = (Category.TRANSMITTED, Category.TRAFFIC_BILLING, Category.OTHER_PERSONAL)
ALL = tuple(Category)
RESALE, SUBSCRIPTION, SUPPLY = (
    ContractKind.RESALE,
    ContractKind.SUBSCRIPTION,
    ContractKind.SUPPLY,
)
COMPANY, HUMAN = (
    Node(natural_person=False, kind=PartyKind.CUSTOMER),
    Node(natural_person=True, kind=PartyKind.CUSTOMER),
)
PEOPLE = Node(natural_person=True, kind=PartyKind.END_USER)


def ask(shape, *categories, feature=Feature.CONVEYANCE, on=ON):
    return derive(shape, categories=categories, feature=feature, on=on)


def roles(shape, category, **options):
    """Return each party's role and depth, without what it does for itself."""
    return [
        (answer.role, answer.depth)
        for answer in ask(shape, category, **options)
        if answer.purpose is None
    ]


def one(answers, node, purpose=None) -> Answer:
    (answer,) = [a for a in answers if (a.node, a.purpose) == (node, purpose)]
    return answer


# Platform 0, partner 1, customer 2: design.md, section 2.

PLATFORM, PARTNER, CUSTOMER = 0, 1, 2
CHAIN = Shape(
    (
        Node(natural_person=False, kind=PartyKind.PLATFORM),
        Node(natural_person=False, kind=PartyKind.PARTNER),
        HUMAN,
    ),
    (Edge(0, 1, RESALE), Edge(1, 2, SUBSCRIPTION)),
)

GOLDEN_MATRIX = {
    Category.TRANSMITTED: (
        (Role.SUB_PROCESSOR, 2),
        (Role.PROCESSOR, 1),
        (Role.CONTROLLER, 0),
    ),
    Category.TRAFFIC_BILLING: (
        (Role.PROCESSOR, 1),
        (Role.CONTROLLER, 0),
        (Role.DATA_SUBJECT, None),
    ),
    Category.OTHER_PERSONAL: (
        (Role.PROCESSOR, 1),
        (Role.CONTROLLER, 0),
        (Role.NOT_ASSIGNED, None),
    ),
}


@pytest.mark.parametrize("category", GOLDEN)
def test_the_golden_matrix_comes_out_of_the_rules(category):
    assert tuple(roles(CHAIN, category)) == GOLDEN_MATRIX[category]


def test_each_cell_says_why_and_by_which_contracts():
    answers = ask(CHAIN, Category.TRANSMITTED)
    platform, partner, customer = answers
    assert [str(c) for g in platform.grounds for c in g.cites] == [
        "GDPR Art. 28(2)",
        "GDPR Art. 28(4)",
    ]
    assert (platform.path, platform.upstream) == ((1, 0), PARTNER)
    assert (partner.path, partner.upstream) == ((1,), CUSTOMER)
    assert (customer.path, customer.upstream) == ((1,), None)
    assert platform.facts.instructed_by == Role.PROCESSOR
    assert platform.since == date(2018, 5, 25)


def test_a_company_is_subscriber_and_its_callers_are_the_data_subjects():
    shape = Shape((COMPANY, COMPANY, COMPANY, PEOPLE), CHAIN.edges, used_by=3)
    customer, callers = ask(shape, Category.TRAFFIC_BILLING)[2:]
    assert (customer.role, callers.role) == (Role.SUBSCRIBER, Role.DATA_SUBJECT)
    assert customer.findings == ("legal_person_as_data_subject",)
    assert callers.findings == ("no_role_for_end_users",)


@pytest.mark.parametrize("category", GOLDEN)
def test_callers_are_data_subjects_of_whatever_is_about_them(category):
    shape = Shape((*CHAIN.nodes, PEOPLE), CHAIN.edges, used_by=3)
    callers = one(ask(shape, category), 3)
    assert (callers.role, callers.findings) == (Role.DATA_SUBJECT, ("no_role_for_end_users",))


def test_the_customers_missing_role_is_an_answer_and_a_finding():
    customer = one(ask(CHAIN, Category.OTHER_PERSONAL), CUSTOMER)
    assert (customer.role, customer.grounds) == (Role.NOT_ASSIGNED, ())
    assert customer.findings == ("not_assigned",)


def test_without_the_subscription_the_same_question_has_another_answer():
    without = replace(CHAIN, edges=CHAIN.edges[:1])
    expected = [(Role.NOT_ASSIGNED, None)] * 3
    assert roles(without, Category.TRANSMITTED) == expected
    platform, partner, customer = ask(without, Category.TRANSMITTED)
    assert platform.findings == partner.findings == ("not_assigned",)
    assert customer.findings == ()  # no contract concerns it any more


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


# Any chain at all, loops included.


@st.composite
def shapes(draw):
    count = draw(st.integers(1, 6))
    number = st.integers(0, count - 1)
    kinds = st.sampled_from([PartyKind.CUSTOMER, PartyKind.END_USER, PartyKind.SUPPLIER])
    nodes = draw(st.lists(st.builds(Node, st.booleans(), kinds), min_size=count, max_size=count))
    few = st.frozensets(st.sampled_from(ALL), max_size=2)
    switched = st.frozensets(st.sampled_from(Feature), max_size=2)
    edge = st.builds(Edge, number, number, st.sampled_from(ContractKind), few, switched)
    purposes = st.sampled_from(["marketing", "statistics"])
    use = st.builds(OwnUse, number, st.sampled_from(ALL), purposes)
    group = st.frozensets(number, min_size=1, max_size=3)
    joint = st.builds(Together, group, st.sampled_from(ALL), st.none() | purposes)
    edges = st.lists(edge.filter(lambda e: e.provider != e.acquirer), max_size=8)
    return Shape(
        tuple(nodes),
        tuple(draw(edges)),
        tuple(draw(st.lists(use, max_size=3))),
        draw(st.none() | number),
        draw(st.none() | number),
        together=tuple(draw(st.lists(joint, max_size=2))),
    )


features = st.sampled_from(Feature)


@given(shapes(), features)
def test_each_party_has_exactly_one_base_answer_per_category(shape, feature):
    answers = ask(shape, *ALL, feature=feature)
    base = [(a.category, a.node) for a in answers if a.purpose is None]
    assert base == [(category, node) for category in ALL for node in range(len(shape.nodes))]
    keys = [(a.category, a.node, a.purpose) for a in answers]
    assert len(set(keys)) == len(keys)


@given(shapes(), features)
def test_every_role_has_a_ground_and_every_depth_is_the_length_of_its_path(shape, feature):
    for answer in ask(shape, *ALL, feature=feature):
        assert answer.grounds or answer.role == Role.NOT_ASSIGNED
        deciding = answer.role in {Role.CONTROLLER, Role.JOINT_CONTROLLER}
        acting = answer.role in {Role.PROCESSOR, Role.SUB_PROCESSOR}
        assert (answer.depth == 0) == deciding
        assert (answer.upstream is not None) == acting
        if acting:
            assert answer.depth == len(answer.path)
            assert (answer.depth == 1) == (answer.role == Role.PROCESSOR)


@given(shapes(), features)
def test_a_path_leads_from_a_controller_to_the_party(shape, feature):
    answers = {(a.category, a.node): a for a in ask(shape, *ALL, feature=feature) if not a.purpose}
    for (category, node), answer in answers.items():
        if answer.upstream is None:
            continue
        steps = [shape.edges[number] for number in answer.path]
        assert answers[category, steps[0].acquirer].depth == 0
        for step, following in pairwise(steps):
            assert step.provider == following.acquirer
        assert (steps[-1].provider, steps[-1].acquirer) == (node, answer.upstream)


def relabelled(shape, order):
    """Return the same chain with its parties numbered in another order."""
    new = {old: place for place, old in enumerate(order)}

    def moved(node):
        return None if node is None else new[node]

    return Shape(
        tuple(shape.nodes[old] for old in order),
        tuple(replace(e, provider=new[e.provider], acquirer=new[e.acquirer]) for e in shape.edges),
        tuple(replace(use, party=new[use.party]) for use in shape.own_uses),
        moved(shape.offered_by),
        moved(shape.used_by),
        together=tuple(
            replace(joint, parties=frozenset(new[n] for n in joint.parties))
            for joint in shape.together
        ),
    )


@given(shapes(), features, st.randoms(use_true_random=False))
def test_the_numbers_of_the_parties_mean_nothing(shape, feature, random):
    order = random.sample(range(len(shape.nodes)), len(shape.nodes))
    again = {
        (a.category, order[a.node], a.purpose): replace(
            a, node=order[a.node], upstream=None if a.upstream is None else order[a.upstream]
        )
        for a in ask(relabelled(shape, order), *ALL, feature=feature)
    }
    assert again == {(a.category, a.node, a.purpose): a for a in ask(shape, *ALL, feature=feature)}


@given(shapes(), features, st.randoms(use_true_random=False))
def test_the_order_of_contracts_only_chooses_between_equal_paths(shape, feature, random):
    edges = tuple(random.sample(shape.edges, len(shape.edges)))

    def outcome(asked):
        return [
            (a.node, a.category, a.purpose, a.role, a.depth, a.grounds, a.findings)
            for a in ask(asked, *ALL, feature=feature)
        ]

    assert outcome(replace(shape, edges=edges)) == outcome(shape)


@given(shapes(), features)
def test_what_a_party_is_called_decides_nothing(shape, feature):
    renamed = replace(
        shape,
        nodes=tuple(
            n if n.kind == PartyKind.END_USER else replace(n, kind="PLATFORM") for n in shape.nodes
        ),
    )
    assert ask(renamed, *ALL, feature=feature) == ask(shape, *ALL, feature=feature)


@given(shapes(), features, st.permutations(ALL))
def test_categories_are_answered_independently(shape, feature, categories):
    together = ask(shape, *categories, feature=feature)
    assert together == tuple(a for c in categories for a in ask(shape, c, feature=feature))


@given(shapes())
def test_a_shape_can_be_remembered(shape):
    assert hash(shape) == hash(replace(shape))
