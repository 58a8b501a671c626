"""Who is making a scan: one worker at a time, for a short time, and provably."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from cookies.scanner.choices import OPEN, Problem, ScanStatus
from cookies.scanner.models import Scan, ScanStep
from roles.webhooks.choices import EventType
from roles.webhooks.telling import tell
from voipgrid_privacy.kernel.tenancy import SYSTEM

LEASE: Final = timedelta(seconds=20)
"""How long a worker that has died keeps others away; every second extends it."""
BETWEEN: Final = timedelta(seconds=30)
"""Between the end of one scan of a host and the start of the next: nobody's server is a target."""
ATTEMPTS: Final = 3
FREE: Final = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())


class LeaseLost(Exception):
    """Another worker has the scan, or it was cancelled; nothing of this one is kept."""


@transaction.atomic
def claim(scan_id: UUID) -> Scan | None:
    """Take a scan, with a new fencing token; None where it is not free, or its host had its turn.

    What an earlier worker left of it is removed: a scan is whole or not there. After the third
    worker that died of it the scan fails.
    """
    rows = Scan.objects.filter(FREE, pk=scan_id, status__in=OPEN)
    scan = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if scan is None or _host_is_busy(scan):
        return None
    if scan.attempts >= ATTEMPTS:
        fail(scan, Problem.BROWSER_DIED, fenced=False)
        return None
    ScanStep.objects.filter(scan=scan).delete()
    Scan.objects.filter(pk=scan.pk).update(
        status=ScanStatus.RUNNING,
        fencing_token=scan.fencing_token + 1,
        attempts=scan.attempts + 1,
        started_at=Now(),
        lease_until=Now() + LEASE,
    )
    return Scan.objects.select_related("site", "site__party").get(pk=scan.pk)


def _host_is_busy(scan: Scan) -> bool:
    """Say whether another scan of the same host is being made or has just ended."""
    with connection.cursor() as cursor:  # two sites of one host take turns in asking this
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [scan.site.host])
    others = Scan.objects.filter(site__host=scan.site.host).exclude(pk=scan.pk)
    running = Q(status=ScanStatus.RUNNING, lease_until__gt=Now())
    recent = Q(finished_at__gt=Now() - BETWEEN) & ~Q(started_at=None)
    recent &= ~Q(problem=Problem.OWNERSHIP)  # nobody was visited
    return others.filter(running | recent).exists()


def still_mine(scan: Scan) -> bool:
    """Extend the lease; return False once the scan is cancelled or another worker's."""
    mine = Scan.objects.filter(
        pk=scan.pk, fencing_token=scan.fencing_token, status=ScanStatus.RUNNING
    )
    return bool(mine.update(lease_until=Now() + LEASE))


def fenced(scan: Scan) -> Scan:
    """Return the scan, locked for this transaction; raises LeaseLost."""
    mine = Scan.objects.filter(
        pk=scan.pk, fencing_token=scan.fencing_token, status=ScanStatus.RUNNING
    )
    locked = mine.select_for_update(of=("self",)).select_related("site", "site__party")
    row: Scan | None = locked.first()
    if row is None:
        raise LeaseLost
    return row


@transaction.atomic
def fail(scan: Scan, problem: Problem, detail: str = "", *, fenced: bool = True) -> None:
    """End a scan for a reason; of one that was lost in the meantime nothing changes."""
    rows = Scan.objects.filter(pk=scan.pk, status__in=OPEN)
    rows = rows.filter(fencing_token=scan.fencing_token) if fenced else rows
    ended = rows.update(
        status=ScanStatus.FAILED,
        problem=problem,
        detail=detail[:300],
        finished_at=Now(),
        lease_until=None,
    )
    if ended:
        tell(EventType.SCAN_FINISHED, parties=[scan.site.party_id], about=scan.pk, by=SYSTEM)


def give_back(scan: Scan) -> None:
    """Let another try at once, after the browser died; does nothing for a scan that was lost."""
    rows = Scan.objects.filter(
        pk=scan.pk, fencing_token=scan.fencing_token, status=ScanStatus.RUNNING
    )
    rows.update(status=ScanStatus.WAITING, lease_until=None)
