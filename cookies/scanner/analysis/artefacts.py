"""What stands on a device or was read from it, one by one, out of the evidence of one state.

Pure. An artefact is known by technique, name, host, path and partition: ``lang`` on two hosts is
two, and a partitioned cookie is not its namesake.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl

from cookies.choices import COOKIES, Technique
from cookies.scanner.addresses import split
from cookies.scanner.analysis.lines import Line, parse
from cookies.scanner.evidence import CookieAttempt, Evidence, Request, State

SMALL: Final = 1_500
"""An image of at most this many bytes on the wire is there to be asked for, not to be seen."""
_STORAGE: Final = {
    "local": Technique.LOCAL_STORAGE,
    "session": Technique.SESSION_STORAGE,
    "indexed_db": Technique.INDEXED_DB,
    "cache": Technique.CACHE_STORAGE,
}
_SENDING: Final = frozenset({"Ping", "Fetch", "XHR"})
CLICK_IDS: Final = frozenset(
    {
        *("_gl", "gclid", "gbraid", "wbraid", "dclid", "fbclid", "msclkid", "ttclid", "twclid"),
        *("li_fat_id", "mc_eid", "_hsenc", "yclid", "igshid", "epik", "sccid"),
    }
)
"""Parameters whose only use is to recognise a visitor elsewhere."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """One thing, the same in every state."""

    technique: Technique
    name: str
    host: str
    path: str = "/"
    partitioned: bool = False

    @property
    def key(self) -> str:
        """What names it in a finding."""
        mark = "/partitioned" if self.partitioned else ""
        path = "" if self.path == "/" else self.path
        return f"{self.technique.value}:{self.host}{path}:{self.name}{mark}"[:200]


@dataclass(frozen=True, slots=True)
class Sighting:
    """An artefact in one state: when it was first and last set or asked for, and what stayed.

    ``lifetime`` is in seconds, None for what lasts a session or where it does not apply.
    """

    artefact: Artefact
    state: str
    at: int
    last: int
    kept: bool
    third_party: bool
    lifetime: int | None = None
    value: str = ""
    url: str = ""
    script: str = ""
    blocked: tuple[str, ...] = ()
    how: frozenset[Technique] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the reading of a state needs to know: whose site it is, and when it was seen."""

    evidence: Evidence
    own_hosts: frozenset[str]
    now: datetime

    def third_party(self, host: str) -> bool:
        """Say whether a host belongs to somebody else, also when it hides behind an alias."""
        mine = {self.evidence.site_of(own) for own in self.own_hosts}
        if self.evidence.site_of(host) not in mine:
            return True
        return bool(self.cloaked(host))

    def cloaked(self, host: str) -> str:
        """Return the foreign name that a host of the site's own is an alias of; else nothing."""
        mine = {self.evidence.site_of(own) for own in self.own_hosts}
        chain = self.evidence.aliases.get(host, [])
        return next((alias for alias in chain if _site(alias) not in mine), "")


def _site(host: str) -> str:
    return ".".join(host.split(".")[-2:])


def sightings(ground: Ground, state: State) -> list[Sighting]:
    """Return everything seen in a state, each artefact once."""
    found: dict[Artefact, Sighting] = {}
    for one in (
        *_cookies(ground, state),
        *_storage(ground, state),
        *_workers(ground, state),
        *_requests(ground, state),
        *_reads(ground, state),
        *_links(ground, state),
    ):
        known = found.get(one.artefact)
        found[one.artefact] = one if known is None else _together(known, one)
    return list(found.values())


def _together(one: Sighting, other: Sighting) -> Sighting:
    first, last = sorted((one, other), key=lambda each: each.last)
    return replace(
        one,
        at=min(one.at, other.at),
        last=last.last,
        kept=one.kept or other.kept,
        lifetime=last.lifetime,
        value=last.value or first.value,
        script=one.script or other.script,
        how=one.how | other.how,
    )


def _cookies(ground: Ground, state: State) -> Iterator[Sighting]:
    jar = {(c.name, c.domain.lstrip("."), c.path, bool(c.partition)) for c in state.jar}
    seen = set()
    for attempt in state.attempts:
        line = parse(attempt.line, host=_host(attempt.url), now=ground.now)
        if line.deletes:
            continue
        key = (line.name, line.domain, line.path, line.partitioned)
        seen.add(key)
        yield _cookie(ground, state, attempt, line, kept=key in jar)
    for cookie in state.jar:  # set by what we cannot listen to, such as a service worker
        key = (cookie.name, cookie.domain.lstrip("."), cookie.path, bool(cookie.partition))
        if key not in seen:
            host = cookie.domain.lstrip(".")
            left = None if cookie.expires < 0 else round(cookie.expires - ground.now.timestamp())
            artefact = Artefact(Technique.HTTP_COOKIE, cookie.name, host, cookie.path, key[3])
            yield Sighting(
                artefact,
                state.key,
                0,
                0,
                kept=True,
                lifetime=left,
                value=cookie.value,
                third_party=ground.third_party(host),
                how=frozenset({Technique.HTTP_COOKIE}),
            )


def _cookie(
    ground: Ground, state: State, attempt: CookieAttempt, line: Line, *, kept: bool
) -> Sighting:
    by_server = attempt.how == "header"
    technique = Technique.HTTP_COOKIE if by_server else Technique.JS_COOKIE
    return Sighting(
        # A cookie is one thing, whoever writes it next: the family is kept in ``how``.
        Artefact(Technique.HTTP_COOKIE, line.name, line.domain, line.path, line.partitioned),
        state.key,
        attempt.at,
        attempt.at,
        kept=kept,
        third_party=ground.third_party(line.domain),
        lifetime=line.lifetime,
        value=line.value,
        url=attempt.url,
        script=attempt.script,
        blocked=tuple(attempt.blocked),
        how=frozenset({technique}),
    )


def _storage(ground: Ground, state: State) -> Iterator[Sighting]:
    for item in state.storage:
        host = _host(item.origin)
        artefact = Artefact(_STORAGE[item.kind], item.key, host)
        at = max(item.at, 0)
        yield Sighting(
            artefact,
            state.key,
            at,
            at,
            kept=item.kept,
            value=item.value,
            third_party=ground.third_party(host),
            url=item.origin,
            script=item.script,
        )


def _workers(ground: Ground, state: State) -> Iterator[Sighting]:
    for worker in state.workers:
        parts = split(worker.url)
        host = parts.hostname or ""
        artefact = Artefact(Technique.CACHE_STORAGE, parts.path.lstrip("/"), host)
        yield Sighting(
            artefact,
            state.key,
            0,
            0,
            kept=worker.kept,
            url=worker.url,
            third_party=ground.third_party(host),
        )


def _requests(ground: Ground, state: State) -> Iterator[Sighting]:
    for request in state.requests:
        technique = _passing(request)
        if technique is None:
            continue
        for hop in request.hops:
            parts = split(hop.url)
            host = parts.hostname or ""
            if ground.third_party(host):
                artefact = Artefact(technique, parts.path.lstrip("/")[:300], host)
                yield Sighting(
                    artefact,
                    state.key,
                    request.at,
                    request.at,
                    kept=False,
                    third_party=True,
                    url=hop.url,
                    script=request.initiator,
                )


def _passing(request: Request) -> Technique | None:
    """Say whether a request is a pixel or a beacon; None for one that brings something."""
    last = request.hops[-1]
    if request.kind == "Ping" or (request.kind in _SENDING and request.method == "POST"):
        return Technique.BEACON
    tiny = 0 <= last.size <= SMALL or last.status == 204
    if request.kind == "Image" and (len(request.hops) > 1 or tiny or split(last.url).query):
        return Technique.PIXEL
    return None


def _reads(ground: Ground, state: State) -> Iterator[Sighting]:
    for read in state.reads:
        host = _host(read.script)
        yield Sighting(
            Artefact(Technique.SCRIPT_READ, read.api, host),
            state.key,
            read.at,
            read.at,
            kept=False,
            third_party=ground.third_party(host),
            url=read.frame,
            script=read.script,
        )


def _links(ground: Ground, state: State) -> Iterator[Sighting]:
    for link in state.links:
        parts = split(link)
        for name, value in parse_qsl(parts.query):
            if name in CLICK_IDS:
                host = parts.hostname or ""
                yield Sighting(
                    Artefact(Technique.URL_PARAMETER, name, host),
                    state.key,
                    0,
                    0,
                    kept=False,
                    third_party=ground.third_party(host),
                    value=value,
                    url=link,
                )


def techniques(seen: Iterable[Sighting]) -> frozenset[Technique]:
    """Return how an artefact was set, cookie by server and by script told apart."""
    return frozenset(t for one in seen for t in (one.how or {one.artefact.technique}))


def is_cookie(artefact: Artefact) -> bool:
    """Say whether it is a cookie."""
    return artefact.technique in COOKIES


def _host(address: str) -> str:
    return (split(address).hostname or "").lower()
