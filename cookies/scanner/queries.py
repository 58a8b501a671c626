"""Scans as a viewer may see them."""

import gzip
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db.models import QuerySet

from cookies.choices import Technique
from cookies.registry.models import Item, Site
from cookies.registry.queries import items
from cookies.scanner.analysis.artefacts import Artefact
from cookies.scanner.choices import OPEN, ScanStatus
from cookies.scanner.errors import EvidenceAltered
from cookies.scanner.judging import baseline_of, latest_of_each_site
from cookies.scanner.models import FoundItem, Scan, ScanEvidence, ScanPlan, ScanProblem
from roles.choices import PartyKind, Severity
from roles.findings import finding_type
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer


@dataclass(frozen=True, slots=True)
class Seen:
    """Something a scan saw, beside the item of the registry that it is, if any."""

    found: FoundItem
    item: Item | None


def scans(*, viewer: Viewer, site: Site | None = None) -> QuerySet[Scan]:
    """Return the scans of the viewer's own sites, of one site if asked for, latest first."""
    rows = Scan.objects.visible_to(viewer).select_related("site", "site__party")
    rows = rows.filter(site=site) if site else rows
    return rows.order_by("-requested_at", "pk")


def scan_with(*, viewer: Viewer, pk: UUID) -> Scan:
    """Return one scan; raises NotFound, also for what is another's."""
    found = scans(viewer=viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def is_shown_to_be_theirs(site: Site) -> bool:
    """Say whether the site's host is its party's: the platform's own, or once proven.

    Anyone may enter a site with any host; what acts on a host asks for more than that.
    """
    proven = ScanPlan.objects.filter(site=site, proven_at__isnull=False)
    return site.party.kind == PartyKind.PLATFORM or proven.exists()


def open_scan(*, viewer: Viewer, site: Site) -> Scan | None:
    """Return the scan of a site that is waiting or being made."""
    return scans(viewer=viewer, site=site).filter(status__in=OPEN).first()


def latest_scan(*, viewer: Viewer, site: Site) -> Scan | None:
    """Return the last whole scan of a site."""
    done = scans(viewer=viewer, site=site).filter(status=ScanStatus.DONE)
    return done.order_by("-finished_at", "-pk").first()


@dataclass(frozen=True, slots=True)
class Standing:
    """A site at a glance: its last scan, what is wrong by it, and what waits."""

    site: Site
    high: int
    other: int
    waits: int
    open_scan: Scan | None


def dashboard(*, viewer: Viewer, sites: QuerySet[Site]) -> list[Standing]:
    """Return how each site stands by its last scan; a fixed number of statements for all."""
    found = list(sites)
    last = latest_of_each_site().filter(site__in=found).values("pk")
    rows = ScanProblem.objects.visible_to(viewer).filter(scan__in=last)
    wrong = Counter(
        (site, finding_type(code).severity == Severity.HIGH)
        for site, code in rows.values_list("scan__site", "code")
    )
    unpublished = Item.objects.visible_to(viewer).filter(site__in=found, published=False)
    waits = Counter(unpublished.values_list("site", flat=True))
    open_scans = scans(viewer=viewer).filter(site__in=found, status__in=OPEN)
    being_made = {scan.site_id: scan for scan in open_scans}
    return [
        Standing(
            site=site,
            high=wrong[site.pk, True],
            other=wrong[site.pk, False],
            waits=waits[site.pk],
            open_scan=being_made.get(site.pk),
        )
        for site in found
    ]


def problems_of(*, viewer: Viewer, scan: Scan) -> QuerySet[ScanProblem]:
    """Return what a scan shows to be wrong."""
    return ScanProblem.objects.visible_to(viewer).filter(scan=scan).order_by("code", "subject")


def seen_by(*, viewer: Viewer, scan: Scan) -> list[Seen]:
    """Return what a scan saw, each beside its item in the registry as it is now; new ones first."""
    baseline = baseline_of(scan.site, published=False)
    known = {str(item.pk): item for item in items(viewer=viewer, site=scan.site)}
    rows = (
        FoundItem.objects.visible_to(viewer).filter(scan=scan).select_related("scan__site__party")
    )
    found = []
    for row in rows.order_by("host", "technique", "name", "path"):
        declared = baseline.item_for(artefact_of(row))
        found.append(Seen(row, known.get(declared.id) if declared else None))
    return sorted(found, key=lambda one: one.item is not None)


def artefact_of(row: FoundItem) -> Artefact:
    """Return a found item as the rules know it."""
    technique = Technique(row.technique)
    if technique == Technique.JS_COOKIE:  # a cookie is one thing, whoever writes it
        technique = Technique.HTTP_COOKIE
    return Artefact(technique, row.name, row.host, row.path, row.partitioned)


def found_item(*, viewer: Viewer, scan: Scan, pk: UUID) -> FoundItem:
    """Return something that a scan saw; raises NotFound."""
    rows = FoundItem.objects.visible_to(viewer).select_related("scan__site__party")
    found = rows.filter(scan=scan, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def evidence_of(*, viewer: Viewer, scan: Scan) -> QuerySet[ScanEvidence]:
    """Return the evidence of a scan, without its content."""
    rows = ScanEvidence.objects.visible_to(viewer).filter(scan=scan)
    return rows.defer("content").order_by("name")


def file_of(*, viewer: Viewer, scan: Scan, name: str) -> bytes:
    """Return one file of evidence, as it was hashed.

    Raises NotFound, also once its term has ended, and EvidenceAltered.
    """
    row = ScanEvidence.objects.visible_to(viewer).filter(scan=scan, name=name).first()
    if row is None or row.content is None:
        raise NotFound
    content = gzip.decompress(bytes(row.content))
    if sha256(content).hexdigest() != row.digest:
        raise EvidenceAltered
    return content
