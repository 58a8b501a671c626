"""Rewrites as a viewer may see them, and when the files of a run were gone."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from records.engine.models import AnonymisationJob
from records.engine.rewrites.models import RewriteCover, RewriteQuerySet, TableRewrite
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer

GRACE: Final = timedelta(days=7)
"""How long a table may wait for a decision before that is a finding."""


def rewrites(viewer: Viewer) -> RewriteQuerySet:
    """Return the rewrites ``viewer`` may see, newest first."""
    rows: RewriteQuerySet = TableRewrite.objects.visible_to(viewer)
    return rows.select_related("store", "table")


def due_rewrites(*, at: datetime) -> list[UUID]:
    """Return the rewrites whose window is open."""
    return list(rewrites(SYSTEM).due(at).order_by("opened_at").values_list("pk", flat=True))


def overdue_rewrites(*, on: date) -> list[TableRewrite]:
    """Return what waits too long: undecided, put off until a day that has come, or not managed."""
    return [row for row in rewrites(SYSTEM).open() if _is_overdue(row, on)]


def _is_overdue(row: TableRewrite, on: date) -> bool:
    if row.window:
        return timezone.localdate(row.window.upper) < on
    if row.put_off_until:
        return row.put_off_until <= on
    return timezone.localdate(row.opened_at) + GRACE <= on


def rewritten_of(job: AnonymisationJob) -> TableRewrite | None:
    """Return the rewrite after which no file of its table held what the run erased."""
    rows = RewriteCover.objects.filter(job=job, rewrite__done_at__isnull=False)
    ended = job.stopped_at or job.finished_at
    covers = rows.filter(joined_at__gte=ended) if ended else rows
    cover = covers.select_related("rewrite").order_by("rewrite__done_at").first()
    return cover.rewrite if cover else None
