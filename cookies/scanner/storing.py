"""Keeping what a scan saw: evidence, items, problems and dates, all in one transaction."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.db.models.functions import Now
from django.utils import timezone

from cookies.registry.services import note_scan
from cookies.scanner import evidence
from cookies.scanner.analysis.artefacts import Artefact, Sighting
from cookies.scanner.analysis.rules import Reading, read
from cookies.scanner.choices import Problem, ScanStatus
from cookies.scanner.drifting import previous_of, tell_of_drift
from cookies.scanner.evidence import ELSEWHERE, EVIDENCE_FILE, UNHEARD, Evidence
from cookies.scanner.judging import count_sightings, judge
from cookies.scanner.leases import fenced
from cookies.scanner.models import FoundItem, Scan, ScanEvidence
from roles.webhooks.choices import EventType
from roles.webhooks.telling import tell
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

MOST: Final = 30_000_000
"""Bytes of evidence that are kept of one scan."""
MOST_ITEMS: Final = 2_000
"""A page that makes up more names than this is not told apart by more of them."""


KEPT: Final = frozenset({".json", ".jsonl", ".png"})


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why nothing of a scan is kept."""

    problem: Problem
    detail: str = ""


class TooLarge(Exception):
    """There is more evidence than is kept of one scan."""


@use_case
def store(*, scan: Scan, folder: Path, by: Viewer) -> Hindrance | None:
    """Keep a scan, whole; return what stood in the way if not every state was seen.

    Raises LeaseLost when it was cancelled or is another worker's by now, and TooLarge: nothing
    of it is kept then.
    """
    by.must(Ability.WRITE_REGISTER)
    row = fenced(scan)
    paths = _paths(folder)
    seen = evidence.read(folder / EVIDENCE_FILE)
    if hindrance := hindrance_of(seen):
        return hindrance
    reading = read(seen, hosts=frozenset(row.site.hosts), now=row.started_at or row.requested_at)
    before = previous_of(row)
    kept = list(_files(row, paths))
    ScanEvidence.objects.bulk_create(kept)
    FoundItem.objects.bulk_create(_items(row, reading))
    Scan.objects.filter(pk=row.pk).update(
        status=ScanStatus.DONE,
        finished_at=Now(),
        lease_until=None,
        browser=f"Chromium {seen.browser}"[:60],
        bytes_received=seen.bytes_received,
        refused=len(seen.refused),
        manifest=manifest_of(kept),
    )
    count_sightings(row, reading)
    judge(row, reading)
    tell_of_drift(scan=row, since=before, at=timezone.now())
    note_scan(site=row.site, on=timezone.localdate(row.started_at), by=by)
    tell(EventType.SCAN_FINISHED, parties=[row.site.party_id], about=row.pk, by=by)
    return None


def hindrance_of(seen: Evidence) -> Hindrance | None:
    """Return why a scan does not count: half a scan says nothing of what it did not visit."""
    failed = [state for state in seen.states if state.problem]
    away = [one.problem for one in failed if one.problem.startswith(ELSEWHERE)]
    if away:
        return Hindrance(Problem.ELSEWHERE, away[0].removeprefix(ELSEWHERE))
    if any(one.problem == UNHEARD for one in failed):
        return Hindrance(Problem.INCOMPLETE, UNHEARD)
    if len(failed) == len(seen.states):
        return Hindrance(Problem.UNREACHABLE)
    if not failed:
        return None
    names = ", ".join(one.key for one in failed)
    return Hindrance(Problem.INCOMPLETE, f"{len(failed)}/{len(seen.states)}: {names}")


def _paths(folder: Path) -> list[Path]:
    """Return the files of evidence, before any is read; raises TooLarge."""
    found = [path for path in sorted(folder.iterdir()) if path.suffix in KEPT and path.is_file()]
    if sum(path.stat().st_size for path in found) > MOST:
        raise TooLarge
    return found


def _files(scan: Scan, paths: list[Path]) -> Iterator[ScanEvidence]:
    for path in paths:
        content = path.read_bytes()
        yield ScanEvidence(
            scan=scan,
            name=path.name,
            size=len(content),
            digest=sha256(content).hexdigest(),
            content=gzip.compress(content, 6, mtime=0),
        )


def manifest_of(kept: list[ScanEvidence]) -> str:
    """Return the one hash over all evidence: of lines as ``sha256sum`` writes them, by name."""
    lines = sorted(f"{each.digest}  {each.name}\n" for each in kept)
    lines.sort(key=lambda line: line[66:])
    return sha256("".join(lines).encode()).hexdigest()


def _items(scan: Scan, reading: Reading) -> list[FoundItem]:
    made: dict[tuple[object, ...], FoundItem] = {}
    for artefact, seen in reading.by_artefact.items():
        row = _item(scan, artefact, seen)
        key = (row.technique, row.name, row.host, row.path, row.partitioned)
        made.setdefault(key, row)
    return list(made.values())[:MOST_ITEMS]


def _item(scan: Scan, artefact: Artefact, seen: list[Sighting]) -> FoundItem:
    lasting = [one.lifetime for one in seen if one.lifetime is not None]
    return FoundItem(
        scan=scan,
        technique=_technique(artefact, seen),
        name=artefact.name[:500],
        host=artefact.host[:253],
        path=artefact.path[:200],
        partitioned=artefact.partitioned,
        third_party=any(one.third_party for one in seen),
        lifetime=max(lasting, default=None),
        states=sorted({one.state for one in seen})[:20],
    )


def _technique(artefact: Artefact, seen: list[Sighting]) -> str:
    """Return how it was set: what a server never set was set by a script."""
    ways = {way for one in seen for way in one.how}
    return (ways.pop() if len(ways) == 1 else artefact.technique).value
