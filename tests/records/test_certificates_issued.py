"""Certificates are issued when a run stops: once, and by nobody else."""

from uuid import uuid4

import pytest
from django.test import override_settings

from records.certificates.queries import uncertified
from records.certificates.services import certify_run
from records.choices import JobState
from records.engine import leases, run, services
from records.models import Certificate
from roles.models import Party
from roles.webhooks.choices import EventType
from roles.webhooks.models import WebhookMessage
from roles.webhooks.services import enter_endpoint
from tests.records.certified import NOW, Calls, Planned, certify, partway, whole
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM

pytestmark = pytest.mark.django_db


# When it is issued


def test_a_run_under_way_has_none_yet(calls: Calls, planned: Planned) -> None:
    calls(1_200)
    job = planned()
    assert certify(job) == []
    lane = partway(job)
    assert certify(job) == []
    services.pause_job(job=job.pk, by=SYSTEM)
    assert certify(job) == [], "the batch under way may still commit"
    leases.release(lane)
    assert list(uncertified(SYSTEM)) == [job]
    assert len(certify(job)) == 2


def test_each_time_a_run_stops_says_what_was_done_until_then(
    calls: Calls, planned: Planned, belfabriek: Party
) -> None:
    calls(1_200)
    leases.release(partway(job := planned()))
    services.pause_job(job=job.pk, by=SYSTEM)
    certify(job)
    assert whole(job)["run"]["outcome"] == JobState.PAUSED
    assert whole(job)["states"]["logically_erased"] == "PART"
    assert whole(job)["verification"]["rows_still_due"] == 700
    services.cancel_job(job=job.pk, by=SYSTEM)
    certify(job)
    assert whole(job)["run"]["outcome"] == JobState.CANCELLED
    assert whole(job)["run"]["finished_at"] is not None
    services.resume_job(job=job.pk, by=SYSTEM)
    run.anonymise(job.pk)
    certify(job)
    outcomes = job.certificates.filter(party=None).order_by("number").values_list("outcome")
    assert [outcome for (outcome,) in outcomes] == ["PAUSED", "CANCELLED", "DONE"]
    numbers = Certificate.objects.filter(party=belfabriek).values_list("number", "rows")
    assert sorted(numbers) == [(1, 500), (2, 500), (3, 1_200)]


def test_a_run_stopped_before_it_began_says_that_it_did_nothing(
    calls: Calls, planned: Planned
) -> None:
    calls(3)
    services.cancel_job(job=(job := planned()).pk, by=SYSTEM)
    certify(job)
    assert (whole(job)["rows_done"], whole(job)["batches"]) == (0, [])
    assert whole(job)["states"]["logically_erased"] == "NONE"
    assert whole(job)["states"]["log_expires_date"] is None


def test_paused_twice_at_the_same_place_it_is_said_once(calls: Calls, planned: Planned) -> None:
    calls(3)
    job = planned()
    for _time in range(2):
        services.pause_job(job=job.pk, by=SYSTEM)
        certify(job)
        services.resume_job(job=job.pk, by=SYSTEM)
    assert Certificate.objects.filter(party=None).count() == 1


def test_asked_twice_it_is_issued_once(calls: Calls, planned: Planned) -> None:
    calls(3)
    run.anonymise((job := planned()).pk)
    assert len(certify(job)) == 2
    assert certify(job) == []
    assert list(uncertified(SYSTEM)) == []


def test_strangers_issue_nothing(calls: Calls, planned: Planned) -> None:
    calls(1)
    run.anonymise((job := planned()).pk)
    with pytest.raises(NotAllowed):
        certify_run(job=job.pk, at=NOW, by=PUBLIC)
    assert certify(uuid4()) == []


def test_who_listens_hears_of_its_own_certificate_once(
    calls: Calls, planned: Planned, belfabriek: Party
) -> None:
    platform = Party.objects.create(kind="PLATFORM", name="VoIPGRID")
    with override_settings(SCANNER_ALLOW_LOOPBACK=True):
        for party in (belfabriek, platform):
            enter_endpoint(
                party=party,
                url="http://127.0.0.1:9/",
                event_types=[EventType.RETENTION_EXECUTED],
                at=NOW,
                by=SYSTEM,
            )
    calls(3)
    run.anonymise((job := planned()).pk)
    for _time in range(2):
        certify(job)
    (told,) = WebhookMessage.objects.all()
    assert (told.type, told.party) == (EventType.RETENTION_EXECUTED, belfabriek)
    assert told.about == Certificate.objects.get(party=belfabriek).pk
