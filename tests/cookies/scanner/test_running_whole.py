"""Scans as rows: kept whole or not at all."""

import os
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import psutil
import pytest
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
from cookies.registry.services import Facts, Said, enter_item, publish_item
from cookies.scanner import guardian, running
from cookies.scanner.browser import leash
from cookies.scanner.browser.leash import MARK
from cookies.scanner.choices import Problem, ScanStatus
from cookies.scanner.judging import count_sightings, judge_again, reading_of
from cookies.scanner.queries import file_of, seen_by
from cookies.scanner.running import Surroundings
from cookies.scanner.services import (
    accept_found,
    forget_evidence,
)
from cookies.scanner.storing import manifest_of
from roles.models import Finding
from roles.services import refresh_findings
from tests.cookies.scanner.proven import (
    NOW,
    QUICK,
    ask,
    at_home,
    dirty_site,
    here,
    manager,
    owner,
    party,
    proven_site,
)
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

__all__ = ("at_home", "dirty_site", "here", "owner", "proven_site")


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
        assert (item.missed_scans, item.last_seen_on) == (0, legal_day(made.started_at))
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
    assert not started_here()


def started_here() -> list[int]:
    """Return the processes of scans that this one started and that still run."""
    me = os.getpid()
    return [each.pid for each, mark in leash._marks() if mark.startswith(f"{me}-")]


@pytest.mark.django_db
def test_a_proof_that_cannot_be_asked_for_leaves_no_process(
    proven_site: RegisteredSite, here: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> bool:
        assert started_here()
        raise ZeroDivisionError

    monkeypatch.setattr(running, "_is_proven", broken)
    with pytest.raises(ZeroDivisionError):
        running.run(ask(proven_site).pk)
    assert not started_here()


@pytest.mark.django_db
def test_nothing_of_the_browser_is_left_once_what_it_wrote_is_read(
    proven_site: RegisteredSite, here: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(process: guardian.Process, _job: object, **_more: object) -> guardian.End:
        assert process.poll() is None
        return guardian.End("stopped")

    def finish(_scan: object, _job: object, end: guardian.End) -> bool:
        assert end == guardian.End("stopped")
        assert not started_here()
        return False

    monkeypatch.setattr(running, "watch", stopped)
    monkeypatch.setattr(running, "_finish", finish)
    assert running.run(ask(proven_site).pk) is False
