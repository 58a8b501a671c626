"""Asking for scans: proof first, then a row; a worker is only ever rung for a row."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q

from cookies.registry.models import Site
from cookies.registry.services.writing import change, must_write_for
from cookies.scanner import ownership
from cookies.scanner.choices import OPEN, Every, ProofWay, ScanStatus
from cookies.scanner.errors import OwnershipNotProven, ScanEnded, ScanOpen, SiteRetired
from cookies.scanner.leases import FREE
from cookies.scanner.models import Scan, ScanEvidence, ScanPlan, ScanStep
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

KEPT: Final = timedelta(days=400)
"""How long the evidence of a scan is kept; that of the last one of a site stays."""


@use_case
def plan_of(*, site: Site, by: Viewer) -> ScanPlan:
    """Return the plan of a site, with what it must show to be scanned; made at the first asking."""
    must_write_for(by, site.party_id)
    plan, _new = ScanPlan.objects.get_or_create(site=site)
    return plan


def prove_site(
    *, site: Site, at: datetime, by: Viewer, world: ownership.Outside | None = None
) -> ScanPlan:
    """Look for the proof that ``site`` is its party's, and record it. Asks DNS and the site.

    Raises NotAllowed, and OwnershipNotProven when it is nowhere.
    """
    plan = plan_of(site=site, by=by)
    way = ownership.proven(site, plan.token, world or ownership.outside())
    return _note(plan=plan, way=way, at=at, by=by)


@use_case
def _note(*, plan: ScanPlan, way: ProofWay | None, at: datetime, by: Viewer) -> ScanPlan:
    must_write_for(by, plan.site.party_id)
    if way is None:
        raise OwnershipNotProven(host=plan.site.host)
    plan.way, plan.proven_at = way, at
    return change(plan, "way", "proven_at")


@use_case
def schedule_scans(*, site: Site, every: Every | None, by: Viewer) -> ScanPlan:
    """Scan a site every so many days from now on, or no more by itself. Raises NotAllowed."""
    plan = plan_of(site=site, by=by)
    plan.every_days = every
    return change(plan, "every_days")


@use_case
def request_scan(*, site: Site, at: datetime, by: Viewer) -> Scan:
    """Ask for a scan of ``site``. The proof of ownership is looked at again before it begins.

    Raises NotAllowed, SiteRetired, OwnershipNotProven, and ScanOpen while one is open.
    """
    must_write_for(by, site.party_id)
    plan = plan_of(site=site, by=by)
    if site.retired_on and site.retired_on <= legal_day(at):
        raise SiteRetired
    if plan.proven_at is None:
        raise OwnershipNotProven(host=site.host)
    made = _new(site, at, by.user_id)
    if made is None:
        raise ScanOpen
    return made


def _new(site: Site, at: datetime, by: UUID | None) -> Scan | None:
    """Insert a scan, unless one of the site is open; two at once make one."""
    row = Scan(site=site, requested_at=at, requested_by=by)
    Scan.objects.bulk_create([row], ignore_conflicts=True)
    return Scan.objects.filter(pk=row.pk).first()


@use_case
def cancel_scan(*, scan: Scan, at: datetime, by: Viewer) -> Scan:
    """Stop a scan: its browser ends within seconds and nothing of it is kept.

    Raises NotAllowed, ScanEnded.
    """
    must_write_for(by, scan.site.party_id)
    rows = Scan.objects.filter(pk=scan.pk, status__in=OPEN)
    if not rows.update(status=ScanStatus.CANCELLED, finished_at=at, lease_until=None):
        raise ScanEnded
    found = Scan.objects.visible_to(by).select_related("site").filter(pk=scan.pk).first()
    if found is None:
        raise NotFound
    return found


@use_case
def request_due(*, at: datetime, by: Viewer) -> int:
    """Ask for a scan of every site whose plan makes one due at ``at``; return how many.

    Due follows from the last one that was asked for, so a day on which nobody looked is made up.
    """
    by.must(Ability.WRITE_REGISTER)
    plans = ScanPlan.objects.filter(every_days__isnull=False, proven_at__isnull=False)
    on_line = Q(site__retired_on=None) | Q(site__retired_on__gt=legal_day(at))
    made = 0
    for plan in plans.filter(on_line).select_related("site"):
        last = Scan.objects.filter(site=plan.site).order_by("-requested_at").first()
        due = last is None or last.requested_at + timedelta(days=plan.every_days or 0) <= at
        made += bool(due and _new(plan.site, at, None))
    return made


def waiting() -> list[UUID]:
    """Return the scans that wait for a worker, also those whose worker died, oldest first."""
    rows = Scan.objects.filter(FREE, status__in=OPEN)
    return list(rows.order_by("requested_at").values_list("pk", flat=True))


@use_case
@erases("forget-scan-evidence")
def forget_evidence(*, before: datetime, by: Viewer) -> int:
    """Empty evidence of scans that ended before a moment; return how many files that were.

    The hashes stay. The last whole scan of each site on line keeps its evidence
    (GDPR Art. 5(1)(e)).
    Progress of cancelled scans goes too.
    """
    by.must(Ability.RUN_RETENTION)
    ScanStep.objects.filter(scan__status=ScanStatus.CANCELLED).delete()  # their worker had died
    rows = ScanEvidence.objects.filter(content__isnull=False, scan__finished_at__lt=before)
    on_line = Scan.objects.filter(status=ScanStatus.DONE, site__retired_on=None)
    done = on_line.order_by("site_id", "-finished_at")
    newest = done.distinct("site_id").values_list("pk", flat=True)
    return rows.exclude(scan__in=list(newest)).update(content=None)
