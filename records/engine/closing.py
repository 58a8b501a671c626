"""The end of a run: the closing check, another sweep where needed, and no claim beyond that."""

from typing import Final

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Now

from records.choices import JobState
from records.engine import leases, own
from records.engine.counting import Preview
from records.engine.lanes import lay_lanes
from records.engine.models import AnonymisationJob, AnonymisationLane
from records.engine.rewrites.opening import join
from records.engine.targets import preview_of

MOST_SWEEPS: Final = 3
"""Rows that become due behind the last key are taken in another sweep, up to this many."""


@transaction.atomic
def finish_lane(lane: AnonymisationLane) -> None:
    """Say that the lane is empty; whoever finishes the last lane closes the run."""
    held = leases.fenced(lane)
    AnonymisationLane.objects.filter(pk=held.pk).update(finished=True, lease_until=None)
    job = AnonymisationJob.objects.select_for_update(of=("self",)).get(pk=held.job_id)
    if job.state == JobState.RUNNING and not job.lanes.filter(finished=False).exists():
        _close(job)


def _close(job: AnonymisationJob) -> None:
    """Close the run if the check finds nothing left, else start over."""
    found = preview_of(job)
    if found.rows and job.sweep < MOST_SWEEPS:
        AnonymisationJob.objects.filter(pk=job.pk).update(sweep=F("sweep") + 1)
        lay_lanes(job, found)
        return
    problem = _problem(job, found)
    if not problem:
        AnonymisationJob.objects.filter(pk=job.pk).exclude(corrections={}).update(corrections={})
    AnonymisationJob.objects.filter(pk=job.pk).update(
        state=JobState.FAILED if problem else JobState.DONE,
        problem=problem,
        rows_left=found.rows,
        rows_held=found.held,
        rows_undated=found.undated,
        smallest_class=None if job.table_id else own.smallest_class(job),
        finished_at=Now(),
        stopped_at=Now(),
    )
    join(job)


def _problem(job: AnonymisationJob, found: Preview) -> str:
    """Return what is wrong with a run that thinks it is finished; empty if all adds up."""
    evidence = job.batches.aggregate(rows=Sum("rows", default=0))["rows"]
    if evidence != job.rows_done:
        return f"evidence counts {evidence} rows, progress {job.rows_done}"
    return f"{found.rows} rows are still due after {MOST_SWEEPS} sweeps" if found.rows else ""


def fail(job: AnonymisationJob, problem: str) -> None:
    """Stop the run for good reason; what was done stays done."""
    AnonymisationJob.objects.filter(pk=job.pk).update(
        state=JobState.FAILED, problem=problem, finished_at=Now(), stopped_at=Now()
    )
    job.lanes.update(lease_until=None)
