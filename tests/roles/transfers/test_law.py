"""Chapter V on a day: worked out by hand, and what must hold on every day."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from roles.transfers import law
from roles.transfers.choices import Region
from roles.transfers.countries import country_name, is_country
from roles.transfers.law import Destination, shipped
from roles.transfers.picture import DATA
from roles.transfers.picture import places as places_on_the_map
from roles.transfers.words import looked_up_in_words
from voipgrid_privacy.kernel.data_files import read_yaml

DAY = timedelta(days=1)
LAW = shipped()
US = Destination("US")
EPO = Destination("DE", "EPO")
PLACES = sorted({Destination(d.country or "DE", d.organisation) for d in LAW.decisions})
places = st.sampled_from([*PLACES, Destination("NL"), Destination("GB"), Destination("IN")])
days = st.dates(date(1999, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("on", "region", "decision"),
    [
        (date(2000, 7, 25), "THIRD", None),
        (date(2015, 1, 1), "LISTED", "US_SAFE_HARBOUR"),
        (date(2015, 10, 5), "LISTED", "US_SAFE_HARBOUR"),
        (date(2015, 10, 6), "THIRD", "US_SAFE_HARBOUR"),
        (date(2016, 7, 11), "THIRD", "US_SAFE_HARBOUR"),
        (date(2016, 7, 12), "LISTED", "US_PRIVACY_SHIELD"),
        (date(2020, 7, 15), "LISTED", "US_PRIVACY_SHIELD"),
        (date(2020, 7, 16), "THIRD", "US_PRIVACY_SHIELD"),
        (date(2021, 1, 1), "THIRD", "US_PRIVACY_SHIELD"),
        (date(2023, 7, 9), "THIRD", "US_PRIVACY_SHIELD"),
        (date(2023, 7, 10), "LISTED", "US_DPF"),
        (date(2024, 6, 1), "LISTED", "US_DPF"),
        (date(2026, 11, 23), "LISTED", "US_DPF"),
    ],
)
def test_the_united_states_day_by_day(on, region, decision):
    """Where there is none, the decision is the one that ended last."""
    found = LAW.status(US, on)
    assert found.region == region
    assert (found.decision or found.ended or found) is (
        LAW.decision_of(decision) if decision else found
    )


@pytest.mark.parametrize(
    ("place", "on", "region"),
    [
        (Destination("GB"), date(2020, 6, 1), "EEA"),
        (Destination("GB"), date(2020, 12, 31), "EEA"),
        (Destination("GB"), date(2021, 1, 1), "INTERIM"),
        (Destination("GB"), date(2021, 6, 27), "INTERIM"),
        (Destination("GB"), date(2021, 6, 28), "ADEQUATE"),
        (Destination("GB"), date(2025, 6, 28), "ADEQUATE"),
        (Destination("GB"), date(2026, 11, 23), "ADEQUATE"),
        (Destination("GB"), date(2031, 12, 27), "ADEQUATE"),
        (Destination("GB"), date(2031, 12, 28), "THIRD"),
        (Destination("GB"), date(2032, 1, 1), "THIRD"),
        (Destination("BR"), date(2026, 1, 25), "THIRD"),
        (Destination("BR"), date(2026, 1, 28), "ADEQUATE"),
        (Destination("JP"), date(2018, 12, 31), "THIRD"),
        (Destination("JP"), date(2019, 1, 23), "LISTED"),
        (Destination("KR"), date(2021, 12, 16), "THIRD"),
        (Destination("KR"), date(2021, 12, 17), "LISTED"),
        (Destination("CA"), date(2026, 11, 23), "LISTED"),
        (Destination("NO"), date(2026, 11, 23), "EEA"),
        (Destination("CH"), date(2026, 11, 23), "ADEQUATE"),
        (Destination("IN"), date(2026, 11, 23), "THIRD"),
        (Destination("AW"), date(2026, 11, 23), "THIRD"),
        (Destination("RE"), date(2026, 11, 23), "EEA"),
        (Destination("HU"), date(2003, 1, 1), "ADEQUATE"),
        (Destination("HU"), date(2004, 5, 1), "EEA"),
        (EPO, date(2025, 7, 14), "THIRD"),
        (EPO, date(2025, 7, 15), "ADEQUATE"),
    ],
)
def test_other_destinations(place, on, region):
    assert LAW.status(place, on).region == region


@pytest.mark.parametrize(
    ("known_on", "first_day_without"),
    [
        (date(2025, 6, 1), date(2025, 6, 28)),
        (date(2025, 6, 24), date(2025, 12, 28)),
        (date(2025, 12, 18), date(2025, 12, 28)),
        (date(2025, 12, 19), date(2031, 12, 28)),
    ],
)
def test_what_was_expected_of_the_united_kingdom_depends_on_the_day(known_on, first_day_without):
    decision = LAW.decision_of("GB")
    assert decision.end(known_on) == first_day_without
    assert decision.applies(first_day_without - DAY, known_on)
    assert not decision.applies(first_day_without, known_on)


def test_nobody_foresaw_a_judgment():
    eve = date(2020, 7, 15)
    assert LAW.status(US, date(2020, 8, 1), known_on=eve).region == Region.LISTED
    assert LAW.status(US, date(2020, 8, 1), known_on=date(2020, 7, 16)).region == Region.THIRD


def test_schrems_ended_what_he_ended():
    ended = {
        d.code: (d.ended_on, d.ended_by) for d in LAW.decisions if d.ended_how == "INVALIDATED"
    }
    assert ended == {
        "US_SAFE_HARBOUR": (date(2015, 10, 6), "C-362/14"),
        "US_PRIVACY_SHIELD": (date(2020, 7, 16), "C-311/18"),
    }


@given(places, days)
def test_one_state_a_day_with_at_most_one_decision(place, on):
    found = LAW.status(place, on)
    applying = [d for d in LAW.decisions_for(place) if d.applies(on)]
    assert len(applying) <= 1
    assert (found.region in {Region.ADEQUATE, Region.LISTED}) == (found.decision is not None)
    assert found.region != Region.EEA or LAW.in_eea(place.country, on)
    assert found.decision is None or found.decision in applying


@given(places, days)
def test_a_state_changes_on_turning_days_only(place, on):
    changed = LAW.status(place, on) != LAW.status(place, on - DAY)
    assert not changed or on in LAW.turning_days(place)


@given(places, days, days)
def test_what_is_known_later_changes_no_day_that_was_over(place, on, known_on):
    """A day of the past keeps its answer, whatever is adopted or annulled afterwards."""
    if on <= known_on:
        assert LAW.status(place, on, known_on).region == LAW.status(place, on).region


@given(st.sampled_from(LAW.decisions))
def test_the_acts_that_prolong_a_decision_leave_no_gap(decision):
    for before, after in zip(decision.terms, decision.terms[1:], strict=False):
        assert before.adopted < after.adopted <= before.last_day < after.last_day


def test_every_decision_is_an_act_with_an_address_and_a_day():
    for decision in LAW.decisions:
        assert decision.url.startswith("https://eur-lex.europa.eu/eli/"), decision.code
        assert decision.adopted <= decision.applies_from
        assert not decision.listed or {"nl", "en"} <= set(decision.covered), decision.code
        assert decision.organisation or is_country(decision.country)
    codes = [decision.code for decision in LAW.decisions]
    assert len(codes) == len(set(codes))


def test_a_decision_says_where_it_was_looked_up_and_what_was_not_seen_there():
    by_code = {decision.code: decision for decision in LAW.decisions}
    with translation.override("en"):
        said = {code: looked_up_in_words(decision) for code, decision in by_code.items()}
    official = "looked up in the Official Journal or EUR-Lex"
    assert said["BR"] == official
    assert said["AR"] == f"{official}; its number, not its day"
    assert said["GB"] == "looked up in what others write of it; its days, not its number"
    assert said["HU"] == "not looked up"
    for decision in LAW.decisions:
        seen = decision.looked_up
        assert (seen.how == "NOWHERE") == (not seen.url)
        assert seen.url.startswith("https://") or not seen.url


@pytest.mark.parametrize(
    ("instrument", "on", "concludable", "protects"),
    [
        ("SCC_2010", date(2021, 9, 26), True, True),
        ("SCC_2010", date(2021, 9, 27), False, True),
        ("SCC_2010", date(2022, 12, 27), False, True),
        ("SCC_2010", date(2022, 12, 28), False, False),
        ("SCC_2021", date(2021, 6, 26), False, True),
        ("SCC_2021", date(2021, 6, 27), True, True),
    ],
)
def test_clauses_are_dated(instrument, on, concludable, protects):
    clauses = law.clauses_of(instrument)
    assert (clauses.concludable(on), clauses.protects(on)) == (concludable, protects)


@pytest.mark.parametrize(
    ("exporter", "importer", "module"),
    [
        ("CONTROLLER", "CONTROLLER", 1),
        ("CONTROLLER", "PROCESSOR", 2),
        ("PROCESSOR", "SUB_PROCESSOR", 3),
        ("SUB_PROCESSOR", "SUB_PROCESSOR", 3),
        ("PROCESSOR", "CONTROLLER", 4),
        ("CONTROLLER", "SUB_PROCESSOR", None),
    ],
)
def test_the_module_follows_from_the_roles(exporter, importer, module):
    assert law.module_for(exporter, importer) == module


def test_countries_have_names_in_both_languages():
    assert country_name("US", "nl") == "Verenigde Staten"
    assert country_name("US", "en") == "United States"
    for decision in LAW.decisions:
        for language in ("nl", "en"):
            name = country_name(decision.country, language) if decision.country else "x"
            assert name
            assert not name.startswith("*")
    assert country_name("QQ", "nl") == "QQ"


def test_the_map_has_every_country_of_the_law():
    drawn = places_on_the_map()
    named = {d.country for d in LAW.decisions if d.country}
    eea = {code for code in drawn if LAW.in_eea(code, date(2026, 11, 27))}
    assert named <= set(drawn)
    assert len(eea) == 30 + 7
    assert all(is_country(code) for code in drawn)


def test_no_country_is_drawn_twice():
    tokens = [each for row in read_yaml(DATA)["rows"] for each in row.split() if each != ".."]
    assert len(tokens) == len(set(tokens)) == len(places_on_the_map())
    assert len({len(row.split()) for row in read_yaml(DATA)["rows"]}) == 1
