"""What waits to be done, and since when: the one sign that work stands still.

Nothing is asked of workers, the broker or beat. What is due is a row, so whichever of them is
down, the oldest row that should have been dealt with grows older, and that is what is told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Min, QuerySet

from cookies.scanner.choices import OPEN
from cookies.scanner.leases import FREE as SCAN_FREE
from cookies.scanner.models import Scan
from records.certificates.queries import uncertified
from records.engine.leases import FREE, WORKABLE
from records.engine.models import AnonymisationLane
from roles.mail.services import due_mail
from roles.models import Finding, Import
from roles.models.findings import FindingState
from roles.models.imports import BUSY
from roles.webhooks.sending import due_deliveries
from voipgrid_privacy.kernel.tenancy import SYSTEM

Rows = Callable[[datetime], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of work: how many rows are due, and for how many seconds the first of them is."""

    work: str
    rows: int
    seconds: float


WORK: Final[dict[str, tuple[Rows, str]]] = {
    "mail": (due_mail, "next_try_at"),
    "webhooks": (due_deliveries, "next_try_at"),
    "imports": (lambda _at: Import.objects.filter(state__in=BUSY), "uploaded_at"),
    "scans": (lambda _at: Scan.objects.filter(SCAN_FREE, status__in=OPEN), "requested_at"),
    "anonymisation": (
        lambda _at: AnonymisationLane.objects.filter(FREE, WORKABLE, finished=False),
        "job__planned_at",
    ),
    "certificates": (lambda _at: uncertified(SYSTEM), "planned_at"),
}
"""The rows of each kind of work that are due at an instant, and from when they were."""


def backlog(*, at: datetime) -> list[Waiting]:
    """Return every kind of work with what waits at ``at`` (an instant): one query for each."""
    return [_waiting(work, rows(at), since, at) for work, (rows, since) in WORK.items()]


def _waiting(work: str, rows: QuerySet[Any], since: str, at: datetime) -> Waiting:
    found = rows.order_by().aggregate(rows=Count("pk"), first=Min(since))
    seconds = (at - found["first"]).total_seconds() if found["first"] else 0.0
    return Waiting(work, found["rows"], max(0.0, seconds))


def open_findings() -> dict[str, int]:
    """Return how many findings are open, by severity."""
    rows = Finding.objects.filter(state=FindingState.OPEN).order_by()
    return dict(rows.values_list("severity").annotate(number=Count("pk")))
