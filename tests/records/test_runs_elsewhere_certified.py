"""Runs in other databases: the same evidence."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest

from records.certificates.queries import envelope
from records.certificates.services import certify_run
from records.choices import JobState, Technique
from records.engine import leases, run, services
from records.engine.elsewhere import batches
from records.engine.models import AnonymisationJob, AnonymisationLane
from records.errors import StoreUnavailable
from records.models import Certificate, StoreColumn, StoreTable
from roles.models import DataElement, Party
from tests.records.elsewhere_filled import ROWS, Decide, adds_up, count, filled, instruct, planned
from tests.records.foreign import Server
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("filled", "instruct")

pytestmark = pytest.mark.django_db


AFTER = datetime(2026, 9, 1, 8, tzinfo=UTC)


def certified(job: AnonymisationJob, at: datetime = AFTER) -> dict[str, Any]:
    row = certify_run(job=job.pk, at=at, by=SYSTEM)
    assert row is not None
    return envelope(row)["body"]  # type: ignore[no-any-return]


def test_a_certificate_names_the_emptied_columns_and_what_that_does_not_promise(
    server: Server, filled: Callable[..., None], instruct: Decide, belfabriek: Party
) -> None:
    instruct(technique=Technique.SUPPRESS)
    filled(40)
    filled(2, None)
    run.anonymise((job := planned()).pk)
    said = certified(job)
    assert set(said["technique"]["emptied_columns"]) == set(job.blanks)
    assert "not anonymisation" in said["technique"]["guarantee"]["en"]
    assert said["verification"]["rows_still_due"] == 0
    assert (said["rows_done"], said["rows_without_start_date"]) == (40, 2)
    assert said["store"]["table"] == str(job.table)
    (mine,) = Certificate.objects.filter(party=belfabriek)
    assert mine.rows == 40
    for secret in ("jan@example.nl", "0201234567", "0610000001"):
        assert secret not in mine.body


def test_a_table_that_changed_is_not_counted_and_the_certificate_says_why(
    server: Server, filled: Callable[..., None], instruct: Decide
) -> None:
    instruct()
    filled(10)
    job = planned()
    StoreTable.objects.update(fingerprint="0" * 64)
    AnonymisationJob.objects.update(fingerprint="0" * 64)
    run.anonymise(job.pk)
    said = certified(job)
    assert said["run"]["outcome"] == JobState.FAILED
    assert said["verification"]["not_possible"] == "schema_drifted"
    assert said["verification"]["rows_still_due"] is None
    assert said["states"]["logically_erased"] == "NOT_COUNTED"


def test_a_store_that_is_away_is_waited_for_and_after_a_day_not(
    server: Server,
    filled: Callable[..., None],
    instruct: Decide,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    instruct()
    filled(10)
    run.anonymise((job := planned()).pk)
    job.refresh_from_db()
    away = StoreUnavailable(reason="away")
    monkeypatch.setattr("records.certificates.counted.preview_of", mock.Mock(side_effect=away))
    with pytest.raises(StoreUnavailable):
        certify_run(job=job.pk, at=job.finished_at + timedelta(hours=23), by=SYSTEM)
    assert not Certificate.objects.exists()
    said = certified(job, job.finished_at + timedelta(hours=25))
    assert said["verification"]["not_possible"] == "store_unavailable"
    assert said["rows_done"] == 10


def test_a_batch_in_doubt_is_counted_as_such(
    server: Server, filled: Callable[..., None], instruct: Decide
) -> None:
    instruct()
    filled(10)
    job = planned()
    lane = leases.claim(job.pk)
    assert lane is not None
    lane.job.batches.create(
        lane=0, sweep=1, keys=(1, 11), rows=10, digest=b"x", fencing_token=1, took_ms=1,
        intended=list(range(1, 11)),
    )  # fmt: skip
    leases.release(lane)
    services.cancel_job(job=job.pk, by=SYSTEM)
    said = certified(job)
    assert (said["rows_done"], said["rows_in_doubt"], said["batches_in_doubt"]) == (0, 10, 1)
    assert said["progress_equals_evidence"] is True


def test_who_is_emptied_as_well_is_still_counted_by_partner(
    server: Server, filled: Callable[..., None], instruct: Decide, belfabriek: Party
) -> None:
    """The statement that empties the column of the partner cannot tell whose rows it took."""
    instruct(technique=Technique.SUPPRESS)
    filled(40)
    StoreColumn.objects.filter(name="partner").update(
        element=DataElement.objects.get(code="calling_number")
    )
    job = planned()
    assert "partner" in job.blanks
    run.anonymise(job.pk)
    adds_up(job, 40)
    assert job.batches.get().shares == {str(belfabriek.pk): 40}
    assert count(server, "partner IS NULL AND src IS NULL") == 40


def test_what_was_committed_there_is_on_record_when_the_run_was_paused_meanwhile(
    server: Server,
    filled: Callable[..., None],
    instruct: Decide,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    instruct()
    filled(ROWS)
    job = planned()
    AnonymisationLane.objects.update(batch_size=500)
    original = batches._outcome

    def pause_first(*args: Any) -> None:
        services.pause_job(job=job.pk, by=SYSTEM)
        original(*args)

    with monkeypatch.context() as patch:
        patch.setattr(batches, "_outcome", pause_first)
        run.anonymise(job.pk)
    job.refresh_from_db()
    assert (job.state, job.rows_done, count(server)) == (JobState.PAUSED, 500, ROWS - 500)
    assert not job.batches.filter(intended__isnull=False).exists()
    services.resume_job(job=job.pk, by=SYSTEM)
    run.anonymise(job.pk)
    adds_up(job, ROWS)
