"""Why not? The smallest change of facts by which the rulebook gives the role that was expected."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roles.choices import Category, Feature, Role
from roles.rules import rulebook
from roles.rules.engine import ConflictingRules
from roles.rules.fact_words import INSTRUCTED, WORDS, Fact, stated
from roles.rules.facts import Involvement
from roles.rules.why_not import Way, why_not

DAY = date(2026, 3, 1)
BEFORE = date(2015, 3, 1)
PARTNER = Involvement(
    data_category=Category.TRANSMITTED, feature=Feature.CONVEYANCE, instructed_by=Role.CONTROLLER
)
SUBSCRIBER = Involvement(
    data_category=Category.TRAFFIC_BILLING, feature=Feature.CONVEYANCE, holds_subscription=True
)


def names(way: Way) -> set[tuple[str, Any]]:
    return {(change.name, change.value) for change in way.changes}


def test_the_expected_role_needs_no_change() -> None:
    found = why_not(PARTNER, Role.PROCESSOR, DAY)
    assert found.holds
    assert found.ways == ()


def test_a_processor_would_be_controller_by_deciding_or_by_a_purpose_of_its_own() -> None:
    ways = [names(way) for way in why_not(PARTNER, Role.CONTROLLER, DAY).ways]
    assert ways[:2] == [{("decides_why_and_how", True)}, {("own_purpose", True)}]


def test_a_processor_would_be_sub_processor_for_a_processor() -> None:
    (way,) = why_not(PARTNER, Role.SUB_PROCESSOR, DAY).ways
    assert names(way) == {("instructed_by", Role.PROCESSOR)}
    assert [str(cite) for cite in way.grounds[0].cites] == ["GDPR Art. 28(2)", "GDPR Art. 28(4)"]


def test_a_subscriber_would_be_data_subject_as_a_natural_person() -> None:
    (way, *_more) = why_not(SUBSCRIBER, Role.DATA_SUBJECT, DAY).ways
    assert names(way) == {("natural_person", True)}
    assert way.changes[0].sentence.en == "It is a natural person, or a group of them."


def test_no_rule_makes_anyone_subscriber_of_what_is_transmitted() -> None:
    assert why_not(PARTNER, Role.SUBSCRIBER, DAY).ways == ()


def test_a_rule_that_gave_way_is_named_with_what_it_gave_way_to() -> None:
    overstepping = replace(PARTNER, decides_why_and_how=True)
    found = why_not(overstepping, Role.PROCESSOR, DAY)
    assert [(d.ground.rule, d.by) for d in found.displaced] == [
        ("acts_for_controller", "oversteps_instructions")
    ]


def test_a_rule_that_is_no_law_yet_is_named_as_such() -> None:
    found = why_not(replace(PARTNER, own_purpose=True), Role.CONTROLLER, BEFORE)
    assert "has_a_purpose_of_its_own" in {rule.code for rule in found.lapsed}


def test_every_fact_can_be_said_in_two_languages() -> None:
    told = {"data_category", "feature", "purpose", "instructed_by"}
    assert set(WORDS) == {field.name for field in fields(Involvement)} - told
    sentences = [s for words in WORDS.values() for s in (words.yes, words.no)]
    for sentence in [*sentences, *INSTRUCTED.values()]:
        assert sentence.nl.endswith(".")
        assert sentence.en.endswith(".")
        assert sentence.nl != sentence.en


def test_what_is_not_so_is_not_stated_but_whether_it_is_a_person() -> None:
    assert list(stated(PARTNER)) == [
        Fact("instructed_by", Role.CONTROLLER),
        Fact(name="natural_person", value=False),
    ]


INVOLVEMENTS = st.builds(
    Involvement,
    data_category=st.sampled_from(Category.values),
    feature=st.sampled_from(Feature.values),
    instructed_by=st.sampled_from([None, *Role]),
    **{name: st.booleans() for name in WORDS},
)


@settings(deadline=None, max_examples=60)
@given(INVOLVEMENTS, st.sampled_from(list(Role)))
def test_every_way_that_is_told_leads_there_and_no_part_of_it_does(
    facts: Involvement, expected: Role
) -> None:
    try:
        rulebook.conclude(facts, DAY)
    except ConflictingRules:
        return
    for way in why_not(facts, expected, DAY).ways:
        changed = replace(facts, **{c.name: c.value for c in way.changes})
        found = rulebook.conclude(changed, DAY)
        assert (found.role, found.grounds) == (expected, way.grounds)
        for change in way.changes:
            undone = replace(changed, **{change.name: getattr(facts, change.name)})
            assert _role(undone) != expected


def _role(facts: Involvement) -> Role | None:
    try:
        return rulebook.conclude(facts, DAY).role
    except ConflictingRules:
        return None


@pytest.mark.parametrize("on", [DAY, BEFORE])
def test_another_book_has_another_mark(on: date) -> None:
    assert rulebook.fingerprint == rulebook.fingerprint
    assert len(rulebook.fingerprint) == 64
