"""Every page that can be reached by following links, as one visitor sees it."""

import html
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import override

MOST = 2
"""Pages of one route at most, and one of each way in which it is asked."""
LINK = re.compile(r'<(?:a|link|form)\b[^>]*\b(?:href|action)="([^"#]+)')
NOT_HERE = re.compile(r"^/(en/|admin/|api/|static/|accounts/)")
NO_ADMIN = re.compile(r"^(?!/admin/)|\?")
"""What is not walked among the officers' pages: all else, and the many ways to ask for a list."""

NOWHERE_ELSE = re.compile("")
"""Nothing is walked to: only where the walk starts is seen."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was answered; ``route`` is its name in code, ``policy`` its content policy."""

    address: str
    route: str
    html: str
    policy: str = ""


def walked(
    client: Client, starts: Iterable[str], *, closed: re.Pattern[str] = NOT_HERE, most: int = MOST
) -> Iterator[Page]:
    """Follow links in Dutch from ``starts`` on, and read each page in English as well."""
    waiting, met = deque(starts), Counter[object]()
    seen = set(waiting)
    while waiting:
        address = waiting.popleft()
        match = matched(address)
        if match is None or met[kind(address, match)] or met[match.route] >= most:
            continue
        response = client.get(address)
        text = page_of(response)
        found = (
            linked(address, text) if text else ([response.url] if "Location" in response else [])
        )
        news = [each for each in found if each not in seen and not closed.search(each)]
        seen.update(news)
        waiting.extend(news)
        if text:
            met.update((kind(address, match), match.route))
            yield Page(address, match.view_name, text, policy_of(response))
            english = client.get(f"/en{address}")
            if text := page_of(english):  # what is below /c/ says it another way
                yield Page(f"/en{address}", match.view_name, text, policy_of(english))


def matched(address: str) -> ResolverMatch | None:
    """Return what a Dutch address stands for."""
    with override("nl"):
        try:
            return resolve(urlsplit(address).path)
        except Resolver404:
            return None


def kind(address: str, match: ResolverMatch) -> tuple[str, tuple[str, ...]]:
    """Return what tells pages apart that are not the same again."""
    return match.route, tuple(sorted(name for name, _ in parse_qsl(urlsplit(address).query)))


def page_of(response: HttpResponse) -> str:
    """Return a page's text; nothing of a file, or of what is elsewhere."""
    body = response.getvalue()  # a file is read to its end, and so is closed
    if response.status_code != 200 or "text/html" not in response["Content-Type"]:
        return ""
    return str(body.decode())


def policy_of(response: HttpResponse) -> str:
    """Return the content policy of an answer."""
    return response.headers.get("Content-Security-Policy", "")


def linked(address: str, text: str) -> list[str]:
    """Return the addresses of this installation that a page leads to."""
    found = (urlsplit(urljoin(address, html.unescape(link))) for link in LINK.findall(text))
    return [part._replace(fragment="").geturl() for part in found if not part.netloc and part.path]
