"""The words that lists use for techniques, categories and lifetimes, in Dutch and English.

Pure. What is not known here is not guessed.
"""

import re
from typing import Final

from cookies.choices import Technique

TECHNIQUES: Final[dict[str, Technique]] = {
    "http": Technique.HTTP_COOKIE,
    "http cookie": Technique.HTTP_COOKIE,
    "cookie": Technique.HTTP_COOKIE,
    "js": Technique.JS_COOKIE,
    "javascript": Technique.JS_COOKIE,
    "html": Technique.LOCAL_STORAGE,
    "html local storage": Technique.LOCAL_STORAGE,
    "local storage": Technique.LOCAL_STORAGE,
    "localstorage": Technique.LOCAL_STORAGE,
    "lokale opslag": Technique.LOCAL_STORAGE,
    "session storage": Technique.SESSION_STORAGE,
    "sessionstorage": Technique.SESSION_STORAGE,
    "indexeddb": Technique.INDEXED_DB,
    "cache storage": Technique.CACHE_STORAGE,
    "pixel": Technique.PIXEL,
    "pixel tracker": Technique.PIXEL,
    "beacon": Technique.BEACON,
    "fingerprint": Technique.SCRIPT_READ,
    "url": Technique.URL_PARAMETER,
}
CATEGORIES: Final[dict[str, tuple[str, ...]]] = {
    "FUNCTIONAL": ("functione", "function", "noodzakelijk", "necessary", "essenti", "technical"),
    "ANALYTICS": ("analyse", "analyti", "statisti", "measurement", "prestatie", "performance"),
    "TRACKING": ("tracking", "marketing", "advert", "reclame", "targeting", "profiling"),
}
_UNITS: Final = (
    ("Y", "", r"years?|yrs?|jaar|jaren"),
    ("M", "", r"months?|maand(?:en)?"),
    ("W", "", r"weeks?|weken"),
    ("D", "", r"days?|dag(?:en)?"),
    ("H", "T", r"hours?|uur|uren"),
    ("M", "T", r"minutes?|mins?|minuut|minuten"),
    ("S", "T", r"seconds?|secs?|seconden?"),
)
EXPIRY: Final = (
    r"sessions?|sessie|persistent|blijvend|permanent|\d+\s*(?:"
    + "|".join(u for *_rest, u in _UNITS)
    + ")"
)
_SINGULAR: Final = frozenset({"year", "month", "week", "day", "hour", "minute", "second"})


def lifetime(text: str) -> str | None:
    """Return what a list's words mean as a lifetime; None where they mean nothing."""
    words = text.strip().lower()
    if re.fullmatch(r"sessions?|sessie", words):
        return "session"
    if words in {"persistent", "blijvend", "permanent"}:
        return "persistent"
    found = re.fullmatch(r"([0-9]{1,6})\s*([a-z]+)", words)
    for letter, clock, unit in _UNITS:
        if found and re.fullmatch(unit, found[2]):
            return f"P{clock}{int(found[1])}{letter}"
    return None


def garbled(text: str) -> bool:
    """Say whether a term is written as nobody would: ``2 year``, ``1 days``."""
    found = re.fullmatch(r"([0-9]{1,6})\s+([a-z]+)", text.strip().lower())
    if not found:
        return False
    one, word = int(found[1]) == 1, found[2]
    return (not one and word in _SINGULAR) or (one and word.removesuffix("s") in _SINGULAR - {word})


def technique(text: str) -> Technique | None:
    """Return the technique a list means."""
    words = text.strip().lower()
    codes = {each.value.lower(): each for each in Technique}
    return TECHNIQUES.get(words) or codes.get(words)


def category(text: str) -> str | None:
    """Return the code of the category that a heading or cell means."""
    words = text.strip().lower()
    for code, stems in CATEGORIES.items():
        if words == code.lower() or any(stem in words for stem in stems):
            return code
    return None
