"""What the register says of features: who has them done, with which data, and what is kept."""

from datetime import date

import pytest

from records.choices import StartEvent
from roles.choices import Feature
from roles.models import Source
from roles.queries.features import Kept, consequence, consequences, consequences_of, is_secret
from roles.register import read
from roles.rules.functions import FUNCTIONS, TELEPHONY, HadBy, function

ON = date(2026, 1, 15)


def test_every_feature_that_rules_know_is_shipped_and_the_other_way_round():
    (telephony,) = [service for service in read("services") if service["code"] == "TELEPHONY"]
    assert {each["code"] for each in telephony["features"]} == set(Feature.values)
    assert set(FUNCTIONS) == set(Feature.values)


@pytest.mark.parametrize("feature", Feature)
def test_every_feature_says_what_becomes_of_each_kind_of_data_it_handles(feature):
    said = {each.category for each in consequences_of(feature, ON)}
    handled = function(feature).categories or TELEPHONY
    own = handled - {"OTHER_PERSONAL"} if feature in {"CALL_RECORDING", "VOICEMAIL"} else handled
    assert said == own  # contract data beside recordings are kept as without them


def test_every_consequence_cites_and_is_told_in_two_languages():
    for each in consequences():
        assert each.cites
        assert each.text.nl.endswith(".")
        assert each.text.en.endswith(".")
        assert each.text.nl != each.text.en
        assert function(each.feature).handles(each.category)


def test_a_consequence_counts_from_an_event_that_retention_rules_know():
    for each in consequences():
        kept = each.kept != Kept.NOTHING
        assert kept == bool(each.starts)
        assert not kept or each.starts in StartEvent.values


def test_on_one_day_a_feature_means_one_thing_for_one_kind_of_data():
    for each in consequences():
        same = [
            o for o in consequences() if (o.feature, o.category) == (each.feature, each.category)
        ]
        assert [o for o in same if o.holds(each.valid_from)] == [each]


def test_a_consequence_has_its_days():
    day_before = date(2018, 5, 24)
    assert consequence(feature="VOICEMAIL", category="TRANSMITTED", on=day_before) is None
    found = consequence(feature="VOICEMAIL", category="TRANSMITTED", on=ON)
    assert found is not None
    assert (found.kept, found.starts) == (Kept.AS_INSTRUCTED, "creation")


@pytest.mark.django_db
def test_every_consequence_names_a_source_of_the_register(cast):
    known = set(Source.objects.values_list("code", flat=True))
    assert {each.source for each in consequences()} <= known


def test_only_what_the_law_asks_is_secret():
    secret = {feature for feature in Feature if is_secret(feature)}
    assert secret == {Feature.LAWFUL_INTERCEPTION, Feature.STATUTORY_DISCLOSURE}
    assert {function(feature).had_by for feature in secret} == {HadBy.LAW}
