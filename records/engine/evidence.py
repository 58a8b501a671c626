"""What a batch leaves behind: its evidence, and the progress of its lane and its run."""

from django.db.models import F
from django.db.models.functions import Now

from records.engine import leases, pace
from records.engine.counting import Erased
from records.engine.models import AnonymisationBatch, AnonymisationJob, AnonymisationLane


def record(lane: AnonymisationLane, done: Erased, *, hold_epoch: int) -> AnonymisationBatch:
    """Write evidence and progress; they commit with whatever changed the rows."""
    batch = AnonymisationBatch.objects.create(**described(lane, done), hold_epoch=hold_epoch)
    move_on(lane, done)
    return batch


def described(lane: AnonymisationLane, done: Erased) -> dict[str, object]:
    """Return the fields of the evidence of a batch."""
    return {
        "job": lane.job,
        "lane": lane.number,
        "sweep": lane.job.sweep,
        "keys": (lane.last_key + 1, done.last_key + 1),
        "rows": done.rows,
        "digest": done.digest,
        "shares": done.shares,
        "fencing_token": lane.fencing_token,
        "took_ms": done.took_ms,
    }


def move_on(lane: AnonymisationLane, done: Erased) -> None:
    """Move the progress of the lane, and last of all that of the run, which lanes share."""
    lane.last_key = done.last_key
    lane.batch_size = pace.next_size(lane.batch_size, done.took_ms)
    AnonymisationLane.objects.filter(pk=lane.pk).update(
        last_key=lane.last_key,
        batch_size=lane.batch_size,
        lease_until=Now() + leases.LEASE,
    )
    AnonymisationJob.objects.filter(pk=lane.job_id).update(
        rows_done=F("rows_done") + done.rows, batches_done=F("batches_done") + 1
    )
