"""What a scan comes to: its evidence compared with the registry, now and whenever that changes."""

import gzip
import json
import tempfile
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from cookies.choices import ItemStatus, Technique
from cookies.exemption.queries import as_they_hold
from cookies.registry.models import Item, Provider, Site
from cookies.registry.queries import items
from cookies.scanner import evidence
from cookies.scanner.analysis.baseline import Baseline, Declared
from cookies.scanner.analysis.rules import STALE_AFTER, Reading, problems, read
from cookies.scanner.choices import ScanStatus
from cookies.scanner.evidence import EVIDENCE_FILE
from cookies.scanner.models import Scan, ScanEvidence, ScanProblem
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


def baseline_of(site: Site, *, published: bool = True) -> Baseline:
    """Return what the registry says of a site: what visitors are told, or all that is known."""
    rows = items(viewer=SYSTEM, site=site)
    rows = rows.filter(published=True) if published else rows
    claimed = list(rows.select_related("category__purpose", "provider"))
    exempt = any(_exempt_statistics(item) for item in claimed)
    shown = as_they_hold(claimed, site, timezone.localdate())
    advertisers = Provider.objects.visible_to(SYSTEM).filter(advertises=True)
    return Baseline(
        hosts=frozenset(site.hosts),
        items=tuple(sorted((_declared(item, site) for item in shown), key=lambda one: one.id)),
        provider_hosts=frozenset(h for i in shown if i.provider for h in i.provider.hosts),
        advertising_hosts=frozenset(
            h for hosts in advertisers.values_list("hosts") for h in hosts[0]
        ),
        exempt_analytics=exempt,
    )


def _declared(item: Item, site: Site) -> Declared:
    return Declared(
        id=str(item.pk),
        technique=Technique(item.technique),
        pattern=item.pattern,
        domain=item.domain.lstrip("."),
        path=item.path,
        partitioned=item.partitioned,
        lifetime=item.lifetime,
        category=item.category.code.lower() if item.category else "",
        needs_consent=item.category is None or item.category.needs_consent,
        advertises=bool(item.category and item.category.advertises),
        # The scan that is judged has been counted already; the rule counts it itself. Items that
        # others lend to the site are counted nowhere: not every site that has them shows them.
        missed_scans=max(item.missed_scans - 1, 0) if item.site_id == site.pk else 0,
    )


def _exempt_statistics(item: Item) -> bool:
    purpose = item.category.purpose if item.category else None
    counts = bool(purpose and purpose.code == "WEBSITE_STATISTICS")
    return counts and bool(item.category and not item.category.needs_consent)


def digest_of(baseline: Baseline) -> str:
    """Return the hash of all that scans are judged against."""
    told = {
        "hosts": sorted(baseline.hosts),
        "items": [asdict(item) for item in baseline.items],
        "providers": sorted(baseline.provider_hosts),
        "advertisers": sorted(baseline.advertising_hosts),
        "exempt": baseline.exempt_analytics,
    }
    text = json.dumps(told, sort_keys=True)
    return sha256(text.encode()).hexdigest()


def reading_of(scan: Scan, content: bytes) -> Reading:
    """Return the evidence of a scan, read; ``content`` is its file as it is kept."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / EVIDENCE_FILE
        path.write_bytes(gzip.decompress(content))
        seen = evidence.read(path)
    moment = scan.started_at or scan.requested_at
    return read(seen, hosts=frozenset(scan.site.hosts), now=moment)


def judge(scan: Scan, reading: Reading) -> None:
    """Write what is wrong by the registry of now, in place of what was written before."""
    baseline = baseline_of(scan.site)
    found = problems(reading, baseline)
    ScanProblem.objects.filter(scan=scan).delete()
    ScanProblem.objects.bulk_create(
        ScanProblem(
            scan=scan, code=one.code, subject=one.subject, evidence=evidence.clean(one.evidence)
        )
        for one in found
    )
    scan.judged = digest_of(baseline)
    Scan.objects.filter(pk=scan.pk).update(judged=scan.judged)


def count_sightings(scan: Scan, reading: Reading) -> None:
    """Note on each item of the site's own whether this scan saw it; a scan confirms, or misses."""
    baseline = baseline_of(scan.site, published=False)
    known = (baseline.item_for(artefact) for artefact in reading.by_artefact)
    seen = {one.id for one in known if one}
    whole = all(not state.problem for state in reading.ground.evidence.states)
    on = legal_day(scan.started_at or scan.requested_at)
    rows = Item.objects.filter(site=scan.site).order_by("pk").select_for_update(of=("self",))
    for item in rows:
        if str(item.pk) in seen:
            _seen(item, on)
        elif whole and item.published:
            _missed(item)


def _seen(item: Item, on: date) -> None:
    item.last_seen_on, item.missed_scans = on, 0
    if item.status in {ItemStatus.DECLARED, ItemStatus.STALE}:
        item.status = ItemStatus.CONFIRMED
    item.save(update_fields=("last_seen_on", "missed_scans", "status"))


def _missed(item: Item) -> None:
    item.missed_scans = min(item.missed_scans + 1, 1_000)
    if item.missed_scans >= STALE_AFTER and item.status != ItemStatus.DISPUTED:
        item.status = ItemStatus.STALE
    item.save(update_fields=("missed_scans", "status"))


def latest_of_each_site() -> QuerySet[Scan]:
    """Return the last whole scan of every site on line."""
    done = Scan.objects.filter(site=OuterRef("site"), status=ScanStatus.DONE)
    newest = done.order_by("-finished_at", "-pk").values("pk")[:1]
    rows = Scan.objects.filter(status=ScanStatus.DONE, site__retired_on=None)
    return rows.filter(pk=Subquery(newest)).select_related("site", "site__party")


@use_case
def judge_again(*, scan: UUID, by: Viewer) -> bool:
    """Judge a scan anew if the registry says something else now; return whether it did.

    Nothing changes where the evidence has served its term.
    """
    by.must(Ability.WRITE_REGISTER)
    rows = Scan.objects.select_for_update(of=("self",)).select_related("site", "site__party")
    row = rows.filter(pk=scan).first()
    if row is None or row.status != ScanStatus.DONE:
        return False
    if digest_of(baseline_of(row.site)) == row.judged:
        return False
    kept = ScanEvidence.objects.filter(scan=row, name=EVIDENCE_FILE).first()
    if kept is None or kept.content is None:
        return False
    judge(row, reading_of(row, bytes(kept.content)))
    Site.objects.filter(pk=row.site_id).update(scanned_on=F("scanned_on"))  # marks findings
    return True
