"""Making a scan: proof, browser, evidence; safe to call again, at any time, from anywhere."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import DataError, transaction
from django.db.models.functions import Now

from cookies.scanner import ownership
from cookies.scanner.browser.job import STATES, Job
from cookies.scanner.choices import Problem, ScanStatus
from cookies.scanner.guardian import End, Process, Told, ready, watch
from cookies.scanner.leases import ATTEMPTS, LeaseLost, claim, fail, fenced, give_back, still_mine
from cookies.scanner.models import Scan, ScanPlan, ScanStep
from cookies.scanner.storing import Hindrance, TooLarge, store
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer
from voipgrid_privacy.kernel.use_case import use_case

LOCAL: Final = {"localhost": "127.0.0.1"}
"""A name that is in no DNS (RFC 6761)."""
_BY_END: Final = {
    "address_refused": Problem.ADDRESS,
    "browser_missing": Problem.BROWSER_MISSING,
    "too_slow": Problem.TOO_SLOW,
    "unreadable": Problem.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The world in which scans are made. ``more`` is for tests: names and ports of their own."""

    world: ownership.Outside = field(default_factory=ownership.outside)
    more: dict[str, Any] = field(default_factory=dict)


def surroundings() -> Surroundings:
    """Return the world as this installation may see it."""
    return Surroundings()


def run(scan_id: UUID) -> bool:
    """Make the scan if it is free; return whether it waits for another try.

    Whoever kills the browser, the worker or the scan itself leaves no process and no half scan.
    """
    scan = claim(scan_id)
    if scan is None:
        return False
    with tempfile.TemporaryDirectory(prefix="scan-") as folder:
        with ready() as process:  # which makes itself ready while the proof is asked for
            seen = _seen(scan, process, Path(folder))
        # Nothing of the browser is left from here on: what it wrote is read, and the host is free.
        again = seen is not None and _finish(scan, *seen)
    forget_cancelled(scan=scan, by=SYSTEM)
    return again


def _seen(scan: Scan, process: Process, folder: Path) -> tuple[Job, End] | None:
    """Have the site visited, and return what was asked and how it ended; None if it may not be."""
    here = surroundings()
    if not _is_proven(scan, here.world):
        fail(scan, Problem.OWNERSHIP)
        return None
    if away := ownership.leads_to(scan.site, here.world):
        fail(scan, Problem.ELSEWHERE, away)
        return None
    job = job_of(scan, folder, here)
    Scan.objects.filter(pk=scan.pk).update(url=job.url, states=len(job.states))
    end = watch(
        process,
        job,
        told=lambda told: _progress(scan, told),
        wanted=lambda: still_mine(scan),
    )
    return job, end


def job_of(scan: Scan, folder: Path, here: Surroundings) -> Job:
    """Return what the browser's process is asked."""
    values: dict[str, Any] = {
        "url": ownership.address_of(scan.site),
        "folder": folder,
        "browser": settings.SCANNER_BROWSER,
        "loopback": here.world.loopback,
        "hosts": LOCAL if here.world.loopback else {},
        "states": STATES,
    }
    return Job(**(values | here.more))


def _is_proven(scan: Scan, world: ownership.Outside) -> bool:
    plan, _new = ScanPlan.objects.get_or_create(site=scan.site)
    way = ownership.proven(scan.site, plan.token, world)
    if way:
        note_proof(plan=plan, way=way, by=SYSTEM)
    return way is not None


@use_case
def note_proof(*, plan: ScanPlan, way: Any, by: Viewer) -> None:  # noqa: ARG001  the stamp
    """Record that the proof was seen just now."""
    ScanPlan.objects.filter(pk=plan.pk).update(way=way, proven_at=Now())


def _progress(scan: Scan, told: Told) -> None:
    """Note a visited state, unless the scan has been lost."""
    with transaction.atomic():
        try:
            row = fenced(scan)
        except LeaseLost:
            return
        values = {name: told[name] for name in ("seconds", "problem", "requests")}
        steps = [step[:200] for step in told["steps"]]
        ScanStep.objects.create(scan=row, key=told["state"], steps=steps, **values)


@use_case
def forget_cancelled(*, scan: Scan, by: Viewer) -> None:  # noqa: ARG001  the stamp
    """Remove what a cancelled scan had noted of its progress; of any other nothing changes."""
    ScanStep.objects.filter(scan=scan, scan__status=ScanStatus.CANCELLED).delete()


def _finish(scan: Scan, job: Job, end: End) -> bool:
    """Keep what was seen, or say what stood in the way; return whether to try again."""
    if end.how == "done":
        try:
            found = store(scan=scan, folder=job.folder, by=SYSTEM)
        except LeaseLost:
            return False
        except TooLarge:
            found = Hindrance(Problem.TOO_LARGE)
        except (ValueError, KeyError, TypeError, DataError) as error:
            found = Hindrance(Problem.UNREADABLE, type(error).__name__)
        if found:
            fail(scan, found.problem, found.detail)
        return False
    if end.how in _BY_END:
        fail(scan, _BY_END[end.how], end.detail)
    elif end.how != "stopped":
        return _try_again(scan, end)
    return False


def _try_again(scan: Scan, end: End) -> bool:
    if scan.attempts >= ATTEMPTS:
        fail(scan, Problem.BROWSER_DIED, end.detail)
        return False
    give_back(scan)
    return Scan.objects.filter(pk=scan.pk, status=ScanStatus.WAITING).exists()
