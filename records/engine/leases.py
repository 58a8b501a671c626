"""Who is working on a lane of a run: one worker at a time, for a short time, and provably."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from records.choices import WORK_STATES, JobState, PartStage
from records.engine.models import AnonymisationJob, AnonymisationLane

LEASE: Final = timedelta(seconds=15)
"""How long a worker that has died keeps others away; every batch extends it."""

LONG_LEASE: Final = timedelta(seconds=60)
"""The same for a partition; a lock in its store keeps others out as well."""

FREE: Final = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())


STOPPED: Final = (JobState.PAUSED, JobState.FAILED, JobState.CANCELLED)
LEFT_BEHIND: Final = Q(job__state__in=STOPPED) & ~Q(stage=PartStage.NOT_BEGUN)
"""A run that stopped when something of ours was in the store: a partition that is out of its table
is finished all the same, one that was being written anew is cleared up."""
WORKABLE: Final = Q(job__state__in=WORK_STATES) | LEFT_BEHIND


class LeaseLost(Exception):
    """Another worker has the lane, or the run was stopped; nothing of this batch is committed."""


@transaction.atomic
def claim(job_id: UUID) -> AnonymisationLane | None:
    """Take a lane of the run, with a new fencing token; None if none is free or it is not open."""
    lanes = AnonymisationLane.objects.filter(FREE, WORKABLE, job=job_id, finished=False)
    first = AnonymisationLane.objects.filter(job=job_id, finished=False).exclude(part="")
    open_to_all = lanes.filter(~Q(part="") | ~Exists(first.filter(job=OuterRef("job"))))
    free = open_to_all.order_by("number").select_for_update(skip_locked=True, of=("self",))
    lane: AnonymisationLane | None = free.first()
    if lane is None:
        return None
    lane.fencing_token += 1
    rows = AnonymisationLane.objects.filter(pk=lane.pk)
    rows.update(fencing_token=lane.fencing_token, lease_until=Now() + LEASE)
    planned = AnonymisationJob.objects.filter(pk=job_id, state=JobState.PLANNED)
    planned.update(state=JobState.RUNNING)
    AnonymisationJob.objects.filter(pk=job_id, started_at=None).update(started_at=Now())
    return lane


def release(lane: AnonymisationLane) -> None:
    """Give the lane back early; does nothing for a worker that has lost it."""
    mine = AnonymisationLane.objects.filter(pk=lane.pk, fencing_token=lane.fencing_token)
    mine.update(lease_until=None)


def fenced(lane: AnonymisationLane) -> AnonymisationLane:
    """Return the lane with its run, locked for this transaction, or raise LeaseLost."""
    mine = AnonymisationLane.objects.filter(
        Q(job__state=JobState.RUNNING) | LEFT_BEHIND,
        pk=lane.pk,
        fencing_token=lane.fencing_token,
        finished=False,
    )
    locked = mine.select_for_update(of=("self",)).select_related("job__store", "job__table")
    row: AnonymisationLane | None = locked.first()
    if row is None:
        raise LeaseLost
    return row


def fenced_keys(lane: AnonymisationLane) -> AnonymisationLane:
    """Return a lane of keys as :func:`fenced` does, with the run that the worker read already.

    A run that goes on from another sweep has other lanes, so what was read cannot be outdated.
    """
    mine = AnonymisationLane.objects.filter(
        job__state=JobState.RUNNING, pk=lane.pk, fencing_token=lane.fencing_token, finished=False
    )
    row: AnonymisationLane | None = mine.select_for_update(of=("self",)).order_by().first()
    if row is None:
        raise LeaseLost
    row.job = lane.job
    return row


def mine(lane: AnonymisationLane) -> None:
    """Lock the lane of a worker that still has it, whatever became of its run, or raise LeaseLost.

    What was committed elsewhere is put on record also when the run was stopped meanwhile.
    """
    rows = AnonymisationLane.objects.filter(pk=lane.pk, fencing_token=lane.fencing_token)
    if not list(rows.select_for_update().values_list("pk")):
        raise LeaseLost


def still(lane: AnonymisationLane) -> None:
    """Raise LeaseLost when another worker has the lane or the run was stopped."""
    mine = AnonymisationLane.objects.filter(
        pk=lane.pk, fencing_token=lane.fencing_token, job__state=JobState.RUNNING
    )
    if not mine.exists():
        raise LeaseLost


def lengthen(lane: AnonymisationLane) -> None:
    """Hold the lane for a longer step; raises LeaseLost for a worker that has lost it."""
    mine = AnonymisationLane.objects.filter(pk=lane.pk, fencing_token=lane.fencing_token)
    if not mine.update(lease_until=Now() + LONG_LEASE):
        raise LeaseLost
