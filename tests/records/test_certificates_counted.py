"""Certificates count again, and tell holds and what could not be counted."""

from datetime import timedelta
from unittest import mock
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from records.certificates.chain import canonical
from records.certificates.telling import sections, sentence
from records.choices import JobState
from records.engine import leases, run, services
from records.engine.models import AnonymisationJob
from records.errors import StoreUnavailable
from records.holds.services import place_hold
from records.models import CallDetailRecord
from roles.models import Party
from tests.records.certified import Calls, Planned, certify, part, partway, spraakwerk, whole
from tests.records.conftest import TODAY
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("spraakwerk",)

pytestmark = pytest.mark.django_db


# Holds, and counting again


def test_a_hold_placed_midway_is_in_the_certificate_as_a_number(
    calls: Calls, planned: Planned, belfabriek: Party
) -> None:
    calls(1_200)
    lane = partway(job := planned())
    place_hold(case="2026-17", reason="A claim.", party=belfabriek.pk, by=SYSTEM)
    leases.release(lane)
    run.anonymise(job.pk)
    certify(job)
    said, ours = whole(job), part(job, belfabriek)
    assert (said["rows_done"], said["verification"]["rows_on_hold"]) == (500, 700)
    assert (said["rows_left_at_the_end"], ours["verification"]["rows_on_hold"]) == (0, 700)
    assert said["holds_placed_or_released_since_the_start"] == 1
    assert "2026-17" not in canonical(said)
    assert said["states"]["logically_erased"] == "PART"
    with translation.override("en"):
        assert sentence(said).startswith("Of 1200 rows due by ")
        assert "500 are done; legal holds spared 700." in sentence(said)


def test_a_party_of_which_all_is_on_hold_does_not_read_that_it_is_erased(
    calls: Calls, planned: Planned, belfabriek: Party, spraakwerk: Party
) -> None:
    calls(3)
    calls(5, partner=spraakwerk.pk)
    job = planned()
    place_hold(case="2026-17", reason="A claim.", party=belfabriek.pk, by=SYSTEM)
    run.anonymise(job.pk)
    certify(job)
    ours, theirs = part(job, belfabriek), part(job, spraakwerk)
    assert whole(job)["run"]["outcome"] == JobState.DONE
    assert (ours["rows_done"], ours["verification"]["rows_on_hold"]) == (0, 3)
    assert ours["states"]["logically_erased"] == "NONE"
    assert theirs["states"]["logically_erased"] == "WHOLE"
    assert whole(job)["states"]["logically_erased"] == "PART"


def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on no store can be counted."""
    error = StoreUnavailable(reason="away")
    monkeypatch.setattr("records.certificates.counted.preview_of", mock.Mock(side_effect=error))


def test_what_could_not_be_counted_is_not_called_erased(
    calls: Calls, planned: Planned, belfabriek: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls(3)
    run.anonymise((job := planned()).pk)
    away(monkeypatch)
    certify(job, timezone.now() + timedelta(hours=25))
    for said in (whole(job), part(job, belfabriek)):
        assert said["states"]["logically_erased"] == "NOT_COUNTED"
        with translation.override("en"):
            assert "What is left could not be counted." in sentence(said)
            assert "not known" in str(sections(said))


def test_a_store_is_waited_for_from_when_the_run_stopped(
    calls: Calls, planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls(1_200)
    leases.release(partway(job := planned()))
    AnonymisationJob.objects.update(planned_at=timezone.now() - timedelta(days=9))
    services.pause_job(job=job.pk, by=SYSTEM)
    job.refresh_from_db()
    assert job.stopped_at is not None
    assert job.finished_at is None
    away(monkeypatch)
    with pytest.raises(StoreUnavailable):
        certify(job, job.stopped_at + timedelta(hours=23))
    assert len(certify(job, job.stopped_at + timedelta(hours=25))) == 2
    services.resume_job(job=job.pk, by=SYSTEM)
    job.refresh_from_db()
    assert job.stopped_at is None


def test_the_counts_equal_a_recount_of_the_store(
    calls: Calls, planned: Planned, spraakwerk: Party
) -> None:
    calls(900)
    calls(100, TODAY)
    calls(400, partner=spraakwerk.pk)
    before = CallDetailRecord.objects.filter(anonymised_on=None).count()
    run.anonymise((job := planned()).pk)
    certify(job)
    after = CallDetailRecord.objects.filter(anonymised_on=None).count()
    said = whole(job)
    assert said["rows_done"] == before - after == 1_300
    assert said["rows_done"] == CallDetailRecord.objects.filter(job_id=job.pk).count()
    assert said["rows_due_at_start"] == 1_300


def test_rows_that_became_due_again_are_told_and_not_glossed_over(
    calls: Calls, planned: Planned, belfabriek: Party
) -> None:
    calls(10)
    run.anonymise((job := planned()).pk)
    calls(3)
    certify(job)
    said = whole(job)
    assert said["verification"]["rows_still_due"] == 3
    assert said["states"]["logically_erased"] == "PART"
    assert part(job, belfabriek)["verification"]["rows_still_due"] == 3


def test_rows_of_nobody_we_know_are_in_the_whole_only(
    calls: Calls, planned: Planned, belfabriek: Party
) -> None:
    calls(4)
    calls(6, partner=uuid4())
    run.anonymise((job := planned()).pk)
    assert len(certify(job)) == 2
    assert (whole(job)["rows_done"], part(job, belfabriek)["rows_done"]) == (10, 4)
