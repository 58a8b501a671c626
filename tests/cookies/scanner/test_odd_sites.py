"""Sites that make up odd things, too much, or lead away: told as they are, and nothing else."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cookies.models import Scan, ScanPlan, ScanStep
from cookies.models import Site as RegisteredSite
from cookies.registry.services import register_site
from cookies.scanner import evidence, leases, running, storing
from cookies.scanner.addresses import is_home
from cookies.scanner.analysis.lines import FOR_EVER, parse
from cookies.scanner.analysis.problems import MORE
from cookies.scanner.analysis.rules import MOST_OF_A_KIND
from cookies.scanner.choices import Problem, ProofWay, ScanStatus
from cookies.scanner.evidence import CookieAttempt, Evidence, State, StorageItem
from cookies.scanner.guardian import End, ready, watch
from cookies.scanner.ownership import Outside, leads_to
from cookies.scanner.services import cancel_scan, request_scan
from cookies.scanner.storing import Hindrance, TooLarge, store
from cookies.scanner.telling import told
from roles.models import Party
from tests.cookies.scanner.proven import (
    at_home,
    dirty_site,
    here,
    owner,
    proven_site,
)
from tests.cookies.scanner.server import Answer, Site
from voipgrid_privacy.kernel.fetching import Fetched, Limits
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("at_home", "dirty_site", "here", "owner", "proven_site")

NOW = datetime(2026, 11, 27, tzinfo=UTC)
SEVEN = ("untouched", "refused", "accepted", "withdrawn", "gpc", "only:analytics", "only:tracking")


def claimed(site: RegisteredSite) -> Scan:
    scan = leases.claim(request_scan(site=site, at=timezone.now(), by=SYSTEM).pk)
    assert scan is not None
    return scan


def keep(site: RegisteredSite, folder: Path, *states: State) -> tuple[Scan, Hindrance | None]:
    scan = claimed(site)
    seen = Evidence("https://dirty.test/", "140", list(states), sites={"dirty.test": "dirty.test"})
    evidence.write(seen, folder / evidence.EVIDENCE_FILE)
    found = store(scan=scan, folder=folder, by=SYSTEM)
    scan.refresh_from_db()
    return scan, found


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ("60", 60),
        ("-60", -60),
        ("--5", None),
        ("²", None),
        ("٣", None),
        ("99999999999999999999", FOR_EVER),
        ("9" * 5_000, FOR_EVER),
        ("-99999999999999999999", -FOR_EVER),
    ],
)
def test_a_term_is_read_as_a_number_or_not_at_all(age: str, expected: int | None) -> None:
    assert parse(f"a=b; Max-Age={age}", host="dirty.test", now=NOW).lifetime == expected


def test_a_moment_beyond_all_moments_is_none() -> None:
    line = "a=b; Expires=Thu, 31 Dec 99999999999999999999 23:59:59 GMT"
    assert parse(line, host="dirty.test", now=NOW).lifetime is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "name"),
    [
        (
            State(
                "untouched",
                attempts=[
                    CookieAttempt(f"{name}=b; Max-Age={age}", "https://dirty.test/", "script", 5)
                ],
            ),
            kept,
        )
        for name, age, kept in (
            ("many", "9" * 20, "many"),
            ("minus", "--5", "minus"),
            ("two", "²", "two"),
            ("nul\0", "5", "nul\ufffd"),
        )
    ]
    + [
        (State("untouched", storage=[StorageItem("local", "https://dirty.test", key, "1")]), kept)
        for key, kept in (("a\0b", "a\ufffdb"), ("\ud800", "?"))
    ],
)
def test_odd_names_and_terms_are_kept_as_well_as_they_can_be(
    proven_site: RegisteredSite, tmp_path: Path, state: State, name: str
) -> None:
    scan, hindrance = keep(proven_site, tmp_path, state)
    assert hindrance is None
    assert scan.status == ScanStatus.DONE
    assert list(scan.found.values_list("name", flat=True)) == [name]


@pytest.mark.django_db
def test_a_link_that_is_no_address_is_passed_over(
    proven_site: RegisteredSite, tmp_path: Path
) -> None:
    links = ["http://[x/?gclid=1", "https://shop.test/?gclid=%00"]
    scan, _none = keep(proven_site, tmp_path, State("untouched", links=links))
    assert list(scan.found.values_list("host", flat=True)) == ["shop.test"]


@pytest.mark.django_db
def test_what_cannot_be_read_does_not_blame_the_browser(
    proven_site: RegisteredSite, here: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def watched(_process: Any, job: Any, **_more: Any) -> End:
        (job.folder / "evidence.json").write_text(json.dumps({"url": 1}))
        return End("done")

    monkeypatch.setattr(running, "watch", watched)
    monkeypatch.setattr(running, "_is_proven", lambda *_: True)
    scan = request_scan(site=proven_site, at=timezone.now(), by=SYSTEM)
    assert running.run(scan.pk) is False
    scan.refresh_from_db()
    assert (scan.status, scan.problem) == (ScanStatus.FAILED, Problem.UNREADABLE)


@pytest.mark.django_db
def test_half_a_scan_does_not_count_and_the_last_whole_one_stands(
    proven_site: RegisteredSite, tmp_path: Path, here: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = [State(key, problem="Timeout") for key in SEVEN[1:]]

    def watched(_process: Any, job: Any, **_more: Any) -> End:
        seen = Evidence("https://dirty.test/", "140", [State("untouched"), *dead])
        evidence.write(seen, job.folder / "evidence.json")
        return End("done")

    monkeypatch.setattr(running, "watch", watched)
    monkeypatch.setattr(running, "_is_proven", lambda *_: True)
    item = StorageItem("local", "https://dirty.test", "k", "1")
    first, _none = keep(proven_site, tmp_path, State("untouched", storage=[item]))
    Scan.objects.update(finished_at=timezone.now() - leases.BETWEEN * 2)
    second = request_scan(site=proven_site, at=timezone.now(), by=SYSTEM)
    running.run(second.pk)
    second.refresh_from_db()
    assert (second.status, second.problem) == (ScanStatus.FAILED, Problem.INCOMPLETE)
    assert second.detail.startswith("6/7: refused, accepted")
    (latest,) = storing.Scan.objects.filter(status=ScanStatus.DONE)
    assert latest == first
    assert latest.problems.filter(code="scan_undeclared").count() == 1


@pytest.mark.django_db
def test_a_page_with_thousands_of_one_problem_gives_some_and_says_how_many_more(
    proven_site: RegisteredSite, tmp_path: Path
) -> None:
    items = [StorageItem("local", "https://dirty.test", f"k{n}", "1") for n in range(2_500)]
    scan, _none = keep(proven_site, tmp_path, State("untouched", storage=items))
    rows = scan.problems.filter(code="scan_undeclared")
    assert rows.count() == MOST_OF_A_KIND + 1
    assert rows.get(subject=MORE).evidence == {"more": 2_300}
    by_code = {one.code: one for one in told(rows)}
    undeclared = by_code["scan_undeclared"]
    assert len(undeclared.subjects) + undeclared.more == 2_500
    assert scan.found.count() == storing.MOST_ITEMS


@pytest.mark.django_db
def test_evidence_is_what_a_scan_writes_and_is_weighed_before_it_is_read(
    proven_site: RegisteredSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".cache").mkdir()
    (tmp_path / "left.txt").write_text("not ours")
    scan, _none = keep(proven_site, tmp_path, State("untouched"))
    assert list(scan.evidence.values_list("name", flat=True)) == ["evidence.json"]
    Scan.objects.update(finished_at=timezone.now() - leases.BETWEEN * 2)
    other = claimed(proven_site)
    monkeypatch.setattr(evidence, "read", lambda path: pytest.fail("it was read"))
    with (tmp_path / "huge.png").open("wb") as huge:
        huge.truncate(storing.MOST)
    with pytest.raises(TooLarge):
        store(scan=other, folder=tmp_path, by=SYSTEM)


@pytest.mark.browser
def test_the_browsers_home_is_not_among_the_evidence(
    job_for: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_for("clean.test", states=("untouched",))
    with ready() as process:
        end = watch(process, job, told=lambda told: None, wanted=lambda: True)
    assert end == End("done")
    assert {path.suffix for path in job.folder.iterdir()} == {".json", ".jsonl", ".png"}


@pytest.mark.django_db
def test_a_cancelled_scan_keeps_no_progress(
    proven_site: RegisteredSite, here: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def watched(_process: Any, _job: Any, **_more: Any) -> End:
        ScanStep.objects.create(scan=scan, key="untouched", seconds=1, steps=["0 ms open"])
        cancel_scan(scan=scan, at=timezone.now(), by=SYSTEM)
        return End("stopped")

    monkeypatch.setattr(running, "watch", watched)
    monkeypatch.setattr(running, "_is_proven", lambda *_: True)
    scan = request_scan(site=proven_site, at=timezone.now(), by=SYSTEM)
    running.run(scan.pk)
    assert not ScanStep.objects.exists()


# Whose host it is


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://dirty.test/x", True),
        ("https://www.dirty.test/", True),
        ("http://a.b.dirty.test./", True),
        ("https://notdirty.test/", False),
        ("https://dirty.test.evil.test/", False),
        ("https://dirty.test@evil.test/", False),
        ("https://test/", False),
        ("about:blank", True),
    ],
)
def test_home_is_the_proven_host_and_what_is_below_it(url: str, home: bool) -> None:
    assert is_home(url, "dirty.test") is home


class Answers:
    """Answers each address with the redirect that is given for it."""

    limits = Limits()

    def __init__(self, **moved: str) -> None:
        self.moved = {f"https://{host.replace('_', '.')}/": to for host, to in moved.items()}

    def request(self, _method: str, url: str) -> Fetched:
        location = self.moved.get(url)
        headers = {"location": location} if location else {}
        return Fetched(url, 302 if location else 200, b"", headers)


@pytest.mark.django_db
def test_the_front_page_is_asked_first_where_it_leads(dirty_site: RegisteredSite) -> None:
    def to(**moved: str) -> str:
        fetcher: Any = Answers(**moved)
        return leads_to(dirty_site, Outside(fetcher=fetcher))

    assert to() == ""
    assert to(dirty_test="https://www.dirty.test/") == ""
    assert to(dirty_test="/nl/") == ""
    assert to(dirty_test="//victim.test/") == "victim.test"
    assert (
        to(dirty_test="https://www.dirty.test/", www_dirty_test="http://victim.test/")
        == "victim.test"
    )
    assert to(dirty_test="http://[x/") == ""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["redirect", "script", "late"])
def test_a_page_that_leads_to_another_host_is_not_followed_there(
    here: Any, at_home: None, site: Site, how: str
) -> None:
    own = Party.objects.create(kind="PARTNER", name="Belfabriek")
    mine = register_site(party=own, code="dirty", name="Dirty", host="dirty.test", by=SYSTEM)
    ScanPlan.objects.create(site=mine, way=ProofWay.DNS, proven_at=NOW)
    go = "location.href = 'https://clean.test/'"
    page = {
        "script": f"<!doctype html><title>x</title><script>{go}</script>",
        "late": f"<!doctype html><title>x</title><script>setTimeout(() => {go}, 300)</script>",
    }
    moved = Answer(status=302, headers={"Location": "https://clean.test/"})
    answer = moved if how == "redirect" else Answer(page[how].encode())
    site.extra["dirty.test", "/"] = lambda asked: answer
    before = sum(host == "clean.test" for host, _path in site.seen)
    scan = request_scan(site=mine, at=timezone.now(), by=SYSTEM)
    running.run(scan.pk)
    del site.extra["dirty.test", "/"]
    scan.refresh_from_db()
    assert (scan.status, scan.problem) == (ScanStatus.FAILED, Problem.ELSEWHERE), scan.detail
    assert scan.detail == "clean.test"
    assert not scan.evidence.exists()
    assert sum(host == "clean.test" for host, _path in site.seen) == before


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_odd_keys_of_a_real_page_go_through_the_browser(
    here: Any, at_home: None, site: Site
) -> None:
    own = Party.objects.create(kind="PARTNER", name="Belfabriek")
    mine = register_site(party=own, code="dirty", name="Dirty", host="dirty.test", by=SYSTEM)
    ScanPlan.objects.create(site=mine, way=ProofWay.DNS, proven_at=NOW)
    script = (
        "localStorage.setItem('a\\u0000b', '1'); localStorage.setItem('\\ud800', '1');"
        "document.cookie = 'x=1; max-age=--5';"
        "document.cookie = 'y=1; max-age=99999999999999999999'"
    )
    link = "<a href='http://[x/?gclid=1'>a</a>"
    page = f"<!doctype html><title>x</title>{link}<script>{script}</script>"
    site.extra["dirty.test", "/"] = lambda asked: Answer(page.encode())
    scan = request_scan(site=mine, at=timezone.now(), by=SYSTEM)
    running.run(scan.pk)
    del site.extra["dirty.test", "/"]
    scan.refresh_from_db()
    assert scan.status == ScanStatus.DONE, (scan.problem, scan.detail)
    assert set(scan.found.values_list("name", flat=True)) >= {"a\ufffdb", "x", "y"}
