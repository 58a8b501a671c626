"""Sites that try to turn the scanner against the network it stands in, with a real browser."""

import asyncio
import logging
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from cookies.scanner.browser.job import Job, resolver
from cookies.scanner.browser.proxy import Limits
from cookies.scanner.browser.scan import scan
from tests.cookies.scanner.conftest import Scan
from tests.cookies.scanner.dns_server import DnsServer
from tests.cookies.scanner.server import Answer, Site
from voipgrid_privacy.kernel import fetching
from voipgrid_privacy.kernel.fetching import Fetcher, FetchFailed
from voipgrid_privacy.kernel.outbound import AddressRefused, Guard, Names, Reason

browser = pytest.mark.browser
REBOUND = ("rebind.test", "A")


@pytest.fixture(scope="module")
def hostile(scan_of: Scan, dns_server: DnsServer, site: Site) -> Scan:
    """One visit to a page that tries everything; DNS changes its answer after the first."""
    dns_server.asked.clear()  # what other tests of this session asked
    site.seen.clear()
    dns_server.records[REBOUND] = [["127.0.0.1"], ["10.0.0.9"]]
    dns_server.records["inside.test", "A"] = [["192.168.7.7"]]
    limits = Limits(connection=400_000, total=40_000_000)
    return scan_of("hostile.test", states=("untouched",), limits=limits)


@browser
@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "[::ffff:a00:1]",
        "[::ffff:a9fe:a9fe]",
        "10.0.0.2",  # written as 167772162
        "10.0.0.3",  # written as 0xa.3
        "inside.test",
        "168.63.129.16",
        "[fd00:ec2::254]",
        "192.168.0.1",
    ],
)
def test_no_redirect_frame_or_socket_leads_inside(hostile, address: str) -> None:
    refused = {
        one.address.strip("[]") for one in hostile.evidence.refused if one.reason == "not_public"
    }
    assert address.strip("[]") in refused or address in refused


@browser
def test_a_name_is_asked_once_and_stays_where_it_was(
    hostile, dns_server: DnsServer, site: Site
) -> None:
    assert dns_server.asked[REBOUND] == 1
    assert [path for host, path in site.seen if host == "rebind.test"] == ["/w.gif", "/w.gif?again"]


@browser
def test_a_body_without_end_is_cut_off(hostile, site: Site) -> None:
    reasons = {(one.address, one.reason) for one in hostile.evidence.refused}
    assert ("hostile.test", "too_many_bytes") in reasons
    assert site.stopped_floods >= 1
    assert hostile.evidence.bytes_received < 5_000_000


@browser
def test_redirects_in_a_circle_end(hostile) -> None:
    state = hostile.evidence.state("untouched")
    circle = next(r for r in state.requests if r.hops[0].url.endswith("/around"))
    assert circle.failed == "net::ERR_TOO_MANY_REDIRECTS"
    assert len(circle.hops) <= 25


@browser
def test_a_file_is_never_opened(hostile) -> None:
    state = hostile.evidence.state("untouched")
    opened = [
        hop.url
        for r in state.requests
        for hop in r.hops
        if hop.url.startswith("file:") and hop.status
    ]
    assert opened == []
    assert not state.problem


@browser
def test_the_page_itself_was_seen_all_the_same(hostile) -> None:
    assert hostile.evidence.state("untouched").title == "Hostile"


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "https://169.254.169.254/", "http://0x7f.1/"]
)
def test_an_address_that_leads_inside_is_refused_before_a_browser_starts(
    tmp_path: Path, url: str
) -> None:
    job = Job(url, tmp_path)
    with pytest.raises(AddressRefused):
        asyncio.run(scan(job, guard=Guard(resolver(job)), progress=lambda state: None))


# The same guard for what we fetch ourselves: proofs of ownership, webhooks.


@pytest.fixture
def fetcher(site: Site) -> Callable[..., Fetcher]:
    def made(guard: Guard, **limits: float) -> Fetcher:
        trusting = ssl.create_default_context(cafile=str(site.certificate.path))
        return Fetcher(guard, fetching.Limits(**limits), trusting, {443: site.port})

    return made


def at_home(dns_server: DnsServer, *, loopback: bool = True) -> Guard:
    return Guard(Names(("127.0.0.1",), dns_server.port), loopback=loopback)


@pytest.fixture
def at_loopback(dns_server: DnsServer) -> None:
    dns_server.records["hostile.test", "A"] = [["127.0.0.1"]]


@pytest.mark.usefixtures("at_loopback")
def test_a_fetch_follows_redirects_and_checks_each(fetcher, dns_server: DnsServer) -> None:
    for path in ("/metadata", "/mapped", "/decimal", "/file", "/azure"):
        with pytest.raises(AddressRefused):
            fetcher(at_home(dns_server)).get(f"https://hostile.test{path}")


@pytest.mark.usefixtures("at_loopback")
def test_a_fetch_has_an_end(fetcher, dns_server: DnsServer) -> None:
    with pytest.raises(FetchFailed, match="redirects"):
        fetcher(at_home(dns_server)).get("https://hostile.test/around")
    with pytest.raises(FetchFailed, match="bytes"):
        fetcher(at_home(dns_server), size=100_000).get("https://hostile.test/huge")


@pytest.mark.usefixtures("at_loopback")
def test_a_certificate_of_a_stranger_is_not_believed(site: Site, dns_server: DnsServer) -> None:
    with pytest.raises(FetchFailed, match="CERTIFICATE"):
        Fetcher(at_home(dns_server), ports={443: site.port}).get("https://hostile.test/")


def test_the_connection_goes_to_the_address_that_was_checked(
    dns_server: DnsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    dns_server.records["turns.test", "A"] = [["9.9.9.9"], ["127.0.0.1"]]
    gone_to = []

    def connect(address: tuple[str, int], timeout: float) -> None:
        gone_to.append(address[0])
        raise OSError("not in a test")

    monkeypatch.setattr(fetching.socket, "create_connection", connect)
    with pytest.raises(FetchFailed):
        Fetcher(at_home(dns_server, loopback=False)).get("https://turns.test/")
    with pytest.raises(AddressRefused) as refusal:
        Fetcher(at_home(dns_server, loopback=False)).get("https://turns.test/")
    assert gone_to == ["9.9.9.9"]
    assert refusal.value.reason is Reason.NOT_PUBLIC


def test_aliases_are_followed_to_whom_they_belong(dns_server: DnsServer) -> None:
    dns_server.records["metrics.clean.test", "CNAME"] = [["collect.tracker.test"]]
    dns_server.records["collect.tracker.test", "A"] = [["127.0.0.1"]]
    names = Names(("127.0.0.1",), dns_server.port)
    assert names.aliases("metrics.clean.test") == ("collect.tracker.test",)
    assert names.aliases("clean.test") == ()


def test_a_fetch_says_what_it_got(site: Site, fetcher, dns_server: DnsServer) -> None:
    dns_server.records["clean.test", "A"] = [["127.0.0.1"]]
    site.extra["clean.test", "/proof.txt"] = lambda asked: Answer(b"proof", "text/plain")
    found = fetcher(at_home(dns_server)).get("https://clean.test/proof.txt")
    assert (found.status, found.body) == (200, b"proof")


def test_refusals_are_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    from cookies.scanner.browser.proxy import Proxy

    with caplog.at_level(logging.WARNING):
        Proxy(Guard(lambda host: ()))._note("10.0.0.1", "not_public")
    assert "10.0.0.1" in caplog.text
