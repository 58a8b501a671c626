"""May it, on what ground, since when, and what is missing: scenarios with their days worked out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.transfers.choices import Covers, Instrument, Mechanism, Outcome, Verdict
from roles.transfers.law import Destination
from roles.transfers.rules import Assessed, Basis, Cover, Days, FlowFacts, stand
from roles.transfers.spans import lapses, since, turning_days
from roles.transfers.words import SENTENCES, reasons_in_words

US, IN = Destination("US"), Destination("IN")
ALWAYS = Days(date(2010, 1, 1))
ADEQUACY = Basis(ALWAYS, Mechanism.ADEQUACY)
TODAY = date(2026, 11, 27)
CLAUSES = Basis(
    ALWAYS,
    Mechanism.SAFEGUARDS,
    instrument=Instrument.SCC_2021,
    modules=frozenset({3}),
    signed_on=date(2026, 3, 20),
)
DONE = Assessed(date(2026, 3, 1), Outcome.EQUIVALENT, date(2027, 3, 1))
SHIELD = (
    Cover("US_SAFE_HARBOUR", Days(date(2011, 1, 1))),
    Cover("US_PRIVACY_SHIELD", Days(date(2016, 8, 1))),
    Cover("US_DPF", Days(date(2023, 10, 1), date(2026, 12, 31)), Covers.NOT_STAFF),
)


def flow(*bases: Basis, to=US, covers=(), expected=None) -> FlowFacts:
    expected = {"OTHER_PERSONAL": 3} if expected is None else expected
    return FlowFacts(
        to, (ALWAYS,), bases, covers, expected, frozenset(expected) or frozenset({"OTHER_PERSONAL"})
    )


def codes(facts: FlowFacts, on: date) -> list[str]:
    return [reason.code for reason in stand(facts, on).reasons]


@pytest.mark.parametrize(
    ("on", "verdict", "code", "first"),
    [
        (date(2015, 10, 5), "LAWFUL", "decision_covers", date(2011, 1, 1)),
        (date(2015, 10, 6), "UNLAWFUL", "decision_ended", date(2015, 10, 6)),
        (date(2016, 7, 11), "UNLAWFUL", "decision_ended", date(2015, 10, 6)),
        (date(2016, 7, 12), "UNLAWFUL", "not_covered", date(2016, 7, 12)),
        (date(2016, 8, 1), "LAWFUL", "decision_covers", date(2016, 8, 1)),
        (date(2020, 7, 15), "LAWFUL", "decision_covers", date(2016, 8, 1)),
        (date(2020, 7, 16), "UNLAWFUL", "decision_ended", date(2020, 7, 16)),
        (date(2021, 6, 1), "UNLAWFUL", "decision_ended", date(2020, 7, 16)),
        (date(2023, 7, 10), "UNLAWFUL", "not_covered", date(2023, 7, 10)),
        (date(2024, 6, 1), "LAWFUL", "decision_covers", date(2023, 10, 1)),
        (date(2026, 12, 31), "UNLAWFUL", "cover_ended", date(2026, 12, 31)),
    ],
)
def test_a_certified_importer_in_the_united_states_through_the_years(on, verdict, code, first):
    facts = flow(ADEQUACY, covers=SHIELD)
    assert stand(facts, on).verdict == verdict
    assert codes(facts, on) == [code]
    assert since(facts, on) == first


def test_the_law_of_the_day_is_cited():
    facts = flow(ADEQUACY, covers=SHIELD)
    cited = {
        on: [str(cite) for reason in stand(facts, on).reasons for cite in reason.cites]
        for on in (date(2015, 10, 5), date(2015, 10, 6), date(2020, 7, 16), date(2024, 1, 1))
    }
    assert cited == {
        date(2015, 10, 5): ["Dir. 95/46 Art. 25(6)"],
        date(2015, 10, 6): ["Dir. 95/46 Art. 25(6)", "CJEU C-362/14"],
        date(2020, 7, 16): ["GDPR Art. 45(3)", "CJEU C-311/18"],
        date(2024, 1, 1): ["GDPR Art. 45(3)"],
    }


def test_a_certificate_for_other_data_does_not_cover_the_staffs():
    staff = replace(ADEQUACY, staff=True)
    assert codes(flow(staff, covers=SHIELD), date(2024, 6, 1)) == ["cover_ended"]
    both = (*SHIELD, Cover("US_DPF", Days(date(2024, 1, 1)), Covers.STAFF))
    assert codes(flow(staff, covers=both), date(2024, 6, 1)) == ["decision_covers"]


def test_a_certificate_for_the_staffs_data_covers_no_other_data():
    staff = replace(ADEQUACY, staff=True, categories=frozenset({"OTHER_PERSONAL"}))
    covers, on = (Cover("US_DPF", Days(date(2024, 1, 1)), Covers.STAFF),), date(2024, 6, 1)
    calls = {"OTHER_PERSONAL": 3, "TRANSMITTED": 3}
    assert codes(flow(staff, covers=covers), on) == ["decision_covers"]
    assert codes(flow(staff, covers=covers, expected=calls), on) == ["no_mechanism"]
    of_others = replace(ADEQUACY, categories=frozenset({"OTHER_PERSONAL"}))
    assert stand(flow(staff, of_others, covers=covers), on).verdict == Verdict.UNLAWFUL


@pytest.mark.parametrize(
    ("basis", "on", "verdict", "found"),
    [
        (CLAUSES, TODAY, "INCOMPLETE", ["safeguards", "assessment_missing"]),
        (replace(CLAUSES, assessments=(DONE,)), TODAY, "LAWFUL", ["safeguards"]),
        (
            replace(CLAUSES, assessments=(DONE,)),
            date(2027, 3, 1),
            "LAWFUL",
            ["safeguards"],
        ),
        (
            replace(CLAUSES, assessments=(DONE,)),
            date(2027, 3, 2),
            "INCOMPLETE",
            ["safeguards", "assessment_overdue"],
        ),
        (
            replace(CLAUSES, assessments=(replace(DONE, outcome=Outcome.NOT_EQUIVALENT),)),
            TODAY,
            "UNLAWFUL",
            ["not_equivalent", "safeguards"],
        ),
        (
            replace(CLAUSES, assessments=(replace(DONE, outcome=Outcome.WITH_MEASURES),)),
            TODAY,
            "INCOMPLETE",
            ["safeguards", "measures_missing"],
        ),
        (
            replace(
                CLAUSES,
                assessments=(replace(DONE, outcome=Outcome.WITH_MEASURES),),
                measures=True,
            ),
            TODAY,
            "LAWFUL",
            ["safeguards"],
        ),
        (
            replace(CLAUSES, assessments=(DONE,), modules=frozenset({2})),
            TODAY,
            "INCOMPLETE",
            ["safeguards", "module_unfit"],
        ),
        (replace(CLAUSES, signed_on=None), TODAY, "UNLAWFUL", ["not_signed"]),
        (CLAUSES, date(2026, 3, 19), "UNLAWFUL", ["not_signed"]),
        (replace(CLAUSES, signed_on=date(2021, 6, 26)), TODAY, "UNLAWFUL", ["clauses_not_then"]),
        (
            Basis(ALWAYS, Mechanism.BINDING_RULES, signed_on=date(2026, 1, 1), assessments=(DONE,)),
            TODAY,
            "LAWFUL",
            ["binding_rules"],
        ),
        (Basis(ALWAYS, Mechanism.BINDING_RULES), TODAY, "UNLAWFUL", ["not_approved"]),
        (Basis(ALWAYS, Mechanism.DEROGATION, derogation="a"), TODAY, "LAWFUL", ["derogation"]),
        (ADEQUACY, TODAY, "UNLAWFUL", ["no_decision"]),
    ],
)
def test_a_country_without_a_decision_takes_a_ground_that_is_kept_up(basis, on, verdict, found):
    facts = flow(basis, to=IN)
    assert stand(facts, on).verdict == verdict
    assert codes(facts, on) == found
    assert all(reasons_in_words(stand(facts, on)))


@pytest.mark.parametrize(
    ("letter", "verdict", "found"),
    [
        ("a", "LAWFUL", ["derogation"]),
        ("b", "INCOMPLETE", ["derogation", "not_occasional"]),
        ("c", "INCOMPLETE", ["derogation", "not_occasional"]),
        ("d", "LAWFUL", ["derogation"]),
        ("e", "INCOMPLETE", ["derogation", "not_occasional"]),
        ("2", "INCOMPLETE", ["derogation", "not_occasional", "assessment_missing"]),
    ],
)
def test_an_exception_does_not_carry_what_a_contract_makes_go_all_the_time(letter, verdict, found):
    basis = Basis(ALWAYS, Mechanism.DEROGATION, derogation=letter)
    facts = replace(flow(basis, to=IN), needed=(ALWAYS,))
    assert stand(facts, TODAY).verdict == verdict
    assert codes(facts, TODAY) == found
    assert all(reasons_in_words(stand(facts, TODAY)))


def test_compelling_interests_ask_for_an_assessment_also_once():
    once = Basis(ALWAYS, Mechanism.DEROGATION, derogation="2")
    assert codes(replace(flow(once, to=IN), needed=()), TODAY) == [
        "derogation",
        "assessment_missing",
    ]
    assessed = replace(once, assessments=(DONE,))
    assert codes(replace(flow(assessed, to=IN), needed=()), TODAY) == ["derogation"]


def test_the_clauses_of_2010_protect_until_the_end_of_2022():
    old = replace(
        CLAUSES, instrument=Instrument.SCC_2010, modules=frozenset(), signed_on=date(2019, 1, 1)
    )
    facts = flow(old, to=IN)
    assert codes(facts, date(2020, 7, 15)) == ["safeguards"]
    assert codes(facts, date(2020, 7, 16)) == ["safeguards", "assessment_missing"]
    assert stand(facts, date(2022, 12, 27)).verdict == Verdict.INCOMPLETE
    assert codes(facts, date(2022, 12, 28)) == ["clauses_over"]
    assert lapses(facts, date(2022, 10, 1)) == date(2022, 12, 28)


def test_clauses_behind_a_certificate_go_on_when_it_ends():
    kept = replace(CLAUSES, assessments=(DONE,))
    facts = flow(ADEQUACY, kept, covers=SHIELD)
    assert codes(facts, date(2026, 12, 30)) == ["decision_covers"]
    assert codes(facts, date(2026, 12, 31)) == ["safeguards"]
    assert lapses(facts, date(2026, 12, 1)) is None
    assert lapses(flow(ADEQUACY, covers=SHIELD), date(2026, 12, 1)) == date(2026, 12, 31)


def test_what_is_not_covered_by_any_record_decides():
    only = replace(CLAUSES, assessments=(DONE,), categories=frozenset({"OTHER_PERSONAL"}))
    both = flow(only, to=IN, expected={"OTHER_PERSONAL": 3, "TRANSMITTED": 3})
    assert codes(both, TODAY) == ["no_mechanism"]


def test_the_united_kingdom_was_expected_to_lapse_until_it_was_prolonged():
    facts = flow(to=Destination("GB"))
    assert lapses(facts, date(2025, 6, 1)) == date(2025, 6, 28)
    assert lapses(facts, date(2025, 6, 24)) == date(2025, 12, 28)
    assert lapses(facts, date(2025, 12, 19)) == date(2031, 12, 28)
    assert stand(facts, date(2025, 7, 1)).verdict == Verdict.LAWFUL


def test_inside_the_eea_it_is_no_transfer():
    assert codes(flow(to=Destination("NO")), TODAY) == ["inside_eea"]
    assert codes(flow(to=Destination("GB")), date(2021, 3, 1)) == ["interim"]


days = st.dates(date(2011, 1, 1), date(2032, 6, 1))
grounds = st.lists(
    st.sampled_from([ADEQUACY, CLAUSES, replace(CLAUSES, assessments=(DONE,))]), max_size=2
)
somewhere = st.sampled_from([US, IN, Destination("GB"), Destination("BR"), Destination("NL")])


@given(somewhere, grounds, days)
def test_an_answer_changes_on_turning_days_only(to, bases, on):
    facts = flow(*bases, to=to, covers=SHIELD)
    before, now = stand(facts, on - timedelta(days=1)), stand(facts, on)
    assert before.verdict == now.verdict or on in turning_days(facts)


@given(somewhere, grounds, days)
def test_since_is_a_day_with_the_same_answer(to, bases, on):
    facts = flow(*bases, to=to, covers=SHIELD)
    first = since(facts, on)
    if first:
        assert first <= on
        assert stand(facts, first).verdict == stand(facts, on).verdict


@given(somewhere, grounds, st.sampled_from([CLAUSES, replace(CLAUSES, assessments=(DONE,))]), days)
def test_one_more_ground_never_makes_it_worse(to, bases, more, on):
    order = ["NO_TRANSFER", "LAWFUL", "INCOMPLETE", "UNLAWFUL"]
    fewer = stand(flow(*bases, to=to, covers=SHIELD), on).verdict
    with_more = stand(flow(*bases, more, to=to, covers=SHIELD), on).verdict
    assert order.index(with_more) <= order.index(fewer)


@given(somewhere, grounds, days)
def test_every_answer_has_a_reason_that_cites_the_law(to, bases, on):
    found = stand(flow(*bases, to=to, covers=SHIELD), on)
    assert found.reasons
    assert all(reason.cites and reason.code in SENTENCES for reason in found.reasons)
