"""Identifiers that travel: the same value stored for one site and sent to another. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cookies.scanner.addresses import split
from cookies.scanner.analysis.artefacts import Ground, Sighting
from cookies.scanner.evidence import State

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{8,}")
_INSTANT: Final = re.compile(r"(1[5-9]|2\d)\d{8}(\d{3})?")


@dataclass(frozen=True, slots=True)
class Shared:
    """An identifier kept under ``name`` for ``owner`` that was sent to the site ``to``."""

    name: str
    owner: str
    to: str
    via: str
    state: str
    at: int
    hops: int


def tokens(value: str) -> set[str]:
    """Return what in a value can tell people apart: no words, no moments, nothing short."""
    found = _TOKEN.findall(value)
    return {one for one in found if _mixed(one) and not _INSTANT.fullmatch(one)}


def _mixed(token: str) -> bool:
    return any(c.isdigit() for c in token) and len(set(token)) >= 5


def shared(ground: Ground, state: State, seen: Iterable[Sighting]) -> Iterator[Shared]:
    """Yield every identifier of this state that went to a site it was not kept for."""
    kept = [(token, one) for one in seen for token in tokens(one.value)]
    done = set()
    for request in state.requests:
        for place, hop in enumerate(request.hops):
            to = ground.evidence.site_of(split(hop.url).hostname or "")
            text = hop.url + request.body
            for token, one in kept:
                owner = ground.evidence.site_of(one.artefact.host)
                if owner != to and (one.artefact.key, to) not in done and token in text:
                    done.add((one.artefact.key, to))
                    yield Shared(
                        one.artefact.name, owner, to, _bare(hop.url), state.key, request.at, place
                    )


def _bare(url: str) -> str:
    parts = split(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"
