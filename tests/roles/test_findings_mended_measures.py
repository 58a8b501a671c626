"""Findings about security measures, each gone when they are stated (GDPR Art. 28(3)(c), 32)."""

from datetime import UTC, datetime

import pytest

from roles.agreements.links import chain_links
from roles.agreements.services import record_agreement
from roles.measures.models import Measure, TakenMeasure
from roles.measures.services import end_measure, state_measure
from tests.roles.mended import EARLIER, ON, recompute, standing
from voipgrid_privacy.kernel.tenancy import SYSTEM

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TOLD = ("physical-access", "passwords", "firewalls", "secrecy-of-staff", "security-officers")
"""What VoIPGRID states it does, by the register."""


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


def signed(processor, controller):
    days = {"processor_signed_on": EARLIER, "controller_signed_on": EARLIER}
    pair = {"processor": processor, "controller": controller}
    return record_agreement(**pair, on=EARLIER, **days, by=SYSTEM)


def states(party, *codes, **more):
    for code in codes:
        row = Measure.objects.get(code=code)
        state_measure(party=party, measure=row, on=EARLIER, at=NOW, by=SYSTEM, **more)


def parties(code):
    return {finding.party.name for finding in standing(code)}


def test_measures_unstated(chain):
    assert parties("measures_unstated") == {"Belfabriek", "Host"}
    states(chain.host, "backups")
    assert parties("measures_unstated") == {"Belfabriek"}
    states(chain.belfabriek, "backups")
    assert standing("measures_unstated") == []
    end_measure(taken=TakenMeasure.objects.get(party=chain.belfabriek), on=ON, by=SYSTEM)
    (finding,) = standing("measures_unstated")
    assert (finding.party, finding.owner) == (chain.belfabriek, "PARTNER")


def test_what_is_stated_under_one_agreement_fills_the_annex_of_no_other(chain):
    chain.baker = chain.party("Baker 2")
    chain.delivers(chain.belfabriek, chain.baker)
    other = signed(chain.belfabriek, chain.baker)
    states(chain.host, "backups")
    states(chain.belfabriek, "backups", agreement=other)
    assert parties("measures_unstated") == {"Belfabriek"}
    states(chain.belfabriek, "firewalls", agreement=chain.top)
    assert standing("measures_unstated") == []
    end_measure(taken=TakenMeasure.objects.get(agreement=other), on=ON, by=SYSTEM)
    assert parties("measures_unstated") == {"Belfabriek"}
    states(chain.belfabriek, "passwords")  # for everything
    assert standing("measures_unstated") == []


def test_flow_down_measures(chain):
    assert parties("flow_down_measures") == {chain.platform.name}
    states(chain.host, *(code for code in TOLD if code != "secrecy-of-staff"))
    (link,) = chain_links(viewer=SYSTEM, on=ON, of=[chain.platform])
    (want,) = [each for each in link.wants if each.kind.code == "flow_down_measures"]
    assert want.what == (str(Measure.objects.get(code="secrecy-of-staff").name),)
    states(chain.host, "secrecy-of-staff", agreement=chain.lower)
    assert standing("flow_down_measures") == []
    states(chain.belfabriek, "passwords", "backups")
    assert parties("flow_down_measures") == {"Belfabriek"}
    states(chain.platform, "backups")
    assert parties("flow_down_measures") == {chain.platform.name}
