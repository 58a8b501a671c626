"""A file is not closed with nobody told, nor on conclusions that a worse assessment took away."""

from datetime import timedelta

import pytest

from records.incidents import services
from records.incidents.choices import OpenDuty
from records.incidents.models import IncidentStep
from records.incidents.queries.dossiers import clocks_of, open_duties, running_for
from records.incidents.refusals import (
    DutiesOpen,
    IncidentNameless,
    IncidentReasonless,
    NotRegistrant,
)
from tests.records.incidents.world import (
    NOW,
    assessed,
    facts,
    file_of,
    manager,
    notices,
    registered,
    sent,
    touched,
)
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
WHY = {"reason": "Een andere map.", "name": "S. Wacht"}


@pytest.fixture
def bella(chain):
    return manager(chain.belfabriek)


def alone(dossier, by=SYSTEM, text="Alleen testgegevens."):
    given = {"text": text, "name": "S. Wacht", "at": NOW, "by": by}
    return services.touches_nobody_else(dossier=dossier, **given)


def closed(dossier, by=SYSTEM):
    return services.close(dossier=dossier, name="S. Wacht", at=NOW, by=by)


def dropped(dossier):
    rows = IncidentStep.objects.filter(dossier=dossier, kind="DROPPED")
    return list(rows.values_list("text", "name"))


def test_nobody_named_as_touched_is_an_open_duty_until_reasons_say_why(chain):
    dossier = registered(chain.platform)
    assert open_duties(dossier) == [OpenDuty.TOUCHED]
    with pytest.raises(DutiesOpen):
        closed(dossier)
    with pytest.raises(IncidentReasonless):
        alone(dossier, text=" ")
    alone(dossier)
    closed(dossier)


def test_who_was_taken_back_leaves_the_duty_open(chain):
    dossier = registered(chain.platform)
    touched(dossier, chain.slager)
    assert OpenDuty.TOUCHED not in open_duties(dossier)
    touched(dossier, chain.slager, touched=False, **WHY)
    assert open_duties(dossier) == [OpenDuty.TOUCHED]


def test_only_the_registrant_says_that_it_touches_nobody_else(chain, bella):
    dossier = registered(chain.platform)
    touched(dossier, chain.bakker)
    sent(dossier)
    mine = file_of(dossier, chain.belfabriek)
    assert OpenDuty.TOUCHED not in open_duties(mine)
    with pytest.raises(NotRegistrant):
        alone(mine, by=bella)


def test_taking_a_party_back_takes_a_reason_and_a_name_that_stay(chain):
    dossier = registered(chain.platform)
    touched(dossier, chain.slager)
    before = notices(dossier).keys()
    with pytest.raises(IncidentReasonless):
        touched(dossier, chain.slager, touched=False, name="S. Wacht")
    with pytest.raises(IncidentNameless):
        touched(dossier, chain.slager, touched=False, reason="Een andere map.")
    assert notices(dossier).keys() == before
    touched(dossier, chain.slager, touched=False, **WHY)
    assert notices(dossier) == {}
    assert dropped(dossier) == [("Een andere map.", "S. Wacht")]


def test_facts_that_take_a_waiting_notice_back_give_a_reason(chain):
    dossier = registered(chain.platform)
    touched(dossier, chain.slager)
    fewer = {"facts": facts(categories=["OTHER_PERSONAL"]), "name": "S. Wacht", "at": NOW}
    with pytest.raises(IncidentReasonless):
        services.record_facts(dossier=dossier, **fewer, by=SYSTEM)
    upper, lower = ("VoIPGRID B.V.", "Spraakwerk"), ("Spraakwerk", "Slager")
    assert notices(dossier).keys() == {upper, lower}
    services.record_facts(dossier=dossier, **fewer, reason="Geen verkeer.", by=SYSTEM)
    assert notices(dossier).keys() == {upper}
    assert dropped(dossier) == [("Geen verkeer.", "S. Wacht")]


def test_that_a_risk_is_unlikely_counts_while_the_latest_assessment_says_so(chain, bella):
    own = registered(chain.belfabriek, by=bella)
    touched(own, chain.bakker, by=bella)
    assessed(own, by=bella, risk="UNLIKELY")
    given = {"text": "Leeg.", "name": "B. Bos", "at": NOW, "by": bella}
    services.give_reasons(dossier=own, regime="GDPR", **given)
    assert OpenDuty.GDPR not in open_duties(own)
    assert {clock.kind: clock.runs for clock in clocks_of(own, bella)}["GDPR"] is False
    assessed(own, by=bella, risk="RISK")
    assert OpenDuty.GDPR in open_duties(own)
    assert "GDPR" in [clock.kind for clock in running_for(bella)]
    assessed(own, by=bella, risk="UNLIKELY")
    assert OpenDuty.GDPR not in open_duties(own)


def test_that_no_high_risk_is_likely_counts_until_it_is_high(chain, bella):
    own = registered(chain.belfabriek, by=bella)
    touched(own, chain.bakker, by=bella)
    assessed(own, by=bella, risk="RISK")
    given = {"text": "Nummers.", "name": "B. Bos", "at": NOW, "by": bella}
    services.decide_on_telling(dossier=own, decision="NOT_HIGH", **given)
    assert OpenDuty.DECISION not in open_duties(own)
    assessed(own, by=bella, risk="HIGH")
    assert OpenDuty.DECISION in open_duties(own)
    services.decide_on_telling(dossier=own, decision="REMOVED", **given)
    assert OpenDuty.DECISION not in open_duties(own)


def test_a_later_notice_reopens_a_closed_file_and_its_clock_runs(chain):
    dossier = registered(chain.platform, categories=["TRANSMITTED"])
    touched(dossier, chain.slager)
    sent(dossier)
    spraakwerk = manager(chain.spraakwerk)
    mine = file_of(dossier, chain.spraakwerk)
    given = {"name": "B. Bos", "at": NOW, "by": spraakwerk}
    services.record_facts(dossier=mine, facts=facts(), **given)
    sent(mine, by=spraakwerk)
    assessed(mine, by=spraakwerk)
    told = {"regime": "TELECOM", "phase": "COMPLETE", "done_at": NOW}
    services.notify_authority(dossier=mine, **told, **given)
    services.decide_on_telling(dossier=mine, decision="NOT_HIGH", text="Nummers.", **given)
    services.close(dossier=mine, **given)
    services.record_facts(dossier=dossier, facts=facts(), name="S. Wacht", at=NOW, by=SYSTEM)
    sent(dossier, at=NOW + timedelta(hours=3))
    last = IncidentStep.objects.filter(dossier=mine).order_by("number").last()
    assert (last.kind, last.entered_by) == ("REOPENED", "OFFICE")
    assert not file_of(dossier, chain.spraakwerk).is_closed
    assert [clock.kind for clock in running_for(spraakwerk)] == ["GDPR"]
