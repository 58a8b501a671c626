"""Addresses as pages write them: some are none, and that must not end a scan. Pure."""

from typing import Final
from urllib.parse import SplitResult, urlsplit

NOWHERE: Final = SplitResult("", "", "", "", "")


def split(url: str) -> SplitResult:
    """Return the parts of an address; of what is no address, nothing."""
    try:
        return urlsplit(url)
    except ValueError:
        return NOWHERE


def host_of(url: str) -> str:
    """Return the host of an address, in lower case; nothing where it has none."""
    return (split(url).hostname or "").lower()


def is_home(url: str, home: str) -> bool:
    """Say whether an address is on the proven host ``home`` or below it, as ``www.`` is.

    What the browser makes itself, such as an empty page, leads nowhere and so not away.
    """
    parts = split(url)
    if parts.scheme not in {"http", "https"}:
        return True
    host = (parts.hostname or "").lower().rstrip(".")
    return host == home or host.endswith(f".{home}")
