"""Whose site is it? Whoever asks for a scan shows it, in DNS or on the site itself.

Without this anyone could send our browser to anyone. The proof is looked at before every scan,
through the guard on outgoing requests; a page that another host answers proves nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final, Protocol
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from cookies.registry.models import Site
from cookies.scanner.addresses import host_of, is_home
from cookies.scanner.choices import ProofWay
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.fetching import REDIRECTS, Fetcher, FetchFailed
from voipgrid_privacy.kernel.outbound import Guard, Names

RECORD: Final = "_voipgrid-privacy"
FILE: Final = "/.well-known/voipgrid-privacy.txt"
NAME: Final = "voipgrid-privacy"


class Home(Protocol):
    """Whatever is at a host and is somebody's: a site to scan, or a host for a party's pages."""

    @property
    def host(self) -> str:
        """Its name in DNS, in lower case."""

    @property
    def party(self) -> Party:
        """Who says that it is theirs."""


@dataclass(frozen=True, slots=True)
class Outside:
    """How the world is asked; tests bring their own names and server."""

    names: Names = field(default_factory=Names)
    loopback: bool = False
    fetcher: Fetcher | None = None

    @property
    def guard(self) -> Guard:
        """The check before every connection."""
        return Guard(self.names, loopback=self.loopback)

    def get(self, url: str) -> tuple[str, str] | None:
        """Return which host answered and what; None when nobody did, or nothing useful."""
        try:
            found = (self.fetcher or Fetcher(self.guard)).get(url)
        except (DomainError, FetchFailed):
            return None
        parts = urlsplit(found.url)
        host = (parts.hostname or "") if parts.scheme == "https" else ""  # else anyone may answer
        return (host, found.body.decode("utf-8", "replace")) if found.status == 200 else None


def outside() -> Outside:
    """Return the world as this installation may see it."""
    return Outside(loopback=settings.SCANNER_ALLOW_LOOPBACK)


def record_of(token: str) -> str:
    """Return the text that DNS or the file holds."""
    return f"{NAME}={token}"


def address_of(site: Site) -> str:
    """Return where a scan of the site begins."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/" if _is_ours(site) else f"https://{site.host}/"


def proven(site: Home, token: str, world: Outside) -> ProofWay | None:
    """Return the way in which the site shows whose it is; None when it does not."""
    return next((way for way, shows in WAYS.items() if shows(site, token, world)), None)


def leads_to(site: Site, world: Outside) -> str:
    """Return the host to which the front page sends on, where that is not proven; else nothing."""
    url, fetcher = address_of(site), world.fetcher or Fetcher(world.guard)
    for _hop in range(fetcher.limits.redirects):
        try:
            found = fetcher.request("GET", url)
            location = found.headers.get("location") if found.status in REDIRECTS else None
            url = urljoin(url, location or "")
        except (DomainError, FetchFailed, ValueError):  # the browser finds out, and says so
            return ""
        if not location:
            return ""
        if not is_home(url, site.host):
            return host_of(url)
    return ""


def _is_ours(site: Home) -> bool:
    ours = urlsplit(settings.PUBLIC_URL).hostname
    return site.party.kind == PartyKind.PLATFORM and site.host == ours


def _ours(site: Home, _token: str, _world: Outside) -> bool:
    return _is_ours(site)


def _loopback(site: Home, _token: str, world: Outside) -> bool:
    if world.loopback and site.host == "localhost":  # a name that is in no DNS (RFC 6761)
        return True
    found = world.names(site.host) if world.loopback else ()
    return bool(found) and all(address.is_loopback for address in found)


def _dns(site: Home, token: str, world: Outside) -> bool:
    return record_of(token) in world.names.texts(f"{RECORD}.{site.host}")


def _file(site: Home, token: str, world: Outside) -> bool:
    answer = world.get(f"https://{site.host}{FILE}")
    return bool(answer and answer[0] == site.host and record_of(token) in answer[1].split())


def _meta(site: Home, token: str, world: Outside) -> bool:
    answer = world.get(f"https://{site.host}/")
    return bool(answer and answer[0] == site.host and token in _tags(answer[1]))


WAYS: Final[dict[ProofWay, Callable[[Home, str, Outside], bool]]] = {
    ProofWay.OURS: _ours,
    ProofWay.LOOPBACK: _loopback,
    ProofWay.DNS: _dns,
    ProofWay.FILE: _file,
    ProofWay.META: _meta,
}


def _tags(page: str) -> list[str]:
    parser = _Head()
    parser.feed(page)
    return parser.found


class _Head(HTMLParser):
    """Reads our tag in the head; what visitors wrote in the body counts for nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open = True
        self._title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at a tag."""
        given = dict(attrs)
        self._open = self._open and tag != "body"
        self._title = self._title or tag == "title"  # to browsers all in it is text
        if self._open and not self._title and tag == "meta" and given.get("name") == NAME:
            self.found.append(given.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        """Look no further than the head."""
        self._title = self._title and tag != "title"
        self._open = self._open and (tag != "head" or self._title)
