"""The comparison: what was seen in each state, what the registry says, and what the law allows.

Pure. Each rule reports a thing once, with the states and moments it was seen in as evidence.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cookies.choices import Technique
from cookies.registry.durations import CAPS, PERSISTENT, SESSION, seconds
from cookies.scanner.addresses import split
from cookies.scanner.analysis import banner_rules
from cookies.scanner.analysis.artefacts import Artefact, Ground, Sighting, is_cookie, sightings
from cookies.scanner.analysis.baseline import Baseline, Declared, host_of
from cookies.scanner.analysis.identifiers import Shared, shared
from cookies.scanner.analysis.problems import MORE, Problem
from cookies.scanner.evidence import Evidence, State

STALE_AFTER: Final = 3
"""An item that this many scans in a row did not see is no longer there."""
TOLERANCE: Final = 0.05
MOST_OF_A_KIND: Final = 200
"""A page with more of one problem than this needs the same mending."""
MOST_SEEN: Final = 20
SLACK: Final = 120
"""Seconds and share by which a lifetime may differ: clocks, and months of 28 to 31 days."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The evidence of one scan, read once."""

    ground: Ground
    seen: dict[str, list[Sighting]]
    """What was seen, by state."""
    shared: tuple[Shared, ...]

    def state(self, key: str) -> State | None:
        """Return the state with that key if it went well."""
        found = self.ground.evidence.state(key)
        return found if found and not found.problem else None

    @property
    def by_artefact(self) -> dict[Artefact, list[Sighting]]:
        """All sightings of each artefact."""
        found: dict[Artefact, list[Sighting]] = defaultdict(list)
        for sighted in self.seen.values():
            for one in sighted:
                found[one.artefact].append(one)
        return found


def read(evidence: Evidence, *, hosts: frozenset[str], now: datetime) -> Reading:
    """Read the evidence of a scan that was made at ``now``."""
    ground = Ground(evidence, hosts, now)
    seen = {state.key: sightings(ground, state) for state in evidence.states}
    travelled = [one for s in evidence.states for one in shared(ground, s, seen[s.key])]
    return Reading(ground, seen, tuple(travelled))


def problems(reading: Reading, baseline: Baseline) -> list[Problem]:
    """Return everything that is wrong, each thing once."""
    found = [
        *_undeclared(reading, baseline),
        *_stale(reading, baseline),
        *_lifetimes(reading, baseline),
        *_before_choice(reading, baseline),
        *_after_refusal(reading, baseline),
        *_after_withdrawal(reading, baseline),
        *_gpc(reading, baseline),
        *_categories(reading, baseline),
        *_traffic(reading, baseline),
        *_exemption(reading, baseline),
        *banner_rules.problems(reading.ground.evidence),
    ]
    return _capped({(one.code, one.subject): one for one in found}.values())


def _capped(found: Iterable[Problem]) -> list[Problem]:
    """Return at most so many problems of a kind, and one that says how many more there were."""
    by_code: dict[str, list[Problem]] = defaultdict(list)
    for one in found:
        by_code[one.code].append(one)
    kept: list[Problem] = []
    for code, same in by_code.items():
        kept.extend(same[:MOST_OF_A_KIND])
        if len(same) > MOST_OF_A_KIND:
            kept.append(Problem(code, MORE, {"more": len(same) - MOST_OF_A_KIND}))
    return kept


def _problem(
    code: str, seen: Sequence[Sighting], item: Declared | None = None, **more: Any
) -> Problem:
    first = seen[0]
    where = [
        {
            "state": s.state,
            "at_ms": s.at,
            "kept": s.kept,
            "url": s.url.partition("?")[0][:500],  # what follows may name people
            "script": s.script[:500],
            "blocked": list(s.blocked),
        }
        for s in seen[:MOST_SEEN]
    ]
    evidence = {
        "technique": first.artefact.technique.value,
        "name": first.artefact.name,
        "host": first.artefact.host,
        "path": first.artefact.path,
        "partitioned": first.artefact.partitioned,
        "third_party": first.third_party,
        "seen": where,
        **more,
    }
    return Problem(code, first.artefact.key, evidence, item.id if item else "")


def _undeclared(reading: Reading, baseline: Baseline) -> Iterator[Problem]:
    for seen in reading.by_artefact.values():
        if baseline.item_of(seen[0]) is None:
            yield _problem("scan_undeclared", seen, lifetime=seen[0].lifetime)


def _stale(reading: Reading, baseline: Baseline) -> Iterator[Problem]:
    if any(state.problem for state in reading.ground.evidence.states):
        return
    met = {item.id for seen in reading.by_artefact.values() if (item := baseline.item_of(seen[0]))}
    for item in baseline.items:
        if item.id not in met and item.missed_scans + 1 >= STALE_AFTER:
            subject = f"{item.technique.value}:{item.domain}:{item.pattern}"[:200]
            missed = {"scans_without_it": item.missed_scans + 1, "name": item.pattern}
            yield Problem("scan_stale", subject, missed, item.id)


def _lifetimes(reading: Reading, baseline: Baseline) -> Iterator[Problem]:
    for artefact, seen in reading.by_artefact.items():
        item = baseline.item_of(seen[0])
        if item is None or not is_cookie(artefact) or not item.lifetime:
            continue
        wrong = [one for one in seen if not _as_declared(item.lifetime, one.lifetime)]
        if wrong:
            yield _problem(
                "scan_wrong_lifetime",
                wrong,
                item,
                declared=item.lifetime,
                seen_seconds=wrong[0].lifetime,
            )


def _as_declared(declared: str, found: int | None) -> bool:
    """Say whether a cookie lives as long as declared; what browsers cut short is no difference."""
    if found is None or declared == SESSION:
        return found is None and declared == SESSION
    cap = seconds(CAPS["cookie"]) or 0
    asked = cap if declared == PERSISTENT else (seconds(declared) or 0)
    slack = max(SLACK, asked * TOLERANCE)
    return abs(found - asked) <= slack or (asked >= cap and found >= cap)


def _unlawful(seen: Sequence[Sighting], baseline: Baseline) -> list[Sighting]:
    return [one for one in seen if not baseline.may_be_set(one)]


def _before_choice(reading: Reading, baseline: Baseline) -> Iterator[Problem]:
    if reading.state("untouched"):
        for one in _unlawful(reading.seen["untouched"], baseline):
            yield _problem("scan_before_choice", [one], baseline.item_of(one))


def _after_refusal(reading: Reading, baseline: Baseline) -> Iterator[Problem]:
    state = reading.state("refused")
    if state is None or state.chosen_at < 0:
        return
    for one in _unlawful(reading.seen["refused"], baseline):
        if one.last > state.chosen_at:
            yield _problem(
                "scan_after_refusal", [one], baseline.item_of(one), refused_at_ms=state.chosen_at
            )


def _after_withdrawal(reading: Reading, baseline: Baseline) -> Iterator[Problem]:
    state = reading.state("withdrawn")
    if state is None or state.chosen_at < 0 or not state.withdrawable:
        return
    contacted = {
        reading.ground.evidence.site_of(host_of(hop.url))
        for request in state.requests
        if request.at > state.chosen_at
        for hop in request.hops
    }
    for one in _unlawful(reading.seen["withdrawn"], baseline):
        again = one.last > state.chosen_at
        # A site cannot empty another's jar; it can stop asking for what is in it.
        stayed = one.kept and (
            not one.third_party or reading.ground.evidence.site_of(one.artefact.host) in contacted
        )
        if again or stayed:
            yield _problem(
                "scan_survives_withdrawal",
                [one],
                baseline.item_of(one),
                withdrawn_at_ms=state.chosen_at,
                set_again=again,
            )


def _gpc(reading: Reading, baseline: Baseline) -> Iterator[Problem]:
    if reading.state("gpc"):
        for one in _unlawful(reading.seen["gpc"], baseline):
            yield _problem("scan_gpc_ignored", [one], baseline.item_of(one))


def _categories(reading: Reading, baseline: Baseline) -> Iterator[Problem]:
    """Report what appears when only another category was allowed than the one declared for it."""
    everywhere = {
        one.artefact for key in ("untouched", "refused") for one in reading.seen.get(key, ())
    }
    for key, seen in reading.seen.items():
        state = reading.state(key)
        allowed = key.removeprefix("only:")
        if allowed == key or state is None or state.chosen_at < 0:
            continue
        for one in seen:
            item = baseline.item_of(one)
            if (
                item
                and item.needs_consent
                and item.category != allowed
                and one.artefact not in everywhere
            ):
                yield _problem(
                    "scan_wrong_category", [one], item, declared=item.category, allowed=allowed
                )


def _traffic(reading: Reading, baseline: Baseline) -> Iterator[Problem]:
    """Report sites that data go to and that the statement names nobody for."""
    evidence = reading.ground.evidence
    asked: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for state in evidence.states:
        for request in state.requests:
            chain = [hop.url.partition("?")[0] for hop in request.hops]
            for hop in request.hops:
                host = split(hop.url).hostname or ""
                if host and reading.ground.third_party(host) and not baseline.names_host(host):
                    told = {
                        "state": state.key,
                        "at_ms": request.at,
                        "kind": request.kind,
                        "chain": chain,
                    }
                    asked[evidence.site_of(host)].append(told)
    quiet = {
        evidence.site_of(h): h
        for h in evidence.hosts
        if reading.ground.third_party(h) and not baseline.names_host(h)
    }
    for site in sorted({*asked, *quiet}):
        passed = [
            {"name": one.name, "kept_for": one.owner, "via": one.via, "hops": one.hops}
            for one in reading.shared
            if one.to == site
        ]
        alias = [host for host in evidence.hosts if reading.ground.cloaked(host)]
        yield Problem(
            "scan_traffic_undeclared",
            site,
            {"requests": asked[site][:20], "identifiers": passed[:20], "behind_alias": alias},
        )


def _exemption(reading: Reading, baseline: Baseline) -> Iterator[Problem]:
    """The exemption for statistics does not survive advertising on the same property."""
    if not baseline.exempt_analytics:
        return
    found = [
        one for seen in reading.by_artefact.values() for one in seen[:1] if baseline.advertises(one)
    ]
    if found:
        names = sorted({f"{one.artefact.name} ({one.artefact.host})" for one in found})
        yield Problem("scan_exemption_void", "analytics", {"advertising": names[:50]})


def reads_devices(reading: Reading) -> list[str]:
    """Return which ways of telling devices apart were used, for a summary."""
    found = {
        one.artefact.name
        for seen in reading.seen.values()
        for one in seen
        if one.artefact.technique == Technique.SCRIPT_READ
    }
    return sorted(found)
