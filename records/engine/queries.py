"""What a run did, told so that nobody has to believe more than is true."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from uuid import UUID

from django.db.models import Sum
from django.utils import timezone

from records.choices import JobState, Strategy
from records.engine.estimates import seconds_left
from records.engine.models import AnonymisationJob
from records.engine.rewrites.queries import rewritten_of
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.models import RegisteredQuerySet
from voipgrid_privacy.kernel.tenancy import Viewer


class Erasedness(Enum):
    """How far gone erased values are; each state includes the ones before it."""

    NOT_YET = "still in the table"
    LOGICALLY = "no query returns them; old row versions remain in the table's files"
    PHYSICALLY = "the files that held them are gone"
    EVERYWHERE = "log and backups from before the rewrite have expired as well"


@dataclass(frozen=True, slots=True)
class JobResult:
    """The outcome of a run: what it found due, did and left, and how far gone that is.

    ``copies_expire_on`` is when log and backups made up to the end of the run have expired,
    by the store's declared terms. File-level backups made later still copy old row versions
    until the table is rewritten. ``files_gone_on`` is set where every row of the run lay in
    partitions that were dropped whole or written anew, and once the table was written anew since.
    """

    id: UUID
    rule: str
    state: JobState
    cut_off: date
    formula: str
    rows_previewed: int
    oldest_start: date | None
    newest_start: date | None
    rows_done: int
    batches_done: int
    rows_left: int | None
    rows_held: int
    rows_undated: int
    seconds_left: int | None
    smallest_class: int | None
    erasedness: Erasedness
    logically_erased_on: date | None
    files_gone_on: date | None
    copies_expire_on: date | None
    problem: str

    @property
    def share_done(self) -> float:
        """Progress from 0 to 1, for a bar; rows that became due since the preview count too."""
        return min(self.rows_done / self.rows_previewed, 1.0) if self.rows_previewed else 1.0


def jobs(viewer: Viewer) -> RegisteredQuerySet[AnonymisationJob]:
    """Return the runs ``viewer`` may see, newest first."""
    return AnonymisationJob.objects.visible_to(viewer).select_related("rule", "store")


def job_result(viewer: Viewer, job_id: UUID) -> JobResult:
    """Return what the run did; raises NotFound."""
    job = jobs(viewer).filter(pk=job_id).first()
    if job is None:
        raise NotFound
    return _result(job)


def ways_of(job: AnonymisationJob) -> list[tuple[str, int]]:
    """Return how many rows a run has done, by strategy; of partitions with their names."""
    counted = job.batches.filter(intended__isnull=True, rows__gt=0).order_by()
    rows = counted.values("strategy", "part").annotate(n=Sum("rows")).order_by("part", "strategy")
    return [(f"{Strategy(row['strategy']).label} {row['part']}".strip(), row["n"]) for row in rows]


def _result(job: AnonymisationJob) -> JobResult:
    erased = _erased_on(job)
    gone = _files_gone_on(job, erased) if erased else None
    return JobResult(
        id=job.pk,
        rule=job.rule.code,
        state=JobState(job.state),
        cut_off=job.cut_off,
        formula=job.formula,
        rows_previewed=job.rows_previewed,
        oldest_start=job.oldest_start,
        newest_start=job.newest_start,
        rows_done=job.rows_done,
        batches_done=job.batches_done,
        rows_left=job.rows_left,
        rows_held=job.rows_held,
        rows_undated=job.rows_undated,
        seconds_left=_seconds_left(job),
        smallest_class=job.smallest_class,
        erasedness=_erasedness(erased, files_gone=gone is not None),
        logically_erased_on=erased,
        files_gone_on=gone,
        copies_expire_on=erased and (gone or erased) + _copies(job),
        problem=job.problem,
    )


def _erased_on(job: AnonymisationJob) -> date | None:
    """The legal day on which the run ended with nothing left; None while it has not."""
    done = job.state == JobState.DONE and job.finished_at is not None
    return timezone.localdate(job.finished_at) if done else None


def _files_gone_on(job: AnonymisationJob, erased: date) -> date | None:
    """Return when no file held the values any more: at once, or once the table was rewritten."""
    if not job.rows_done:
        return None
    if not job.batches.filter(strategy=Strategy.IN_PLACE, rows__gt=0).exists():
        return erased
    rewrite = rewritten_of(job)
    return timezone.localdate(rewrite.done_at) if rewrite else None


def _erasedness(erased: date | None, *, files_gone: bool) -> Erasedness:
    if erased is None:
        return Erasedness.NOT_YET
    return Erasedness.PHYSICALLY if files_gone else Erasedness.LOGICALLY


def _seconds_left(job: AnonymisationJob) -> int | None:
    """Return how long a run under way still takes, from its own pace."""
    if job.state != JobState.RUNNING or job.started_at is None:
        return None
    elapsed = (timezone.now() - job.started_at).total_seconds()
    return seconds_left(done=job.rows_done, due=job.rows_previewed, elapsed=elapsed)


def _copies(job: AnonymisationJob) -> timedelta:
    return timedelta(days=max(job.store.wal_retention_days, job.store.backup_retention_days))
