"""A real browser on sites that do everything wrong, and on their twin that does it right."""

import pytest

from cookies.scanner import evidence
from cookies.scanner.analysis.baseline import Baseline
from cookies.scanner.evidence import State
from tests.cookies.scanner.conftest import Seen, everything_declared, only_the_needed

pytestmark = pytest.mark.browser
DIRTY = only_the_needed("dirty.test")
PLANTED = {
    "a tracker before any choice": "HTTP_COOKIE:dirty.test:_trk",
    "a third party's cookie": "HTTP_COOKIE:tracker.test:trk3",
    "a cookie in a frame": "HTTP_COOKIE:frame.test:frm",
    "storage in a frame": "LOCAL_STORAGE:frame.test:frm_local",
    "a session's storage in a frame": "SESSION_STORAGE:frame.test:frm_session",
    "a database in a frame": "INDEXED_DB:frame.test:frm_idb",
    "a partitioned cookie": "HTTP_COOKIE:widgets.test:chips/partitioned",
    "its namesake": "HTTP_COOKIE:widgets.test:chips",
    "a pixel": "PIXEL:tracker.test:p.gif",
    "the first stop of its redirect": "PIXEL:ads.test:sync",
    "the last stop of its redirect": "PIXEL:dsp.test:match",
    "a cookie of the last stop": "HTTP_COOKIE:dsp.test:dspid",
    "tracking by storage alone": "LOCAL_STORAGE:dirty.test:shdw_id",
    "a beacon": "BEACON:shadow.test:b",
    "reading a canvas": "SCRIPT_READ:shadow.test:canvas",
    "reading WebGL": "SCRIPT_READ:shadow.test:webgl",
    "reading audio": "SCRIPT_READ:shadow.test:audio",
    "reading fonts": "SCRIPT_READ:shadow.test:fonts",
    "reading the navigator": "SCRIPT_READ:shadow.test:navigator",
    "a service worker": "CACHE_STORAGE:dirty.test:sw.js",
    "its cache": "CACHE_STORAGE:dirty.test:sw-cache",
    "another stop's cookie": "HTTP_COOKIE:ads.test:adid",
    "a pixel of one piece": "PIXEL:widgets.test:w.gif",
    "a late cookie": "HTTP_COOKIE:dirty.test:late",
    "a cookie that comes and goes": "HTTP_COOKIE:dirty.test:blink",
}
SEVEN = {
    "HTTP_COOKIE:dirty.test:c_script",
    "HTTP_COOKIE:dirty.test:c_http",
    "HTTP_COOKIE:dirty.test/account:c_path",
    "HTTP_COOKIE:dirty.test:c_domain",
    "HTTP_COOKIE:dirty.test:c_part/partitioned",
    "LOCAL_STORAGE:dirty.test:c_local",
    "INDEXED_DB:dirty.test:c_idb",
}


def state(seen: Seen, key: str) -> State:
    found = seen.evidence.state(key)
    assert found is not None
    assert not found.problem
    return found


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_set_before_a_choice_is_found(dirty: Seen, what: str) -> None:
    found = dirty.problems(DIRTY)
    assert PLANTED[what] in found["scan_before_choice"]
    assert PLANTED[what] in found["scan_undeclared"]
    assert PLANTED[what] in found["scan_gpc_ignored"]


def test_what_needs_no_consent_is_not_among_it(dirty: Seen) -> None:
    found = dirty.problems(DIRTY)
    assert set(found["scan_before_choice"]) == set(PLANTED.values())
    assert "HTTP_COOKIE:dirty.test:session" not in found["scan_undeclared"]


def test_a_banner_that_lies_is_caught_by_what_follows_the_refusal(dirty: Seen) -> None:
    after = set(dirty.problems(DIRTY)["scan_after_refusal"])
    assert after >= SEVEN
    assert after >= {
        "HTTP_COOKIE:dirty.test:_trk",
        "PIXEL:tracker.test:p.gif",
        "BEACON:shadow.test:b",
    }


def test_all_seven_artefacts_that_survive_a_withdrawal_are_found(dirty: Seen) -> None:
    assert set(dirty.problems(DIRTY)["scan_survives_withdrawal"]) >= SEVEN


def test_redirects_are_kept_with_every_hop(dirty: Seen) -> None:
    chains = [
        [hop.url.partition("?")[0] for hop in r.hops] for r in state(dirty, "untouched").requests
    ]
    assert [
        "https://tracker.test/p.gif",
        "https://ads.test/sync",
        "https://dsp.test/match",
    ] in chains


def test_an_identifier_is_followed_to_every_site_it_is_passed_on_to(dirty: Seen) -> None:
    passed = {(one.name, one.owner, one.to, one.hops) for one in dirty.reading.shared}
    assert {
        ("_trk", "dirty.test", site, hops)
        for site, hops in (("tracker.test", 0), ("ads.test", 1), ("dsp.test", 2))
    } <= passed
    assert ("shdw_id", "dirty.test", "shadow.test", 0) in passed


def test_sites_that_the_statement_does_not_name_are_found(dirty: Seen) -> None:
    found = dirty.problems(DIRTY)["scan_traffic_undeclared"]
    assert set(found) == {
        "tracker.test",
        "ads.test",
        "dsp.test",
        "frame.test",
        "widgets.test",
        "shadow.test",
    }
    assert found["dsp.test"].evidence["identifiers"][0]["name"] == "_trk"


def test_partitioned_cookies_are_kept_apart_with_their_key(dirty: Seen) -> None:
    jar = {(c.name, c.partition): c for c in state(dirty, "untouched").jar}
    assert jar["chips", "dirty.test"].value != jar["chips", ""].value


def test_raw_headers_keep_the_lifetime_that_the_jar_cuts_short(dirty: Seen) -> None:
    seen = next(s for s in dirty.reading.seen["untouched"] if s.artefact.name == "_trk")
    assert seen.lifetime == 63_072_000
    jar = next(c for c in state(dirty, "untouched").jar if c.name == "_trk")
    assert jar.expires - dirty.reading.ground.now.timestamp() < 401 * 86_400


def test_the_clean_twin_raises_no_alarm(clean: Seen) -> None:
    assert clean.problems(everything_declared("clean.test")) == {}


def test_the_clean_twin_was_really_visited_in_every_state(clean: Seen) -> None:
    assert len(state(clean, "accepted").requests) >= 10
    assert {one.artefact.name for one in clean.reading.seen["only:analytics"]} == {
        "session",
        "consent",
        "_stat",
    }
    assert "_stat" not in {one.artefact.name for one in clean.reading.seen["only:tracking"]}
    for key in ("refused", "withdrawn", "only:analytics", "only:tracking", "accepted"):
        assert state(clean, key).chosen_at > 0, key


def test_each_state_leaves_a_picture_and_a_log(clean: Seen) -> None:
    for one in clean.evidence.states:
        assert (clean.folder / one.screenshot).read_bytes().startswith(b"\x89PNG")
        assert one.key in (clean.folder / f"{one.key.replace(':', '-')}.jsonl").read_text()


def test_evidence_can_be_read_back(clean: Seen) -> None:
    path = clean.folder / "evidence.json"
    evidence.write(clean.evidence, path)
    assert evidence.read(path) == clean.evidence


def test_a_banner_that_steers_breaks_every_rule_of_equality(dark: Seen) -> None:
    found = dark.problems(Baseline(frozenset({"dark.test"})))
    assert {code for code in found if "banner" in code or "withdraw" in code} == {
        "scan_banner_unequal_size",
        "scan_banner_unequal_style",
        "scan_banner_low_contrast",
        "scan_banner_pre_ticked",
        "scan_banner_asks_again",
        "scan_no_way_to_withdraw",
    }
