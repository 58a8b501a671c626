"""Roles along chains: what holds of any chain at all, loops included."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from roles.choices import Category, ContractKind, Feature, PartyKind, Role
from roles.rules.derivation import Edge, Node, OwnUse, Shape, Together
from tests.roles.shapes import ask

ALL = tuple(Category)


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
