"""A rewrite is opened by the end of a run that changed rows in place; later runs join it."""

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce, Now

from records.choices import JobState, Strategy
from records.engine.models import AnonymisationBatch, AnonymisationJob, AnonymisationLane
from records.engine.rewrites.models import RewriteCover, TableRewrite
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
IN_PLACE = AnonymisationBatch.objects.filter(
    job=OuterRef("pk"), strategy=Strategy.IN_PLACE, rows__gt=0, intended=None
)


def join(job: AnonymisationJob) -> None:
    """Have the table of a run that ended written anew, if it changed rows in place."""
    rows = job.batches.filter(strategy=Strategy.IN_PLACE, rows__gt=0, intended=None)
    if not rows.exists():
        return
    RewriteCover.objects.update_or_create(
        rewrite=_open(job), job=job, defaults={"joined_at": Now()}
    )


def _open(job: AnonymisationJob) -> TableRewrite:
    """Return the open rewrite of the table, locked: it cannot be done meanwhile."""
    place = {"store_id": job.store_id, "table_id": job.table_id}
    while True:
        rows = TableRewrite.objects.open().filter(**place)
        row = rows.select_for_update(of=("self",)).first()
        if row is not None:
            return row
        TableRewrite.objects.bulk_create([TableRewrite(**place)], ignore_conflicts=True)


@use_case
def join_missed(*, by: Viewer) -> int:
    """Have those join that ended otherwise: cancelled, failed, or from before there were rewrites.

    A run of which a worker still holds a lane may commit one more batch: it is left for later.
    """
    by.must(Ability.RUN_RETENTION)
    at_work = AnonymisationLane.objects.filter(job=OuterRef("pk"), lease_until__gt=Now())
    ended = AnonymisationJob.objects.filter(state__in=ENDED).annotate(
        ended=Coalesce("stopped_at", "finished_at", "planned_at")
    )
    covered = RewriteCover.objects.filter(job=OuterRef("pk"), joined_at__gte=OuterRef("ended"))
    missed = ended.filter(Exists(IN_PLACE)).exclude(Exists(covered)).exclude(Exists(at_work))
    rows = list(missed.defer("keys", "shares").order_by("planned_at"))
    for job in rows:
        join(job)
    return len(rows)
