"""Statistics without consent: what the checklist asks, when it lapses, and what follows from it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cookies.banner.build import build
from cookies.banner.services import configure_banner
from cookies.choices import Provenance, Technique
from cookies.exemption.checklists import statistics
from cookies.exemption.errors import NothingToMove, PointUnknown, WithoutEvidence
from cookies.exemption.models import ExemptionAnswer
from cookies.exemption.queries import PointState, standing_of
from cookies.exemption.services import answer_point, claim_exemption
from cookies.models import ConsentCategory, Provider
from cookies.registry.services import Facts, Said, enter_item, publish_item
from cookies.scanner.judging import baseline_of
from cookies.statement.content import content_of
from roles.findings.checking import run_checks
from tests.cookies.conftest import TODAY
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

CHECKLIST = statistics()
CODES = tuple(point.code for point in CHECKLIST.points)


@pytest.fixture
def site(world):
    """Belfabriek's shop, which counts its visits."""
    declare(world.shop, "_pk_id", "ANALYTICS")
    return world.shop


def declare(site, pattern, category):
    facts = Facts(
        technique=Technique.JS_COOKIE,
        pattern=pattern,
        domain=site.host,
        provider=Provider.objects.get(owner=None, is_site=True),
        category=ConsentCategory.objects.get(code=category),
        purpose=Localised(nl="Telt bezoeken.", en="Counts visits."),
        recipients=Localised(nl="Niemand.", en="Nobody."),
        lifetime="P30D",
    )
    said = Said(Provenance.PERSON, TODAY)
    item = enter_item(owner=site.party, site=site, facts=facts, said=said, by=SYSTEM)
    return publish_item(item=item, by=SYSTEM)


def answer(site, *codes, met=True, on=TODAY, by=SYSTEM):
    for code in codes:
        answer_point(
            site=site,
            checklist=CHECKLIST,
            point=code,
            met=met,
            evidence="instelling 4, gezien" if met else "",
            on=on,
            by=by,
        )


def claim(site, claim=True):
    return claim_exemption(site=site, checklist=CHECKLIST, claim=claim, on=TODAY, by=SYSTEM)


def asked(site, on=TODAY):
    """The categories that the banner of the site asks for on a day."""
    settings = configure_banner(site=site, address="https://x.example", on=TODAY, by=SYSTEM)
    built = build(settings, address="https://x.example", number=1, on=on)
    return [each["k"] for each in built.texts["asked"]]


def findings(site, on=TODAY):
    found = run_checks(on, frozenset({site.party_id})).values()
    return {each.code for each in found if each.code.startswith("exemption_")}


def test_a_claim_alone_changes_nothing_for_visitors(site):
    assert claim(site) == 1
    assert asked(site) == ["ANALYTICS"]
    (group,) = [g for g in content_of(site, TODAY)["groups"] if g["code"] != "FUNCTIONAL"]
    assert group["code"] == "ANALYTICS"
    assert group["needs_consent"]
    assert all(each.needs_consent for each in baseline_of(site).items if each.pattern == "_pk_id")


def test_shown_point_by_point_it_is_not_asked_for(site):
    claim(site)
    answer(site, *CODES)
    assert standing_of(site, CHECKLIST, TODAY).holds
    assert asked(site) == []
    (group,) = [g for g in content_of(site, TODAY)["groups"] if g["code"] != "FUNCTIONAL"]
    assert (group["code"], group["ground"]) == ("STATISTICS_EXEMPT", "Tw Art. 11.7a(3)(b)")
    assert not any(e.needs_consent for e in baseline_of(site).items if e.pattern == "_pk_id")
    assert findings(site) == set()


@pytest.mark.parametrize("missing", CODES)
def test_every_point_counts(site, missing):
    claim(site)
    answer(site, *(code for code in CODES if code != missing))
    standing = standing_of(site, CHECKLIST, TODAY)
    assert [each.point.code for each in standing.open] == [missing]
    assert asked(site) == ["ANALYTICS"]
    assert findings(site) == {"exemption_not_shown"}
    answer(site, missing)
    assert findings(site) == set()


def test_the_latest_answer_counts_and_a_no_needs_no_evidence(site):
    claim(site)
    answer(site, *CODES)
    answer(site, "address_shortened", met=False)
    (point,) = standing_of(site, CHECKLIST, TODAY).open
    assert point.state == PointState.NOT_SO
    answer(site, "address_shortened")
    assert standing_of(site, CHECKLIST, TODAY).holds


def test_an_answer_holds_a_year_to_the_day(site):
    claim(site)
    answer(site, *CODES[1:])
    answer(site, CODES[0], on=date(2024, 2, 29))
    last, first = date(2025, 2, 27), date(2025, 2, 28)  # no leap day: it lapses a day earlier
    states = {on: standing_of(site, CHECKLIST, on).points[0].state for on in (last, first)}
    assert states == {last: PointState.SHOWN, first: PointState.LAPSED}


def test_an_answer_of_tomorrow_shows_nothing_today(site):
    answer(site, *CODES, on=date(2026, 11, 25))
    assert len(standing_of(site, CHECKLIST, TODAY).open) == len(CODES)


def test_on_the_day_it_lapses_the_banner_asks_and_a_finding_says_so(site):
    claim(site)
    answer(site, *CODES)
    later = date(2027, 11, 24)
    assert standing_of(site, CHECKLIST, TODAY).until == later
    assert asked(site, on=later) == ["ANALYTICS"]
    assert findings(site, on=later) == {"exemption_not_shown"}


def test_advertising_on_the_site_voids_it_until_it_is_gone(site):
    claim(site)
    answer(site, *CODES)
    item = declare(site, "_fbp", "TRACKING")
    assert standing_of(site, CHECKLIST, TODAY).advertising == ("_fbp",)
    assert asked(site) == ["ANALYTICS", "TRACKING"]
    assert findings(site) == {"exemption_beside_advertising"}
    item.published = False
    item.save()
    assert asked(site) == []
    assert findings(site) == set()


def test_a_provider_that_advertises_voids_it_in_whatever_category_it_stands(site):
    claim(site)
    answer(site, *CODES)
    item = declare(site, "_hjSession", "STATISTICS_EXEMPT")
    item.provider = Provider.objects.filter(owner=None, advertises=True).first()
    item.save()
    assert not standing_of(site, CHECKLIST, TODAY).holds
    assert asked(site) == ["ANALYTICS"]


def test_a_site_without_statistics_has_nothing_to_claim(world):
    with pytest.raises(NothingToMove):
        claim(world.shop)


def test_a_site_that_asks_needs_no_checklist(site):
    assert findings(site) == set()
    claim(site)
    claim(site, claim=False)
    assert not standing_of(site, CHECKLIST, TODAY).relied_on
    assert findings(site) == set()


def test_refusals(site, world):
    with pytest.raises(PointUnknown):
        answer(site, "we_are_nice")
    with pytest.raises(WithoutEvidence):
        answer_point(
            site=site,
            checklist=CHECKLIST,
            point=CODES[0],
            met=True,
            evidence="   ",
            on=TODAY,
            by=SYSTEM,
        )
    for act in (
        lambda by: answer(site, CODES[0], by=by),
        lambda by: claim_exemption(site=site, checklist=CHECKLIST, claim=True, on=TODAY, by=by),
    ):
        with pytest.raises(NotAllowed):
            act(world.manager(world.eve))
    assert not ExemptionAnswer.objects.exists()


@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(met=False), lambda rows: rows._raw_delete("default")]
)
def test_answers_are_only_added_to(site, change):
    answer(site, CODES[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        change(ExemptionAnswer.objects.all())


def test_every_point_cites_the_law_and_speaks_both_languages():
    for point in CHECKLIST.points:
        assert point.cites
        assert point.question.nl != point.question.en
        assert point.hint.nl != point.hint.en
