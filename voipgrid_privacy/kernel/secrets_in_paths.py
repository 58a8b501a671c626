"""Logs without secrets: what stands for a log-in in an address is left out of every line.

Django's own lines name the path of what was refused or failed, and a link in a mail is all that
somebody needs. Which part of which path is secret follows from the addresses themselves: every
part that a URL pattern calls ``token``.
"""

import logging
import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

NAMED: Final = "token"
HIDDEN: Final = "[hidden]"
_PART: Final = re.compile(r"<(?:\w+:)?(\w+)>")
_ANYTHING: Final = r"[^\s\"'?#/]+"


class HideSecrets(logging.Filter):
    """Hides the secret part of addresses in a line; what it tells otherwise stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the line, without the secret."""
        said = record.getMessage()
        hidden = without_secrets(said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True


def without_secrets(text: str) -> str:
    """Return a text with the secret part of each address in it hidden."""
    return _secrets().sub(rf"\g<before>{HIDDEN}", text)


@cache
def _secrets() -> re.Pattern[str]:
    """Return what stands before a secret, wherever an address asks for one."""
    before = sorted({start for route in _routes(get_resolver(), "") for start in _starts(route)})
    any_of = "|".join(before) or "(?!)"
    return re.compile(rf"(?P<before>/(?:{any_of})){_ANYTHING}", re.IGNORECASE)


def _routes(resolver: URLResolver, before: str) -> Iterator[str]:
    for each in resolver.url_patterns:
        # Behind which language an address stands is of no matter: it is looked for anywhere.
        part = "" if isinstance(each.pattern, LocalePrefixPattern) else str(each.pattern)
        if isinstance(each, URLPattern):
            yield before + part
        else:
            yield from _routes(each, before + part)


def _starts(route: str) -> Iterator[str]:
    """Return, as a regular expression, what stands before each secret part of a route."""
    start, at = "", 0
    for found in _PART.finditer(route):
        start += re.escape(route[at : found.start()])
        if found[1] == NAMED:
            yield start
        start, at = start + _ANYTHING, found.end()
