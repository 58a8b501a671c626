"""Scans of the sites in :mod:`server`, each made once per session and read by many tests."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from cookies.choices import Technique
from cookies.scanner.analysis.baseline import Baseline, Declared
from cookies.scanner.analysis.problems import Problem
from cookies.scanner.analysis.rules import Reading, problems, read
from cookies.scanner.browser.job import Job, resolver
from cookies.scanner.browser.launch import BrowserMissing, executable
from cookies.scanner.browser.scan import scan
from cookies.scanner.evidence import Evidence
from tests.cookies.scanner.dns_server import DnsServer
from tests.cookies.scanner.server import HOSTS, Site, serve
from voipgrid_privacy.kernel.outbound import Guard

SETTLE = 1.2
"""Most tests need no five seconds: what is late here comes after 0.6."""


@pytest.fixture(scope="session")
def browser_path() -> str:
    try:
        return executable(settings.SCANNER_BROWSER)
    except BrowserMissing as missing:
        (pytest.fail if settings.REQUIRE_SERVICES else pytest.skip)(str(missing))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serve(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def dns_server() -> Iterator[DnsServer]:
    with DnsServer() as running:
        yield running


@dataclass
class Seen:
    evidence: Evidence
    folder: Path
    reading: Reading

    def problems(self, baseline: Baseline) -> dict[str, dict[str, Problem]]:
        found: dict[str, dict[str, Problem]] = {}
        for one in problems(self.reading, baseline):
            found.setdefault(one.code, {})[one.subject] = one
        return found


Scan = Callable[..., Seen]


@pytest.fixture(scope="session")
def job_for(
    site: Site, browser_path: str, dns_server: DnsServer, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Job]:
    def job(host: str, **more: object) -> Job:
        values = {
            "url": f"https://{host}/",
            "folder": tmp_path_factory.mktemp("scan"),
            "settle_seconds": SETTLE,
            "browser": browser_path,
            "arguments": (site.certificate.argument,),
            "loopback": True,
            "hosts": dict.fromkeys((h for h in HOSTS if h != "rebind.test"), "127.0.0.1"),
            "ports": {443: site.port},
            "dns_servers": ("127.0.0.1",),
            "dns_port": dns_server.port,
        }
        return Job(**(values | more))

    return job


@pytest.fixture(scope="session")
def scan_of(job_for: Callable[..., Job]) -> Scan:
    def scanned(host: str, **more: object) -> Seen:
        job = job_for(host, **more)
        guard = Guard(resolver(job), loopback=job.loopback)
        now = datetime.now(UTC)
        evidence = asyncio.run(scan(job, guard=guard, progress=lambda state: None))
        return Seen(evidence, job.folder, read(evidence, hosts=frozenset({host}), now=now))

    return scanned


@pytest.fixture(scope="session")
def dirty(scan_of: Scan) -> Seen:
    return scan_of("dirty.test", states=("untouched", "refused", "withdrawn", "gpc"))


@pytest.fixture(scope="session")
def clean(scan_of: Scan) -> Seen:
    return scan_of("clean.test")


@pytest.fixture(scope="session")
def dark(scan_of: Scan) -> Seen:
    return scan_of("dark.test", states=("untouched", "refused", "only:analytics", "withdrawn"))


def declared(technique: Technique, pattern: str, domain: str = "", **more: object) -> Declared:
    values = {
        "lifetime": "P1Y" if technique in {Technique.HTTP_COOKIE, Technique.JS_COOKIE} else ""
    }
    values |= {"category": "tracking"}
    return Declared(f"{domain}/{pattern}", technique, pattern, domain, **(values | more))


COOKIE, SCRIPT = Technique.HTTP_COOKIE, Technique.JS_COOKIE
NEEDED = {"category": "functional", "needs_consent": False}


def everything_declared(host: str) -> Baseline:
    """A registry that knows all that ``clean.test`` does, and says it right."""
    third = ("tracker.test", "ads.test", "dsp.test", "frame.test", "widgets.test", "shadow.test")
    items = (
        declared(COOKIE, "session", lifetime="session", **NEEDED),
        declared(SCRIPT, "consent", lifetime="P180D", **NEEDED),
        declared(SCRIPT, "_stat", category="analytics"),
        declared(SCRIPT, "c_script"),
        declared(COOKIE, "c_http"),
        declared(COOKIE, "c_path", path="/account"),
        declared(COOKIE, "c_domain"),
        declared(COOKIE, "c_part", partitioned=True),
        declared(SCRIPT, "_trk", lifetime="P2Y"),
        declared(Technique.LOCAL_STORAGE, "c_local"),
        declared(Technique.INDEXED_DB, "c_idb"),
        declared(Technique.CACHE_STORAGE, "sw-cache"),
        declared(Technique.CACHE_STORAGE, "sw.js"),
        declared(COOKIE, "trk3", "tracker.test"),
        declared(COOKIE, "adid", "ads.test"),
        declared(COOKIE, "dspid", "dsp.test"),
        declared(COOKIE, "frm", "frame.test", lifetime="session"),
        declared(COOKIE, "chips", "widgets.test"),
        declared(COOKIE, "chips", "widgets.test", partitioned=True),
        declared(Technique.LOCAL_STORAGE, "frm_local", "frame.test"),
        declared(Technique.SESSION_STORAGE, "frm_session", "frame.test"),
        declared(Technique.INDEXED_DB, "frm_idb", "frame.test"),
        declared(Technique.LOCAL_STORAGE, "shdw_id"),
        declared(Technique.PIXEL, "w.gif", "widgets.test"),
        declared(Technique.PIXEL, "p.gif", "tracker.test"),
        declared(Technique.PIXEL, "sync", "ads.test"),
        declared(Technique.PIXEL, "match", "dsp.test"),
        declared(Technique.BEACON, "b", "shadow.test"),
        *(
            declared(Technique.SCRIPT_READ, api, "shadow.test")
            for api in ("canvas", "webgl", "audio", "fonts", "navigator")
        ),
    )
    return Baseline(frozenset({host}), items, frozenset(third))


def only_the_needed(host: str) -> Baseline:
    items = tuple(one for one in everything_declared(host).items if not one.needs_consent)
    return Baseline(frozenset({host}), items)
