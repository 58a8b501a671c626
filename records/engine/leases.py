"""Who is working on a lane of a run: one worker at a time, for a short time, and provably."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from records.choices import WORK_STATES, JobState
from records.engine.models import AnonymisationJob, AnonymisationLane

LEASE: Final = timedelta(seconds=15)
"""How long a worker that has died keeps others away; every batch extends it."""

FREE: Final = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())


class LeaseLost(Exception):
    """Another worker has the lane, or the run was stopped; nothing of this batch is committed."""


@transaction.atomic
def claim(job_id: UUID) -> AnonymisationLane | None:
    """Take a lane of the run, with a new fencing token; None if none is free or it is not open."""
    lanes = AnonymisationLane.objects.filter(
        FREE, job=job_id, job__state__in=WORK_STATES, finished=False
    )
    free = lanes.order_by("number").select_for_update(skip_locked=True, of=("self",))
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
        pk=lane.pk, fencing_token=lane.fencing_token, finished=False, job__state=JobState.RUNNING
    )
    locked = mine.select_for_update(of=("self",)).select_related("job__store", "job__table")
    row: AnonymisationLane | None = locked.first()
    if row is None:
        raise LeaseLost
    return row
