"""A partition that is not written anew: what spoils it, and what is not replaced."""

from collections.abc import Callable
from typing import Any

import pytest

from records.choices import JobState, PartStage
from records.engine import leases, run, services
from records.engine.models import AnonymisationJob, AnonymisationLane
from records.engine.partitions import copying, rewriting
from records.holds.services import place_hold
from tests.records.conftest import TODAY
from tests.records.foreign import Server
from tests.records.rewritten import (
    DUE,
    STAYS,
    Died,
    certificate,
    count,
    finished,
    left_behind,
    months,
    plan,
    work,
)
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("months", "plan")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize("server", ["postgresql"], indirect=True),
]


def test_a_hold_that_is_placed_while_it_is_copied_spares_its_row(
    months: Server, plan: Callable[..., AnonymisationJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    original, job = copying.index, plan()

    def hold(*args: Any) -> None:
        monkeypatch.setattr(copying, "index", original)
        place_hold(case="1", reason="A claim.", number="+31610000250", by=SYSTEM)
        original(*args)

    monkeypatch.setattr(copying, "index", hold)
    work(job)
    finished(job, DUE - 1)
    assert count(months, "src = '0610000250'") == 1
    assert job.rows_held == 1


@pytest.mark.parametrize("spoiled", ["TRUNCATE m01", "UPDATE cdr SET partner = NULL"])
def test_what_spoils_the_copy_makes_it_begin_again(
    months: Server,
    plan: Callable[..., AnonymisationJob],
    monkeypatch: pytest.MonkeyPatch,
    spoiled: str,
) -> None:
    """A row that becomes due after it was copied would leave its values in the new files."""
    original, job, began = copying.index, plan(), []
    begin = copying.begin

    def spoil(*args: Any) -> None:
        original(*args)
        monkeypatch.setattr(copying, "index", original)
        months.execute(spoiled)

    def counting(*args: Any, **named: Any) -> None:
        began.append(1)
        begin(*args, **named)

    monkeypatch.setattr(copying, "begin", counting)
    monkeypatch.setattr(copying, "index", spoil)
    work(job)
    emptied = spoiled.startswith("TRUNCATE")
    job.refresh_from_db()
    assert (job.state, job.rows_done) == (JobState.DONE, 0 if emptied else DUE + STAYS)
    assert count(months) == 5
    assert len(began) == 2


@pytest.mark.parametrize("stop", [services.cancel_job, services.pause_job])
def test_a_run_that_is_stopped_leaves_nothing_behind_and_nothing_undone_by_half(
    months: Server,
    plan: Callable[..., AnonymisationJob],
    monkeypatch: pytest.MonkeyPatch,
    stop: Callable[..., object],
) -> None:
    original, job = copying.index, plan()

    def stopping(*args: Any) -> None:
        original(*args)
        stop(job=job.pk, by=SYSTEM)

    with monkeypatch.context() as patch:
        patch.setattr(copying, "index", stopping)
        work(job)
    assert left_behind(months) == []
    assert count(months) == DUE + STAYS + 5
    services.resume_job(job=job.pk, by=SYSTEM)
    work(job)
    finished(job, DUE)


def test_what_a_dead_worker_left_is_cleared_up_also_of_a_run_that_was_cancelled(
    months: Server, plan: Callable[..., AnonymisationJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = plan()
    with monkeypatch.context() as patch:
        patch.setattr(copying, "index", lambda *_args: (_ for _ in ()).throw(Died))
        with pytest.raises(Died):
            work(job)
    services.cancel_job(job=job.pk, by=SYSTEM)
    AnonymisationLane.objects.update(lease_until=None)
    assert services.ring_due(on=TODAY, by=SYSTEM) == [job.pk]
    months.execute("ALTER TABLE cdr ADD COLUMN late int")
    work(job)
    assert left_behind(months) == []
    assert list(job.lanes.exclude(part="").values_list("stage", flat=True)) == [PartStage.NOT_BEGUN]
    assert services.ring_due(on=TODAY, by=SYSTEM) == []


def test_a_copy_that_does_not_add_up_keeps_the_old_partition(
    months: Server, plan: Callable[..., AnonymisationJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = plan()
    monkeypatch.setattr(rewriting, "_rows", lambda *_args: STAYS - 1)
    work(job)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "should stay" in job.problem
    old = min((row[0] for row in left_behind(months)), key=len)  # its indexes have longer names
    assert count(months, table=old) == DUE + STAYS
    months.execute(f"DROP TABLE {old}")


@pytest.mark.parametrize(
    "own",
    [
        "GRANT SELECT ON m01 TO public",
        "ALTER TABLE m01 ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE m01 REPLICA IDENTITY FULL",
        "CREATE PUBLICATION told FOR TABLE cdr",
        (
            "CREATE TRIGGER mine BEFORE UPDATE ON m01 FOR EACH ROW"
            " EXECUTE FUNCTION suppress_redundant_updates_trigger()"
        ),
        "CREATE TABLE late PARTITION OF cdr DEFAULT",
    ],
)
def test_what_has_something_of_its_own_is_not_replaced(
    months: Server,
    plan: Callable[..., AnonymisationJob],
    own: str,
) -> None:
    months.execute(own)
    try:
        with pytest.raises(AssertionError):
            plan()
        job = AnonymisationJob.objects.get()
        work(job)
        finished(job, DUE)
        assert certificate(job)["states"]["physically_erased"] is False
    finally:
        months.execute("DROP PUBLICATION IF EXISTS told")


def test_two_workers_are_never_at_one_partition(
    months: Server, plan: Callable[..., AnonymisationJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    job, original = plan(), copying.index

    def other_comes(*args: Any) -> None:
        monkeypatch.setattr(copying, "index", original)
        AnonymisationLane.objects.update(lease_until=None)
        assert leases.claim(job.pk) is not None  # and with that this worker has lost it
        original(*args)

    monkeypatch.setattr(copying, "index", other_comes)
    assert run.anonymise(job.pk) is False
    assert left_behind(months) == []
    work(job)
    finished(job, DUE)
