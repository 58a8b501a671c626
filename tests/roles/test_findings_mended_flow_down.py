"""Findings about agreements down the chain, each gone when that is put right (GDPR Art. 28(4))."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from roles.agreements.links import chain_links, engagers, law_items
from roles.agreements.models import AgreementCoverage
from roles.agreements.refusals import CoverageOfWording
from roles.agreements.services import (
    draft_agreement,
    end_agreement,
    end_mandate,
    give_mandate,
    record_agreement,
    send_document,
    sign_agreement,
    state_coverage,
)
from roles.agreements.services.templates import load_templates
from roles.findings.flow_down import AHEAD
from roles.models import Contract
from tests.roles.mended import EARLIER, ON, recompute, standing
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LETTERS = list("abcdefgh")


@pytest.fixture
def chain(cast):
    """Bakker buys of Belfabriek, which engages VoIPGRID, which engages a host."""
    cast.delivers(cast.belfabriek, cast.bakker)
    cast.host = cast.party("Host", kind="SUPPLIER")
    cast.sells(cast.host, cast.platform, kind="SUPPLY")
    cast.top = signed(cast.belfabriek, cast.bakker)
    cast.upper = signed(cast.platform, cast.belfabriek)
    cast.lower = signed(cast.host, cast.platform)
    recompute()
    return cast


def signed(processor, controller, *, on=EARLIER, **more):
    days = {"processor_signed_on": EARLIER, "controller_signed_on": EARLIER}
    pair = {"processor": processor, "controller": controller}
    return record_agreement(**pair, on=on, **days, **more, by=SYSTEM)


def states(agreement, letters="abcdefgh", data=("TRANSMITTED",), *, gone="", cast):
    asked = {item.code: item for item in law_items(viewer=SYSTEM, on=ON)}
    items = {asked[letter]: f"art. {letter}" for letter in letters} | {asked[x]: "" for x in gone}
    kinds = {cast.category(code): "annex 1" for code in data}
    return state_coverage(agreement=agreement, items=items, categories=kinds, at=NOW, by=SYSTEM)


def parties(code):
    return {finding.party.name for finding in standing(code)}


def test_flow_down_unknown(chain):
    assert parties("flow_down_unknown") == {chain.platform.name, chain.belfabriek.name}
    states(chain.lower, cast=chain)
    assert parties("flow_down_unknown") == {chain.belfabriek.name}
    states(chain.upper, cast=chain)
    assert standing("flow_down_unknown") == []


def test_flow_down_items(chain):
    states(chain.upper, "abcdefg", cast=chain)
    states(chain.lower, "abcdef", cast=chain)
    # Belfabriek's customer was promised everything that the law asks, as far as anyone knows.
    assert parties("flow_down_items") == {chain.platform.name, chain.belfabriek.name}
    (link,) = chain_links(viewer=SYSTEM, on=ON, of=[chain.platform])
    (want,) = [each for each in link.wants if each.kind.code == "flow_down_items"]
    assert [what[:3] for what in want.what] == ["(g)"]
    states(chain.lower, "g", cast=chain)
    assert parties("flow_down_items") == {chain.belfabriek.name}
    states(chain.upper, "h", cast=chain)
    assert parties("flow_down_items") == {chain.platform.name}
    states(chain.lower, "h", cast=chain)
    assert standing("flow_down_items") == []
    states(chain.lower, "", gone="b", cast=chain)
    assert parties("flow_down_items") == {chain.platform.name}


def test_flow_down_data(chain):
    states(chain.lower, data=(), cast=chain)
    assert standing("flow_down_data") == []  # of the data nobody said anything yet
    states(chain.lower, data=("TRAFFIC_BILLING",), cast=chain)
    assert parties("flow_down_data") == {chain.platform.name}
    states(chain.lower, cast=chain)
    assert standing("flow_down_data") == []


def test_to_state_the_data_says_nothing_of_the_items(chain):
    states(chain.lower, "a", cast=chain)
    assert "flow_down_items" in {each.code for each in standing("flow_down_items")}
    states(chain.upper, "", cast=chain)  # a promise above is not set aside by naming its data
    assert parties("flow_down_items") == {chain.platform.name}
    assert chain.belfabriek.name in parties("flow_down_unknown")


def test_a_second_agreement_that_nobody_looked_at_may_have_the_items(chain):
    states(chain.lower, "a", cast=chain)
    supply = Contract.objects.get(provider=chain.host)
    signed(chain.host, chain.platform, reference="second", contract=supply)
    assert chain.platform.name in parties("flow_down_unknown")
    assert chain.platform.name not in parties("flow_down_items")


def test_flow_down_days(chain):
    assert standing("flow_down_days") == []
    end_agreement(agreement=chain.lower, on=ON + AHEAD, by=SYSTEM)
    assert standing("flow_down_days") == []
    follows = signed(chain.host, chain.platform, on=ON + AHEAD)
    end_agreement(agreement=follows, on=ON + AHEAD + timedelta(days=9), by=SYSTEM)
    assert standing("flow_down_days") == []


def test_flow_down_days_that_end_or_begin_late(chain):
    end_agreement(agreement=chain.lower, on=ON + AHEAD - timedelta(days=1), by=SYSTEM)
    assert parties("flow_down_days") == {chain.platform.name}
    signed(chain.host, chain.platform, on=ON + AHEAD - timedelta(days=1))
    assert standing("flow_down_days") == []
    other = chain.party("Carrier", kind="SUPPLIER")
    chain.sells(other, chain.platform, kind="SUPPLY")
    signed(other, chain.platform, on=date(2026, 6, 1))
    assert parties("flow_down_days") == {chain.platform.name}
    signed(other, chain.platform, on=EARLIER, until=date(2026, 6, 1))
    assert standing("flow_down_days") == []


def test_flow_down_authorisation(chain):
    give_mandate(
        giver=chain.belfabriek, holder=chain.platform, kind="SPECIFIC", engages=chain.host,
        on=EARLIER, by=SYSTEM,
    )  # fmt: skip
    lower = general(chain.platform, chain.host)
    assert parties("flow_down_authorisation") == {chain.platform.name}
    end_mandate(mandate=lower, on=ON, by=SYSTEM)
    assert standing("flow_down_authorisation") == []


def test_flow_down_notice(chain):
    general(chain.belfabriek, chain.platform, days=30)
    lower = general(chain.platform, chain.host, days=29)
    assert parties("flow_down_notice") == {chain.platform.name}
    end_mandate(mandate=lower, on=ON, by=SYSTEM)
    assert standing("flow_down_notice") == []  # it may engage nobody
    general(chain.platform, chain.host, on=ON, days=30)
    assert standing("flow_down_notice") == []


def general(giver, holder, *, on=EARLIER, days=None):
    terms = {"giver": giver, "holder": holder, "kind": "GENERAL", "notice_days": days}
    return give_mandate(**terms, on=on, by=SYSTEM)


def test_what_is_found_around_some_is_what_is_found_for_all(chain):
    rows = engagers(viewer=SYSTEM, on=ON)
    assert [row.name for row in rows][:2] == [chain.platform.name, chain.belfabriek.name]
    whole = chain_links(viewer=SYSTEM, on=ON, of=rows)
    apart = [link for row in rows for link in chain_links(viewer=SYSTEM, on=ON, of=[row])]
    assert whole == apart
    assert {(link.engager.name, link.engaged.name) for link in whole} >= {
        (chain.platform.name, "Host"),
        (chain.belfabriek.name, chain.platform.name),
    }


def test_a_link_without_an_agreement_says_so_once(chain):
    end_agreement(agreement=chain.lower, on=ON, by=SYSTEM)
    (link,) = chain_links(viewer=SYSTEM, on=ON, of=[chain.platform])
    assert [want.kind.code for want in link.wants] == ["supplier_without_agreement"]
    assert not [f for f in standing("flow_down_days") if f.party == chain.platform]


def test_what_was_stated_is_only_added_to(chain):
    rows = AgreementCoverage.objects.filter(pk=states(chain.lower, "a", (), cast=chain)[0].pk)
    for touch in (lambda: rows.update(place="x"), rows.delete):
        with pytest.raises(IntegrityError, match="agreement_coverage_fixed"), transaction.atomic():
            touch()


def test_what_a_paper_made_here_covers_follows_from_it(chain):
    """Its wording has every item, and its first annex the data: nothing is left to state."""
    given = {"processor": chain.host, "controller": chain.platform, "language": "en"}
    end_agreement(agreement=chain.lower, on=ON, by=SYSTEM)
    load_templates(Counter())
    paper = draft_agreement(**given, on=ON, at=NOW, by=SYSTEM)
    send_document(document=paper, at=NOW, by=SYSTEM)
    today = legal_day(timezone.now())
    days = {"processor_signed_on": today, "controller_signed_on": today}
    sign_agreement(agreement=paper.agreement, **days, on=today, by=SYSTEM)
    (link,) = chain_links(viewer=SYSTEM, on=today, of=[chain.platform])
    assert link.lower.items == frozenset(LETTERS)
    assert link.lower.data == {"TRANSMITTED", "TRAFFIC_BILLING", "OTHER_PERSONAL"}
    with pytest.raises(CoverageOfWording):
        states(paper.agreement, cast=chain)


def test_stating_the_same_again_adds_nothing(chain):
    assert len(states(chain.lower, cast=chain)) == 9
    assert states(chain.lower, cast=chain) == []
    assert AgreementCoverage.objects.count() == 9
