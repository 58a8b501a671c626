"""The register of legal sources: what there is, what replaced it, and which rules feel that."""

from datetime import date

import pytest

from roles import services
from roles.models import Finding, Reliance, Source
from roles.models.sources import SourceKind
from roles.queries.sources import cited_by, rules_on, sources
from roles.register import read
from roles.rules import rulebook
from roles.services.refusals import Invalid
from roles.services.sources import (
    AlreadySuperseded,
    SupersededByItself,
    register_source,
    supersede_source,
)
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.law import INSTRUMENTS
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

ON = date(2026, 11, 23)
CODE = "rule_on_superseded_source"


def source(code: str) -> Source:
    return Source.objects.get(code=code)


def newer(code: str = "edpb-01-2030", **more) -> Source:
    return register_source(
        code=code,
        kind=SourceKind.GUIDELINE,
        title=Localised(nl="Nieuwe richtsnoeren", en="New guidelines"),
        by=SYSTEM,
        **more,
    )


def raised(on=ON) -> set[str]:
    services.recompute_findings(on=on, by=SYSTEM)
    return set(Finding.objects.open().filter(code=CODE).values_list("key", flat=True))


def test_every_law_that_a_rule_cites_is_a_source_of_the_register(cast):
    cited = {name for rule in rulebook.rules for name in cited_by(rule)}
    known = {row.instrument: row for row in sources(viewer=SYSTEM) if row.instrument}
    assert cited <= known.keys() <= INSTRUMENTS.keys()
    for name, row in known.items():
        assert row.url.startswith("https://")
        assert row.url == INSTRUMENTS[name].url
        assert row.consulted_on


def test_every_shipped_source_has_a_kind_and_every_replaced_one_a_day(cast):
    for entry in read("sources"):
        assert entry["kind"] in SourceKind.values
        assert ("superseded_by" in entry) == ("superseded_on" in entry)


def test_no_rule_of_today_rests_on_what_was_replaced(cast):
    assert raised() == set()


def test_a_rule_whose_source_is_replaced_is_a_finding_from_that_day_until_it_is_not(cast):
    supersede_source(source=source("edpb-07-2020"), successor=newer(), on=ON, by=SYSTEM)
    assert raised(date(2026, 11, 22)) == set()
    found = raised()
    told = {rule.code for rule in rules_on(source("edpb-07-2020"), ON)}
    assert found == {f"rule={code}/source=edpb-07-2020" for code in told} | {
        key for key in found if key.endswith("/source=wp169")
    }
    assert "rule=communicates/source=edpb-07-2020" in found
    Source.objects.filter(code="edpb-07-2020").update(superseded_by=None, superseded_on=None)
    assert raised() == set()


def test_a_rule_that_cites_what_came_in_its_place_rests_on_that(cast):
    assert "WP169" in cited_by(next(r for r in rulebook.rules if r.code == "communicates"))
    assert source("wp169").superseded(ON)
    assert raised() == set()


def test_a_rule_on_a_law_that_lapsed_without_a_successor_is_a_finding(cast):
    Source.objects.filter(code="cjeu-c-231-22").update(valid_during=(date(2024, 1, 11), ON))
    assert raised() == {"rule=is_appointed_by_law/source=cjeu-c-231-22"}
    Source.objects.filter(code="cjeu-c-231-22").update(valid_during=None)
    assert raised() == set()


def test_the_sentence_ascribed_to_the_edpb_carries_its_true_source(cast):
    (reliance,) = Reliance.objects.exclude(ascribed_to="")
    assert (reliance.ascribed_to, reliance.rests_on.code) == ("EDPB", "wp169")
    assert reliance.rests_on.superseded_by.code == "edpb-07-2020"


def test_a_source_is_replaced_once_and_never_by_itself(cast):
    old, new = source("edpb-07-2020"), newer()
    with pytest.raises(SupersededByItself):
        supersede_source(source=old, successor=old, on=ON, by=SYSTEM)
    supersede_source(source=old, successor=new, on=ON, by=SYSTEM)
    with pytest.raises(AlreadySuperseded):
        supersede_source(source=old, successor=newer("another"), on=ON, by=SYSTEM)
    with pytest.raises(SupersededByItself):
        supersede_source(source=new, successor=source("edpb-07-2020"), on=ON, by=SYSTEM)


def test_two_sources_are_not_cited_by_one_name(cast):
    with pytest.raises(Invalid):
        newer(instrument="GDPR")
    assert Source.objects.filter(instrument="GDPR").count() == 1


def test_what_an_officer_said_of_a_source_stays_when_the_register_is_loaded_again(cast):
    supersede_source(source=source("edpb-07-2020"), successor=newer(), on=ON, by=SYSTEM)
    counts = services.load_register(by=SYSTEM)
    assert counts["updated"] == 0
    assert source("edpb-07-2020").superseded_by.code == "edpb-01-2030"


def test_only_officers_keep_the_register_of_sources(cast, manager_of):
    manager = manager_of(cast.belfabriek)
    with pytest.raises(NotAllowed):
        register_source(code="x", kind="OPINION", title=Localised(nl="x", en="x"), by=manager)
    with pytest.raises(NotAllowed):
        supersede_source(source=source("gdpr"), successor=source("wp169"), on=ON, by=manager)
