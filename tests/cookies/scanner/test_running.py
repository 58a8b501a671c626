"""Scans as rows: asked for, made by one worker at a time, kept whole or not at all."""

import os
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import psutil
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cookies.choices import ItemStatus, Provenance, Technique
from cookies.models import (
    ConsentCategory,
    FoundItem,
    Item,
    Provider,
    Scan,
    ScanEvidence,
    ScanPlan,
    ScanProblem,
    ScanStep,
)
from cookies.models import Site as RegisteredSite
from cookies.register.loading import load_vocabulary
from cookies.registry.services import Facts, Said, enter_item, publish_item, register_site
from cookies.scanner import leases, running
from cookies.scanner.browser.leash import MARK
from cookies.scanner.choices import Every, Problem, ProofWay, ScanStatus
from cookies.scanner.errors import OwnershipNotProven, ScanEnded, ScanOpen
from cookies.scanner.judging import count_sightings, judge_again, reading_of
from cookies.scanner.ownership import FILE, RECORD, Outside, proven, record_of
from cookies.scanner.queries import file_of, seen_by
from cookies.scanner.running import Surroundings
from cookies.scanner.services import (
    accept_found,
    cancel_scan,
    forget_evidence,
    prove_site,
    request_due,
    request_scan,
    schedule_scans,
    waiting,
)
from cookies.scanner.storing import manifest_of
from roles.models import Finding, Party
from roles.services import refresh_findings
from tests.cookies.scanner.server import Answer, Site
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.fetching import Fetcher
from voipgrid_privacy.kernel.outbound import Guard
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer
from voipgrid_privacy.kernel.text import Localised

NOW = timezone.now()
QUICK = {"settle_seconds": 0.8, "banner_seconds": 1.0, "states": ("untouched", "refused")}


def party(name: str) -> Party:
    return Party.objects.create(kind="PARTNER", name=name)


def manager(of: Party) -> Viewer:
    return Viewer(None, "manager", frozenset({of.pk}), frozenset(), frozenset({Ability.WRITE_OWN}))


@pytest.fixture
def owner(db: None) -> Party:
    return party("Belfabriek")


@pytest.fixture
def dirty_site(owner: Party) -> RegisteredSite:
    return register_site(party=owner, code="dirty", name="Dirty", host="dirty.test", by=SYSTEM)


@pytest.fixture
def here(job_for: Callable[..., Any], site: Site, monkeypatch: pytest.MonkeyPatch) -> Surroundings:
    """The world of the fixture sites, in which this machine is the internet."""
    job = job_for("dirty.test")
    names = ("browser", "arguments", "hosts", "ports", "dns_servers", "dns_port")
    more = {name: getattr(job, name) for name in names} | QUICK
    made = Surroundings(world_of(job), more)
    monkeypatch.setattr(running, "surroundings", lambda: made)
    return made


def world_of(job: Any) -> Outside:
    return Outside(names=replace(job).names, loopback=True)


@pytest.fixture
def proven_site(dirty_site: RegisteredSite) -> RegisteredSite:
    ScanPlan.objects.create(site=dirty_site, way=ProofWay.DNS, proven_at=NOW)
    return dirty_site


@pytest.fixture
def at_home(dns_server: Any) -> None:
    dns_server.records["dirty.test", "A"] = [["127.0.0.1"]]


def ask(site: RegisteredSite) -> Scan:
    return request_scan(site=site, at=timezone.now(), by=SYSTEM)


# Whose site it is


@pytest.mark.django_db
class TestOwnership:
    @pytest.fixture
    def outside(self, site: Site, dns_server: Any, at_home: None) -> Outside:
        job_names = Outside().names
        names = replace(job_names, servers=("127.0.0.1",), port=dns_server.port)
        trusting = ssl.create_default_context(cafile=str(site.certificate.path))
        guard = Guard(names, loopback=True)
        fetcher = Fetcher(guard, tls=trusting, ports={443: site.port})
        return Outside(names, loopback=False, fetcher=fetcher)

    def token(self, site: RegisteredSite) -> str:
        plan, _new = ScanPlan.objects.get_or_create(site=site)
        return plan.token

    def test_nothing_shown_is_refused(self, dirty_site: RegisteredSite, outside: Outside) -> None:
        with pytest.raises(OwnershipNotProven):
            prove_site(site=dirty_site, at=NOW, by=SYSTEM, world=outside)
        with pytest.raises(OwnershipNotProven):
            ask(dirty_site)

    def test_a_record_in_dns_proves_it(
        self, dirty_site: RegisteredSite, outside: Outside, dns_server: Any
    ) -> None:
        text = record_of(self.token(dirty_site))
        dns_server.records[f"{RECORD}.dirty.test", "TXT"] = [[f'"{text}"']]
        plan = prove_site(site=dirty_site, at=NOW, by=SYSTEM, world=outside)
        del dns_server.records[f"{RECORD}.dirty.test", "TXT"]
        assert (plan.way, plan.proven_at) == (ProofWay.DNS, NOW)
        assert ask(dirty_site).status == ScanStatus.WAITING

    def test_a_file_proves_it_and_another_token_does_not(
        self, dirty_site: RegisteredSite, outside: Outside, site: Site
    ) -> None:
        text = record_of(self.token(dirty_site))
        site.extra["dirty.test", FILE] = lambda asked: Answer(text.encode(), "text/plain")
        assert proven(dirty_site, self.token(dirty_site), outside) is ProofWay.FILE
        assert proven(dirty_site, "0" * 32, outside) is None
        del site.extra["dirty.test", FILE]

    def test_a_file_that_another_host_answers_proves_nothing(
        self, dirty_site: RegisteredSite, outside: Outside, site: Site, dns_server: Any
    ) -> None:
        dns_server.records["clean.test", "A"] = [["127.0.0.1"]]
        text = record_of(self.token(dirty_site))
        site.extra["clean.test", FILE] = lambda asked: Answer(text.encode(), "text/plain")
        moved = {"Location": f"https://clean.test{FILE}"}
        site.extra["dirty.test", FILE] = lambda asked: Answer(status=302, headers=moved)
        assert proven(dirty_site, self.token(dirty_site), outside) is None
        del site.extra["dirty.test", FILE], site.extra["clean.test", FILE]

    @pytest.mark.parametrize("place", ["head", "body"])
    def test_a_tag_counts_in_the_head_and_not_where_visitors_write(
        self, dirty_site: RegisteredSite, outside: Outside, site: Site, place: str
    ) -> None:
        tag = f'<meta name="voipgrid-privacy" content="{self.token(dirty_site)}">'
        before = "" if place == "head" else "</head><body>"
        page = f"<!doctype html><html><head>{before}{tag}"
        site.extra["dirty.test", "/"] = lambda asked: Answer(page.encode())
        expected = ProofWay.META if place == "head" else None
        assert proven(dirty_site, self.token(dirty_site), outside) is expected
        del site.extra["dirty.test", "/"]

    def test_loopback_counts_in_development_alone(
        self, dirty_site: RegisteredSite, outside: Outside
    ) -> None:
        assert proven(dirty_site, "x", replace(outside, loopback=True)) is ProofWay.LOOPBACK
        assert proven(dirty_site, "x", outside) is None


# Asking


@pytest.mark.django_db
def test_a_site_has_one_scan_at_a_time(proven_site: RegisteredSite) -> None:
    scan = ask(proven_site)
    with pytest.raises(ScanOpen):
        ask(proven_site)
    with pytest.raises(IntegrityError), transaction.atomic():
        Scan.objects.create(site=proven_site, requested_at=NOW)
    cancel_scan(scan=scan, at=NOW, by=SYSTEM)
    with pytest.raises(ScanEnded):
        cancel_scan(scan=scan, at=NOW, by=SYSTEM)
    assert ask(proven_site).pk != scan.pk


@pytest.mark.django_db
def test_a_stranger_asks_and_stops_nothing(proven_site: RegisteredSite) -> None:
    eve, scan = manager(party("Eve B.V.")), ask(proven_site)
    with pytest.raises(NotAllowed):
        request_scan(site=proven_site, at=NOW, by=eve)
    with pytest.raises(NotAllowed):
        cancel_scan(scan=scan, at=NOW, by=eve)
    with pytest.raises(NotAllowed):
        schedule_scans(site=proven_site, every=Every.DAY, by=eve)


@pytest.mark.django_db
def test_what_is_due_follows_from_rows_also_after_days_without_a_look(
    proven_site: RegisteredSite,
) -> None:
    assert request_due(at=NOW, by=SYSTEM) == 0
    schedule_scans(site=proven_site, every=Every.WEEK, by=SYSTEM)
    assert request_due(at=NOW, by=SYSTEM) == 1
    assert request_due(at=NOW + timedelta(days=30), by=SYSTEM) == 0  # one is open
    (scan_id,) = waiting()
    cancel_scan(scan=Scan.objects.get(pk=scan_id), at=NOW, by=SYSTEM)
    assert request_due(at=NOW + timedelta(days=6, hours=23), by=SYSTEM) == 0
    assert request_due(at=NOW + timedelta(days=30), by=SYSTEM) == 1


# The lease


@pytest.mark.django_db
def test_one_worker_has_a_scan_and_the_next_gets_it_when_it_dies(
    proven_site: RegisteredSite,
) -> None:
    scan = ask(proven_site)
    first = leases.claim(scan.pk)
    assert first is not None
    assert leases.claim(scan.pk) is None
    assert waiting() == []
    ScanStep.objects.create(scan=scan, key="untouched", seconds=1, steps=[])
    Scan.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert waiting() == [scan.pk]
    second = leases.claim(scan.pk)
    assert second is not None
    assert second.fencing_token == first.fencing_token + 1
    assert not ScanStep.objects.exists()  # no half of the first is left
    assert not leases.still_mine(first)
    with pytest.raises(leases.LeaseLost):
        leases.fenced(first)
    leases.fail(first, Problem.TOO_SLOW)
    leases.give_back(first)
    assert leases.still_mine(second)


@pytest.mark.django_db
def test_a_scan_that_killed_three_workers_fails_and_is_left_alone(
    proven_site: RegisteredSite,
) -> None:
    scan = ask(proven_site)
    for _try in range(leases.ATTEMPTS):
        assert leases.claim(scan.pk)
        Scan.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert leases.claim(scan.pk) is None
    scan.refresh_from_db()
    assert (scan.status, scan.problem) == (ScanStatus.FAILED, Problem.BROWSER_DIED)
    assert waiting() == []


@pytest.mark.django_db
def test_a_host_is_visited_by_one_scan_at_a_time_whoevers_it_is(
    proven_site: RegisteredSite,
) -> None:
    twin = register_site(
        party=party("Eve B.V."), code="twin", name="Twin", host="dirty.test", by=SYSTEM
    )
    ScanPlan.objects.create(site=twin, way=ProofWay.DNS, proven_at=NOW)
    first, other = ask(proven_site), ask(twin)
    assert leases.claim(first.pk)
    assert leases.claim(other.pk) is None
    cancel_scan(scan=first, at=timezone.now(), by=SYSTEM)
    assert leases.claim(other.pk) is None  # just visited
    Scan.objects.filter(pk=first.pk).update(finished_at=timezone.now() - leases.BETWEEN)
    assert leases.claim(other.pk)


# A whole scan


def enter(site: RegisteredSite, name: str) -> Item:
    facts = Facts(Technique.HTTP_COOKIE, name, site.host, lifetime="session")
    said = Said(Provenance.PERSON, timezone.localdate())
    return enter_item(owner=site.party, site=site, facts=facts, said=said, by=SYSTEM)


@pytest.fixture
def made(proven_site: RegisteredSite, here: Surroundings, at_home: None) -> Scan:
    scan = ask(proven_site)
    assert running.run(scan.pk) is False
    scan.refresh_from_db()
    assert scan.status == ScanStatus.DONE, (scan.problem, scan.detail)
    return scan


def leftovers() -> list[psutil.Process]:
    found = []
    for each in psutil.process_iter():
        try:
            if each.environ().get(MARK, "").startswith(f"{os.getpid()}-"):
                found.append(each)
        except (psutil.Error, OSError):
            continue
    return found


@pytest.mark.browser
@pytest.mark.django_db
class TestWhole:
    def test_it_is_kept_with_progress_evidence_and_hashes(self, made: Scan) -> None:
        assert leftovers() == []
        assert {step.key for step in made.steps.all()} == set(QUICK["states"])
        kept = list(made.evidence.all())
        names = {each.name for each in kept}
        assert names >= {"evidence.json", "untouched.png", "untouched.jsonl", "refused.png"}
        for each in kept:
            content = file_of(viewer=SYSTEM, scan=made, name=each.name)
            assert sha256(content).hexdigest() == each.digest
            assert len(content) == each.size
        assert made.manifest == manifest_of(kept)
        assert made.browser.startswith("Chromium ")
        made.site.refresh_from_db()
        assert made.site.scanned_on == timezone.localdate(made.started_at)

    def test_what_it_found_becomes_findings_and_an_item_in_one_click(self, made: Scan) -> None:
        refresh_findings(on=timezone.localdate(), by=SYSTEM)
        standing = set(Finding.objects.open().values_list("code", flat=True))
        assert standing >= {
            "scan_undeclared",
            "scan_before_choice",
            "scan_after_refusal",
            "scan_traffic_undeclared",
        }
        mine = Finding.objects.get(
            code="scan_undeclared", key="site=dirty/HTTP_COOKIE:dirty.test:session"
        )
        assert mine.party_id == made.site.party_id
        assert mine.owner == "PARTNER"
        found = FoundItem.objects.get(scan=made, name="session")
        assert {one.found for one in seen_by(viewer=SYSTEM, scan=made) if one.item is None}
        item = accept_found(found=found, by=manager(made.site.party))
        assert (item.pattern, item.domain, item.lifetime) == ("session", "dirty.test", "session")
        assert (item.status, item.published) == (ItemStatus.OBSERVED, False)
        assert not judge_again(scan=made.pk, by=SYSTEM)  # visitors are not told of it yet
        self.publish(item)
        assert judge_again(scan=made.pk, by=SYSTEM)
        refresh_findings(on=timezone.localdate(), by=SYSTEM)
        mine.refresh_from_db()
        assert mine.state == "RESOLVED"
        known = {s.found.name for s in seen_by(viewer=SYSTEM, scan=made) if s.item == item}
        assert known == {"session"}

    def publish(self, item: Item) -> None:
        load_vocabulary(by=SYSTEM)
        words = Localised(nl="Houdt u aangemeld.", en="Keeps you logged in.")
        facts = Facts(
            technique=Technique(item.technique),
            pattern=item.pattern,
            domain=item.domain,
            provider=Provider.objects.get(code="site", owner=None),
            category=ConsentCategory.objects.get(code="FUNCTIONAL"),
            purpose=words,
            recipients=words,
        )
        said = Said(Provenance.PERSON, timezone.localdate())
        done = enter_item(owner=item.owner, site=item.site, facts=facts, said=said, by=SYSTEM)
        publish_item(item=done, by=SYSTEM)

    def test_what_it_saw_is_confirmed_and_what_three_did_not_see_is_stale(self, made: Scan) -> None:
        found = FoundItem.objects.get(scan=made, name="session")
        item = accept_found(found=found, by=SYSTEM)
        self.publish(item)
        gone = enter(made.site, "gone")
        self.publish(gone)
        content = bytes(made.evidence.get(name="evidence.json").content or b"")
        for _scan in range(3):
            count_sightings(made, reading_of(made, content))
        item.refresh_from_db()
        gone.refresh_from_db()
        assert (item.missed_scans, item.last_seen_on) == (0, made.started_at.date())
        assert (gone.missed_scans, gone.status) == (3, ItemStatus.STALE)
        assert judge_again(scan=made.pk, by=SYSTEM)
        stale = ScanProblem.objects.get(scan=made, code="scan_stale")
        assert stale.evidence["name"] == "gone"

    def test_a_stranger_reads_none_of_it(self, made: Scan) -> None:
        eve = manager(party("Eve B.V."))
        for model in (Scan, ScanStep, ScanEvidence, FoundItem, ScanProblem, ScanPlan):
            assert not model.objects.visible_to(eve).exists(), model
            assert model.objects.visible_to(manager(made.site.party)).exists(), model

    def test_evidence_is_emptied_after_its_term_but_for_the_last(self, made: Scan) -> None:
        later = timezone.now() + timedelta(days=1)
        assert forget_evidence(before=later, by=SYSTEM) == 0
        Scan.objects.create(
            site=made.site,
            status=ScanStatus.DONE,
            requested_at=NOW,
            finished_at=later,
            manifest="0" * 64,
        )
        assert forget_evidence(before=later, by=SYSTEM) == made.evidence.count()
        with pytest.raises(NotFound):
            file_of(viewer=SYSTEM, scan=made, name="evidence.json")


@pytest.mark.django_db
def test_a_proof_that_is_gone_stops_the_scan_before_a_browser_starts(
    proven_site: RegisteredSite, here: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "watch", lambda *a, **k: pytest.fail("a browser was started"))
    world = replace(here.world, loopback=False)
    monkeypatch.setattr(running, "surroundings", lambda: Surroundings(world, here.more))
    scan = ask(proven_site)
    assert running.run(scan.pk) is False
    scan.refresh_from_db()
    assert (scan.status, scan.problem) == (ScanStatus.FAILED, Problem.OWNERSHIP)
