"""What must hold of every rulebook, whatever the facts."""

from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.choices import Category, Feature, Role
from roles.rules import rulebook
from roles.rules.engine import (
    ConflictingRules,
    IncompleteRule,
    OverrideCycle,
    Rulebook,
    UnknownRule,
)
from roles.rules.facts import FACTS, Involvement, UnknownFact, read_facts
from voipgrid_privacy.kernel.law import (
    gdpr,
)

TODAY = date(2026, 1, 15)
FLAGS = sorted(FACTS - {"data_category", "feature", "purpose", "instructed_by"})

flags = st.sets(st.sampled_from(FLAGS), max_size=5)
facts_about_conduct = st.builds(
    lambda said, category, feature, by: Involvement(
        data_category=category, feature=feature, instructed_by=by, **dict.fromkeys(said, True)
    ),
    flags,
    st.sampled_from(["", *Category.values]),
    st.sampled_from(["", *Feature.values, "CALL_RATING"]),
    st.none() | st.sampled_from(Role),
)
days = st.dates(date(2000, 1, 1), date(2030, 12, 31))


def told(book, facts, on):
    """Return the conclusion, or the rules that conflict."""
    try:
        return book.conclude(facts, on)
    except ConflictingRules as conflict:
        return conflict.codes


@given(st.randoms(use_true_random=False), facts_about_conduct, days)
def test_the_order_of_rules_never_matters(random, facts, on):
    shuffled = Rulebook()
    for rule in random.sample(rulebook.rules, len(rulebook.rules)):
        shuffled.add(rule)
    assert told(shuffled, facts, on) == told(rulebook, facts, on)


@given(facts_about_conduct, days)
def test_every_role_comes_with_a_citation(facts, on):
    conclusion = told(rulebook, facts, on)
    if isinstance(conclusion, tuple):
        return
    assert all(ground.cites for ground in conclusion.grounds)
    assert conclusion.grounds or conclusion.role == Role.NOT_ASSIGNED


@given(facts_about_conduct, days)
def test_a_conclusion_only_rests_on_rules_of_its_own_role(facts, on):
    roles = {rule.code: rule.role for rule in rulebook.rules}
    conclusion = told(rulebook, facts, on)
    if isinstance(conclusion, tuple):
        assert len({roles[code] for code in conclusion}) > 1
        return
    assert {roles[ground.rule] for ground in conclusion.grounds} <= {conclusion.role}
    standing = {ground.rule for ground in conclusion.grounds}
    assert {displaced.by for displaced in conclusion.displaced} <= standing
    assert not {displaced.ground.rule for displaced in conclusion.displaced} & standing


@given(facts_about_conduct, days)
def test_a_conclusion_holds_for_the_period_it_states(facts, on):
    conclusion = told(rulebook, facts, on)
    if isinstance(conclusion, tuple):
        return
    assert conclusion.since is None or conclusion.since <= on
    assert conclusion.until is None or on < conclusion.until
    if conclusion.since:
        assert told(rulebook, facts, conclusion.since) == conclusion
    if conclusion.until:
        assert told(rulebook, facts, conclusion.until - timedelta(days=1)) == conclusion


@given(facts_about_conduct, st.text(max_size=20))
def test_the_name_of_a_purpose_decides_nothing(facts, purpose):
    assert told(rulebook, replace(facts, purpose=purpose), TODAY) == told(rulebook, facts, TODAY)


def test_no_facts_give_no_role_and_no_ground():
    conclusion = rulebook.conclude(Involvement(), TODAY)
    assert (conclusion.role, conclusion.grounds) == (Role.NOT_ASSIGNED, ())


def test_every_fact_defaults_to_no():
    assert not any(getattr(Involvement(), field.name) for field in fields(Involvement))


def test_every_fact_is_heard_by_some_rule():
    heard = {name for rule in rulebook.rules for name in rule.condition.__code__.co_names}
    assert heard >= FACTS - {"purpose"}


def test_every_rule_has_a_start_a_ground_and_a_sentence_in_two_languages():
    for rule in rulebook.rules:
        sentence = rule.ground.sentence
        assert rule.since
        assert rule.ground.cites
        assert sentence.nl.endswith(".")
        assert sentence.en.endswith(".")
        assert sentence.nl != sentence.en


def test_no_rule_of_the_gdpr_speaks_before_it_applied():
    for rule in rulebook.rules:
        if any(citation.instrument == "GDPR" for citation in rule.ground.cites):
            assert rule.since >= date(2018, 5, 25)


def heard_together(samples=60_000):
    """Return the pairs of rules that some facts make speak at once."""
    random, pairs = Random(7), set()
    for _ in range(samples):
        facts = Involvement(
            data_category=random.choice(["", *Category.values]),
            feature=random.choice(["", *Feature.values]),
            instructed_by=random.choice([None, None, Role.CONTROLLER, Role.PROCESSOR]),
            **{name: random.random() < 0.5 for name in FLAGS},
        )
        speaking = [rule.code for rule in rulebook.rules if rule.condition(facts)]
        pairs |= set(product(speaking, speaking))
    return pairs


def test_every_override_settles_something():
    """An exception that can never meet its rule, or has the same role, is noise."""
    together, roles = heard_together(), {rule.code: rule.role for rule in rulebook.rules}
    for rule in rulebook.rules:
        for other in rule.overrides:
            assert (rule.code, other) in together
            assert roles[other] != rule.role


# A small book of its own shows what the engine does with rules.


def small_book():
    book = Rulebook()

    @book.rule(Role.PROCESSOR, gdpr(4, 8), sentence_nl="Handelt voor een ander.")
    def acts(facts):
        """Acts for another."""
        return facts.instructed_by is not None

    @book.rule(Role.CONTROLLER, gdpr(4, 7), sentence_nl="Beslist.", overrides=(acts,))
    def decides(facts):
        """Decides."""
        return facts.decides_why_and_how

    @book.rule(Role.JOINT_CONTROLLER, gdpr(26), sentence_nl="Samen.", overrides=(decides,))
    def together(facts):
        """Decides with another."""
        return facts.decides_jointly

    return book


def test_an_exception_displaces_the_rule_it_names():
    facts = Involvement(instructed_by=Role.CONTROLLER, decides_why_and_how=True)
    conclusion = small_book().conclude(facts, TODAY)
    assert conclusion.role == Role.CONTROLLER
    assert [(d.ground.rule, d.by) for d in conclusion.displaced] == [("acts", "decides")]


def test_overrides_are_transitive():
    facts = Involvement(instructed_by=Role.CONTROLLER, decides_jointly=True)
    conclusion = small_book().conclude(facts, TODAY)
    assert conclusion.role == Role.JOINT_CONTROLLER
    assert [(d.ground.rule, d.by) for d in conclusion.displaced] == [("acts", "together")]


def test_rules_that_disagree_without_an_override_raise():
    book = small_book()

    @book.rule(Role.DATA_SUBJECT, gdpr(4, 1), sentence_nl="Het gaat erover.")
    def is_it(facts):
        """Is about it."""
        return facts.relates_to_it

    facts = Involvement(instructed_by=Role.CONTROLLER, relates_to_it=True)
    with pytest.raises(ConflictingRules) as conflict:
        book.conclude(facts, TODAY)
    assert conflict.value.codes == ("acts", "is_it")


def test_rules_that_agree_are_all_grounds():
    book = small_book()

    @book.rule(Role.CONTROLLER, gdpr(24), sentence_nl="Ook.")
    def also(facts):
        """Decides too."""
        return facts.decides_why_and_how

    conclusion = book.conclude(Involvement(decides_why_and_how=True), TODAY)
    assert [ground.rule for ground in conclusion.grounds] == ["also", "decides"]


def test_a_rule_holds_from_its_first_day_until_the_day_it_lapses():
    book = Rulebook()
    period = {"since": date(2020, 1, 1), "until": date(2021, 1, 1)}

    @book.rule(Role.CONTROLLER, gdpr(4, 7), sentence_nl="Toen.", **period)
    def then(facts):
        """Decided then."""
        return facts.decides_why_and_how

    facts = Involvement(decides_why_and_how=True)
    on = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    roles = [book.conclude(facts, day).role for day in on]
    gone, held = Role.NOT_ASSIGNED, Role.CONTROLLER
    assert roles == [gone, held, held, gone]
    assert book.conclude(facts, on[1]).until == date(2021, 1, 1)
    assert book.conclude(facts, on[0]).until == date(2020, 1, 1)


def test_an_override_cycle_is_refused_and_leaves_the_book_as_it_was():
    book = Rulebook()

    @book.rule(Role.PROCESSOR, gdpr(4, 8), sentence_nl="Eén.", overrides=("three",))
    def one(facts):
        """Is one."""
        return True

    @book.rule(Role.CONTROLLER, gdpr(4, 7), sentence_nl="Twee.", overrides=(one,))
    def two(facts):
        """Is two."""
        return True

    with pytest.raises(OverrideCycle):

        @book.rule(Role.DATA_SUBJECT, gdpr(4, 1), sentence_nl="Drie.", overrides=(two,))
        def three(facts):
            """Is three."""
            return True

    assert [rule.code for rule in book.rules] == ["one", "two"]
    assert book.conclude(Involvement(), TODAY).role == Role.CONTROLLER
    with pytest.raises(UnknownRule):
        book.check()


def test_a_rule_cannot_override_itself():
    book = Rulebook()
    enter = book.rule(Role.PROCESSOR, gdpr(4, 8), sentence_nl="Ik.", overrides=("me",))

    def me(facts):
        """Is me."""
        return True

    with pytest.raises(OverrideCycle):
        enter(me)


def test_a_rule_without_ground_or_sentence_or_with_a_taken_name_is_refused():
    book = small_book()

    def silent(facts):
        return True

    def acts(facts):
        """Acts."""
        return True

    with pytest.raises(IncompleteRule):
        book.rule(Role.PROCESSOR, sentence_nl="Zonder grond.")(acts)
    with pytest.raises(IncompleteRule):
        book.rule(Role.PROCESSOR, gdpr(4, 8), sentence_nl="Zonder Engels.")(silent)
    with pytest.raises(IncompleteRule):
        book.rule(Role.PROCESSOR, gdpr(4, 8), sentence_nl="")(acts)
    with pytest.raises(IncompleteRule):
        book.rule(Role.PROCESSOR, gdpr(4, 8), sentence_nl="Bestaat al.")(acts)


def test_a_new_rule_is_heard_at_once():
    book = small_book()
    facts = Involvement(relates_to_it=True)
    assert book.conclude(facts, TODAY).role == Role.NOT_ASSIGNED

    @book.rule(Role.DATA_SUBJECT, gdpr(4, 1), sentence_nl="Het gaat erover.")
    def is_it(facts):
        """Is about it."""
        return facts.relates_to_it

    assert book.conclude(facts, TODAY).role == Role.DATA_SUBJECT


@given(st.text(max_size=12).filter(lambda name: name not in FACTS))
def test_an_unknown_fact_is_refused(name):
    with pytest.raises(UnknownFact):
        read_facts({name: True})


@pytest.mark.parametrize("value", [1, "true", None, [], {}])
def test_a_fact_is_true_or_false_and_nothing_else(value):
    with pytest.raises(UnknownFact):
        read_facts({"own_purpose": value})
