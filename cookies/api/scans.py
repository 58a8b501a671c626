"""``/scans`` and what a site must show to be scanned: of the caller's own sites alone."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from cookies.api import scan_shapes as shapes
from cookies.api.bodies import item_body
from cookies.api.shapes import CookieItem
from cookies.api.views import OF_SITE, SITE, CookieView
from cookies.models import Scan, ScanPlan, ScanProblem, Site
from cookies.registry.queries import site_named
from cookies.scanner import ownership
from cookies.scanner.choices import Every, ScanStatus
from cookies.scanner.queries import Seen, found_item, problems_of, scan_with, scans, seen_by
from cookies.scanner.services import (
    accept_found,
    cancel_scan,
    plan_of,
    prove_site,
    request_scan,
    schedule_scans,
)
from cookies.tasks import judge_scan, run_scan
from roles.findings import finding_type
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page, page_among
from voipgrid_privacy.kernel.errors import NotFound


class ScansView(CookieView):
    """Scans of the caller's own sites, and asking for one."""

    resource = "scans"
    operations = {
        "GET": Operation(
            "listScans",
            shapes.ScanPage,
            sortable={"requested_at": "requested_at", "id": "pk"},
            query=OF_SITE | {"state"},
            words={"state": ScanStatus.values},
            expandable=SITE,
        ),
        "POST": Operation("requestScan", shapes.Scan, shapes.NewScan, 201),
    }

    def get(self, request: Request) -> Response:
        """List scans; of one site if asked for."""
        rows = scans(viewer=self.viewer, site=self.asked_site(request))
        if state := parameters.text(request, "state"):
            rows = rows.filter(status=state)
        rows = rows.prefetch_related("steps")
        return page(request, rows, body=scan_body)

    def post(self, request: Request) -> HttpResponseBase:
        """Ask for a scan of an own site that has proven whose it is."""
        return once(request, self.ask)

    def ask(self) -> Response:
        """Do it; raises DomainError."""
        site = own_site(self, self.read(shapes.NewScan)["site"])
        scan = request_scan(site=site, at=timezone.now(), by=self.viewer)
        run_scan.delay_on_commit(str(scan.pk))  # type: ignore[attr-defined]  # DjangoTask
        return single(self.request, scan_body(scan), 201, self.address(str(scan.pk)))


def own_site(view: CookieView, code: str) -> Site:
    """Return a site of the caller's own party; raises NotFound, also for what is public."""
    found = site_named(viewer=view.viewer, code=code)
    if found.party_id not in view.viewer.parties:
        raise NotFound
    return found


class ScanView(CookieView):
    """One scan."""

    resource = "scans"
    operations = {"GET": Operation("getScan", shapes.Scan, single=True, expandable=SITE)}

    def get(self, request: Request, reference: str) -> Response:
        """Return the scan with this UUID, with its progress and the hashes of its evidence."""
        row = self.scan(reference)
        return single(request, scan_body(row), row=row)

    def scan(self, reference: str) -> Scan:
        """Return the scan; raises NotFound."""
        identifier = parameters.as_uuid(reference)
        if identifier is None:
            raise NotFound
        return scan_with(viewer=self.viewer, pk=identifier)


class FoundItemsView(ScanView):
    """What a scan saw."""

    operations = {"GET": Operation("listFoundItems", shapes.FoundItems, sortable={"new": "new"})}

    def get(self, request: Request, reference: str) -> Response:
        """List everything a scan saw, beside what the registry knows; what is new comes first."""
        found = seen_by(viewer=self.viewer, scan=self.scan(reference))
        return page_among(
            request, found, place=place_of, bodies=lambda some: [found_body(one) for one in some]
        )


class ScanProblemsView(ScanView):
    """What a scan shows to be wrong."""

    operations = {
        "GET": Operation(
            "listScanProblems", shapes.ScanProblemPage, sortable={"code": "code", "id": "pk"}
        )
    }

    def get(self, request: Request, reference: str) -> Response:
        """List what is wrong, by the registry as it is now."""
        rows = problems_of(viewer=self.viewer, scan=self.scan(reference))
        return page(request, rows, body=problem_body)


class CancellationsView(ScanView):
    """Stopping a scan."""

    http_method_names = ["post", "options"]
    operations = {"POST": Operation("cancelScan", shapes.Scan, shapes.Wish, 201)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Stop a scan that waits or is being made; nothing of it is kept."""
        return once(request, lambda: self.cancel(reference))

    def cancel(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        self.read(shapes.Wish)
        scan = cancel_scan(scan=self.scan(reference), at=timezone.now(), by=self.viewer)
        return single(self.request, scan_body(scan), 201)


class TakeOversView(ScanView):
    """Taking over what a scan saw."""

    http_method_names = ["post", "options"]
    operations = {"POST": Operation("takeOverFoundItem", CookieItem, shapes.TakenOver, 201)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Enter something that the last scan saw in the registry of its site."""
        return once(request, lambda: self.accept(reference))

    def accept(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        scan, pk = self.scan(reference), self.read(shapes.TakenOver)["found_item"]
        item = accept_found(found=found_item(viewer=self.viewer, scan=scan, pk=pk), by=self.viewer)
        judge_scan.delay_on_commit(str(scan.pk))  # type: ignore[attr-defined]  # DjangoTask
        return single(self.request, item_body(item), 201)


class ScanPlanView(CookieView):
    """What a site must show to be scanned, and how often it is."""

    resource = "scans"
    operations = {"GET": Operation("getScanPlan", shapes.ScanPlan, single=True)}

    def get(self, request: Request, code: str) -> Response:
        """Return the proof of ownership that is asked for, and the schedule."""
        return single(request, plan_body(plan_of(site=own_site(self, code), by=self.viewer)))


class OwnershipChecksView(CookieView):
    """Looking for the proof."""

    resource = "scans"
    http_method_names = ["post", "options"]
    operations = {"POST": Operation("checkOwnership", shapes.ScanPlan, shapes.Wish, 201)}

    def post(self, request: Request, code: str) -> HttpResponseBase:
        """Look in DNS and on the site whether it proves to be the caller's."""
        return once(request, lambda: self.check(code))

    def check(self, code: str) -> Response:
        """Do it; raises DomainError."""
        self.read(shapes.Wish)
        plan = prove_site(site=own_site(self, code), at=timezone.now(), by=self.viewer)
        return single(self.request, plan_body(plan), 201)


class SchedulesView(CookieView):
    """How often a site is scanned by itself."""

    resource = "scans"
    http_method_names = ["post", "options"]
    operations = {"POST": Operation("scheduleScans", shapes.ScanPlan, shapes.NewSchedule, 201)}

    def post(self, request: Request, code: str) -> HttpResponseBase:
        """Scan a site every so many days from now on, or no more by itself."""
        return once(request, lambda: self.schedule(code))

    def schedule(self, code: str) -> Response:
        """Do it; raises DomainError."""
        days = self.read(shapes.NewSchedule)["every_days"]
        every = Every(days) if days else None
        plan = schedule_scans(site=own_site(self, code), every=every, by=self.viewer)
        return single(self.request, plan_body(plan), 201)


def scan_body(scan: Scan) -> dict[str, Any]:
    """Return a scan with its progress."""
    return {
        "id": scan.pk,
        "site": scan.site.code,
        "state": scan.status,
        "requested_at": scan.requested_at,
        "started_at": scan.started_at,
        "finished_at": scan.finished_at,
        "problem": scan.problem or None,
        "states_planned": scan.states,
        "states": [
            {
                "key": step.key,
                "seconds": step.seconds,
                "problem": step.problem or None,
                "requests": step.requests,
            }
            for step in scan.steps.all()
        ],
        "refused_connections": scan.refused,
        "browser": scan.browser or None,
        "evidence_sha256": scan.manifest or None,
        "evidence": [
            {"name": name, "bytes": size, "sha256": digest}
            for name, size, digest in scan.evidence.values_list("name", "size", "digest")
        ],
    }


def place_of(one: Seen) -> tuple[str, ...]:
    """Return where something stands among what a scan saw: what is new first, then by host."""
    row = one.found
    return ("1" if one.item else "0", row.host, row.technique, row.name, row.path, str(row.pk))


def found_body(one: Seen) -> dict[str, Any]:
    """Return something that a scan saw."""
    names = ("technique", "name", "host", "path", "partitioned", "third_party", "states")
    return {
        "id": one.found.pk,
        **{name: getattr(one.found, name) for name in names},
        "lifetime_seconds": one.found.lifetime,
        "item_id": one.item.pk if one.item else None,
    }


def problem_body(row: ScanProblem) -> dict[str, Any]:
    """Return what is wrong in the reader's language, with its evidence."""
    kind = finding_type(row.code)
    return {
        "id": row.pk,
        "code": row.code,
        "subject": row.subject,
        "sentence": str(kind.sentence),
        "next_step": str(kind.next_step),
        "cites": [str(cite) for cite in kind.cites],
        "evidence": row.evidence,
    }


def plan_body(plan: ScanPlan) -> dict[str, Any]:
    """Return what a site must show, in each way that counts."""
    host = plan.site.host
    return {
        "site": plan.site.code,
        "dns_name": f"{ownership.RECORD}.{host}",
        "dns_text": ownership.record_of(plan.token),
        "file_url": f"https://{host}{ownership.FILE}",
        "meta_name": ownership.NAME,
        "meta_content": plan.token,
        "proven_by": plan.way or None,
        "proven_at": plan.proven_at,
        "every_days": plan.every_days,
    }
