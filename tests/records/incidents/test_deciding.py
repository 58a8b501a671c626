"""Notifying, deciding and closing: what the law does not allow is refused, also by the database."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from records.incidents import services
from records.incidents.choices import OpenDuty
from records.incidents.models import (
    IncidentClock,
    IncidentDossier,
    IncidentFacts,
    IncidentNotice,
    IncidentStep,
)
from records.incidents.queries.dossiers import open_duties, running_for
from records.incidents.refusals import (
    DelayReasonless,
    DutiesOpen,
    EvidenceRefused,
    IncidentClosed,
    IncidentEarlier,
    IncidentLater,
    IncidentNameless,
    IncidentNotClosed,
    IncidentReasonless,
    RiskHigh,
    RiskNotUnlikely,
)
from records.incidents.services import Upload
from tests.records.incidents.world import (
    AWARE,
    NOW,
    assessed,
    facts,
    file_of,
    manager,
    registered,
    sent,
    touched,
)
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
PDF = Upload(b"%PDF-1.7 ontvangst", "application/pdf", "ap.pdf")


@pytest.fixture
def bella(chain):
    return manager(chain.belfabriek)


@pytest.fixture
def own(chain, bella):
    """Belfabriek's own incident: a controller's and a telecom provider's clock."""
    dossier = registered(chain.belfabriek, by=bella)
    touched(dossier, chain.bakker, by=bella)
    return dossier


def notified(dossier, by, regime="GDPR", phase="COMPLETE", *, at=NOW, **more):
    given = {"regime": regime, "phase": phase, "done_at": at, "name": "B. Bos"}
    return services.notify_authority(dossier=dossier, **{**given, **more}, at=at, by=by)


def decided(dossier, by, decision="NOT_HIGH", text="Nummers zonder namen."):
    given = {"decision": decision, "text": text, "name": "B. Bos"}
    return services.decide_on_telling(dossier=dossier, **given, at=NOW, by=by)


def closed(dossier, by):
    return services.close(dossier=dossier, name="B. Bos", at=NOW, by=by)


def test_closing_names_every_duty_that_is_open(chain, bella):
    dossier = registered(chain.belfabriek, by=bella, lessons="", measures="")
    touched(dossier, chain.bakker, by=bella)
    assert open_duties(dossier) == [
        OpenDuty.FACTS,
        OpenDuty.NOTICES,
        OpenDuty.ASSESSMENT,
        OpenDuty.GDPR,
        OpenDuty.TELECOM,
        OpenDuty.DECISION,
        OpenDuty.LESSONS,
    ]
    with pytest.raises(DutiesOpen) as refused:
        closed(dossier, bella)
    for duty in open_duties(dossier):
        assert str(duty.label) in refused.value.sentence


def test_a_file_is_closed_once_every_duty_is_met(own, bella):
    sent(own, by=bella)
    assessed(own, by=bella)
    notified(own, bella, evidence=PDF, reference="AP-1")
    notified(own, bella, regime="TELECOM")
    decided(own, bella)
    assert open_duties(own) == []
    closed(own, bella)
    with pytest.raises(IncidentClosed):
        notified(own, bella)
    with pytest.raises(IncidentClosed):
        services.record_facts(dossier=own, facts=facts(), name="x", at=NOW, by=bella)
    services.reopen(dossier=own, text="Er is meer bekend.", name="B. Bos", at=NOW, by=bella)
    notified(own, bella)


def test_the_database_itself_refuses_to_close(own):
    step = {"kind": "CLOSED", "done_at": NOW, "name": "x", "entered_at": NOW, "entered_by": "PARTY"}
    with pytest.raises(IntegrityError, match="incident_duties_open"), transaction.atomic():
        IncidentStep.objects.create(dossier=own, number=0, **step)


def test_what_is_not_closed_is_not_reopened(own, bella):
    with pytest.raises(IncidentNotClosed):
        services.reopen(dossier=own, text="x", name="x", at=NOW, by=bella)


def test_the_platform_as_processor_closes_once_it_told_everyone(chain, olga_viewer):
    dossier = registered(chain.platform)
    touched(dossier, chain.slager)
    assert open_duties(dossier) == [OpenDuty.NOTICES]
    sent(dossier)
    closed(dossier, SYSTEM)


def test_after_the_clock_a_notification_gives_the_reasons_of_the_delay(own, bella):
    in_time, late = AWARE + timedelta(hours=72), AWARE + timedelta(hours=72, seconds=1)
    with pytest.raises(DelayReasonless):
        notified(own, bella, at=late)
    notified(own, bella, phase="FIRST", at=in_time)
    assert notified(own, bella, at=late + timedelta(days=9)).number == 2  # in phases (33(4))


def test_late_with_reasons_is_accepted(own, bella):
    assert notified(own, bella, at=AWARE + timedelta(hours=73), delay="Wij wisten de omvang niet.")


def test_a_first_notification_as_provider_starts_the_clock_of_the_second(own, bella):
    notified(own, bella, regime="TELECOM", phase="FIRST")
    clock = IncidentClock.objects.get(dossier=own, kind="TELECOM_SECOND")
    assert clock.started_at == NOW
    # From a Friday: three days hold two working days (Reg. 1182/71 Art. 3(5)), so to Tuesday's end.
    assert clock.ends_at.isoformat() == "2026-10-27T23:00:00+00:00"
    with pytest.raises(DelayReasonless):
        notified(own, bella, regime="TELECOM", at=clock.ends_at + timedelta(minutes=1))


def test_a_complete_first_notification_starts_none(own, bella):
    notified(own, bella, regime="TELECOM")
    assert not IncidentClock.objects.filter(dossier=own, kind="TELECOM_SECOND").exists()


@pytest.mark.parametrize("risk", [None, "RISK", "HIGH"])
def test_not_notifying_takes_an_assessment_that_a_risk_is_unlikely(own, bella, risk):
    if risk:
        assessed(own, by=bella, risk=risk)
    with pytest.raises(RiskNotUnlikely):
        services.give_reasons(
            dossier=own, regime="GDPR", text="Het viel mee.", name="x", at=NOW, by=bella
        )


def test_not_notified_with_reasons_where_a_risk_is_unlikely(own, bella):
    assessed(own, by=bella, risk="UNLIKELY")
    services.give_reasons(dossier=own, regime="GDPR", text="Leeg.", name="x", at=NOW, by=bella)
    assert OpenDuty.GDPR not in open_duties(own)
    assert OpenDuty.TELECOM in open_duties(own)


def test_the_method_decides_nothing(own, bella):
    assessed(own, by=bella, risk="HIGH")  # medium by the method
    with pytest.raises(RiskHigh):
        decided(own, bella)
    decided(own, bella, "TELL", "Er kan misbruik van komen.")
    assert OpenDuty.TOLD in open_duties(own)


def test_without_an_assessment_nobody_decides_that_the_risk_is_not_high(own, bella):
    with pytest.raises(RiskHigh):
        decided(own, bella)


def test_told_in_public_is_told_in_public(own, bella):
    assessed(own, by=bella, risk="HIGH")
    decided(own, bella, "PUBLIC", "Wie het zijn is niet te achterhalen.")
    given = {"done_at": NOW, "name": "x", "at": NOW, "by": bella}
    services.record_telling(dossier=own, means="MAIL", **given)
    assert OpenDuty.TOLD in open_duties(own)
    services.record_telling(dossier=own, means="PUBLIC", **given)
    assert OpenDuty.TOLD not in open_duties(own)


@pytest.mark.parametrize("decision", ["UNINTELLIGIBLE", "REMOVED"])
def test_an_exception_of_34_3_needs_reasons(own, bella, decision):
    assessed(own, by=bella, risk="HIGH")
    with pytest.raises(IncidentReasonless):
        decided(own, bella, decision, " ")
    decided(own, bella, decision, "Versleuteld; de sleutel is niet weg.")
    assert OpenDuty.TOLD not in open_duties(own)


def test_a_step_has_a_name_and_a_moment_between_awareness_and_now(own, bella):
    with pytest.raises(IncidentNameless):
        notified(own, bella, name=" ")
    with pytest.raises(IncidentEarlier):
        notified(own, bella, done_at=AWARE - timedelta(minutes=1))
    with pytest.raises(IncidentLater):
        notified(own, bella, done_at=NOW + timedelta(days=9_000))


@pytest.mark.parametrize(
    "upload",
    [
        Upload(b"MZ", "application/pdf", "x.pdf"),
        Upload(b"<html>", "text/html", "x.html"),
        Upload(b"%PDF-" + b"x" * (10 * 1024 * 1024), "application/pdf", "x.pdf"),
        Upload(b"", "text/plain", "x.txt"),
    ],
)
def test_proof_is_judged_by_its_content(own, bella, upload):
    with pytest.raises(EvidenceRefused):
        notified(own, bella, evidence=upload)


def test_a_clock_runs_until_it_is_answered(own, bella, chain):
    assert [c.kind for c in running_for(bella)] == ["TELECOM_FIRST", "GDPR"]
    notified(own, bella, phase="FIRST")
    assert [c.kind for c in running_for(bella)] == ["TELECOM_FIRST"]
    notified(own, bella, regime="TELECOM", phase="FIRST")
    assert [c.kind for c in running_for(bella)] == ["TELECOM_SECOND"]
    notified(own, bella, regime="TELECOM", at=NOW + timedelta(hours=1))
    assert list(running_for(bella)) == []


def test_officers_see_the_platforms_clocks_only(own, chain, olga_viewer):
    assert list(running_for(olga_viewer)) == []
    registered(chain.platform, categories=["OTHER_PERSONAL"])
    assert [c.dossier.party for c in running_for(olga_viewer)] == [chain.platform]


def test_facts_are_versions_and_texts_can_be_emptied_only(own, bella):
    services.record_facts(dossier=own, facts=facts(persons=9), name="x", at=NOW, by=bella)
    rows = IncidentFacts.objects.filter(dossier=own)
    assert sorted(rows.values_list("number", "persons")) == [(1, None), (2, 9)]
    for change in ({"persons": 1}, {"what": "anders"}):
        with pytest.raises(IntegrityError, match="incident_fixed"), transaction.atomic():
            rows.update(**change)
    rows.update(what="", name="")
    assert set(rows.values_list("what", flat=True)) == {""}


def test_nothing_that_is_on_record_is_moved_or_removed(own, bella):
    sent(own, by=bella)
    for rows, change in (
        (IncidentDossier.objects.filter(pk=own.pk), {"aware_at": NOW}),
        (IncidentNotice.objects.filter(incident=own.incident_id), {"told_at": AWARE}),
        (IncidentClock.objects.filter(dossier=own), {"ends_at": NOW + timedelta(days=99)}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete("default")


def test_a_partner_keeps_the_file_of_its_customer_that_has_no_account(own, bella, chain):
    sent(own, by=bella)
    bakker = file_of(own, chain.bakker)
    assert notified(bakker, bella).entered_by == "SELLER"
