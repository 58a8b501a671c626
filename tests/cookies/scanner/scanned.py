"""A site with a whole scan, made of rows: for tests of pages, which need no browser."""

import gzip
from hashlib import sha256

from django.utils import timezone

from cookies.models import FoundItem, Scan, ScanEvidence, ScanPlan, ScanProblem, ScanStep, Site
from cookies.registry.services import note_scan, register_site
from cookies.scanner.choices import ProofWay, ScanStatus
from roles.models import Party
from voipgrid_privacy.kernel.tenancy import SYSTEM

SEEN = [{"state": "untouched", "at_ms": 120, "kept": True, "url": "", "script": "", "blocked": []}]


def site_of(party: Party, code: str = "winkel") -> Site:
    made = register_site(party=party, code=code, name="Winkel", host=f"{code}.nl", by=SYSTEM)
    ScanPlan.objects.create(site=made, way=ProofWay.DNS, proven_at=timezone.now())
    return made


def scan_of(site: Site) -> Scan:
    now, content = timezone.now(), b"{}"
    scan = Scan.objects.create(
        site=site,
        status=ScanStatus.DONE,
        requested_at=now,
        started_at=now,
        finished_at=now,
        states=7,
        browser="Chromium 140",
        manifest="ab" * 32,
    )
    ScanStep.objects.create(
        scan=scan, key="untouched", seconds=5.2, requests=9, steps=["0 ms open"]
    )
    ScanEvidence.objects.create(
        scan=scan,
        name="evidence.json",
        size=len(content),
        digest=sha256(content).hexdigest(),
        content=gzip.compress(content),
    )
    FoundItem.objects.create(
        scan=scan,
        technique="JS_COOKIE",
        name="_ga",
        host=site.host,
        third_party=False,
        lifetime=63_071_999,
        states=["untouched", "accepted"],
    )
    key = f"HTTP_COOKIE:{site.host}:_ga"
    evidence = {"name": "_ga", "host": site.host, "seen": SEEN}
    for code in ("scan_undeclared", "scan_before_choice"):
        ScanProblem.objects.create(scan=scan, code=code, subject=key, evidence=evidence)
    button = {"text": "Accepteren", "width": 200, "height": 44, "font_size": 16, "text_contrast": 7}
    measured = {"accept": button, "refuse": {**button, "text": "Weigeren", "height": 20}}
    for code, found in (
        ("scan_banner_unequal_size", measured),
        ("scan_banner_pre_ticked", {"ticked": ["Statistiek"]}),
        ("scan_stale", {"scans_without_it": 3, "name": "_gid"}),
    ):
        ScanProblem.objects.create(scan=scan, code=code, subject="banner", evidence=found)
    requests = [{"state": "refused", "at_ms": 900, "kind": "Image", "chain": []}]
    passed = [{"name": "_ga", "kept_for": site.host, "via": "", "hops": 1}]
    ScanProblem.objects.create(
        scan=scan,
        code="scan_traffic_undeclared",
        subject="tracker.example",
        evidence={"requests": requests, "identifiers": passed, "behind_alias": []},
    )
    note_scan(site=site, on=timezone.localdate(), by=SYSTEM)
    return scan
