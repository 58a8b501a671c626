"""One ``Set-Cookie`` line as servers and scripts write it. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

FOR_EVER: Final = 10**12
"""Seconds beyond which one term is as long as another: some thirty thousand years."""
_AGE: Final = re.compile(r"(-?)([0-9]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """What a line asks for. ``lifetime`` is in seconds: None for a session, 0 or less deletes."""

    name: str
    value: str
    domain: str
    path: str
    lifetime: int | None
    partitioned: bool

    @property
    def deletes(self) -> bool:
        """Whether the line takes the cookie away."""
        return self.lifetime is not None and self.lifetime <= 0


def parse(line: str, *, host: str, now: datetime) -> Line:
    """Read a line; without Domain and Path it is for ``host`` and everything on it."""
    pair, *more = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals:  # a cookie without a name is all value
        name, value = "", pair
    said = {key.strip().lower(): rest.strip() for key, _, rest in (p.partition("=") for p in more)}
    return Line(
        name=name.strip(),
        value=value.strip(),
        domain=(said.get("domain") or host).lstrip(".").lower(),
        path=said["path"] if said.get("path", "").startswith("/") else "/",
        lifetime=_lifetime(said, now),
        partitioned="partitioned" in said,
    )


def _lifetime(said: dict[str, str], now: datetime) -> int | None:
    """Return the seconds asked for; Max-Age goes before Expires (RFC 6265, 5.3)."""
    age = said.get("max-age", "")
    if found := _AGE.fullmatch(age):
        return _seconds(minus=bool(found[1]), digits=found[2])
    if "expires" not in said:
        return None
    try:
        until = parsedate_to_datetime(said["expires"].replace("-", " "))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return round((until - now).total_seconds())


def _seconds(*, minus: bool, digits: str) -> int:
    size = FOR_EVER if len(digits) > 19 else min(int(digits), FOR_EVER)
    return -size if minus else size
