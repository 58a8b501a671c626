"""Lifetimes: ISO 8601 in the register, words on the page, seconds where two are compared.

Pure. Months and years are calendar terms; only a comparison counts them as 30 and 365 days,
which is how those who set cookies count.
"""

import re
from dataclasses import dataclass
from typing import Final

SESSION: Final = "session"
PERSISTENT: Final = "persistent"
DURATION: Final = (
    r"^(session|persistent|"
    r"P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?)?$"
)
"""What a lifetime may be; empty where nothing is stored or nothing is known."""

CAPS: Final = {"cookie": "P400D", "safari_script_cookie": "P7D"}
"""What browsers make of longer lifetimes."""

_PARTS: Final = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")
_SECONDS: Final = (31_536_000, 2_592_000, 604_800, 86_400, 3_600, 60, 1)
_ISO: Final = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A number of one unit, such as 2 years."""

    number: int
    unit: str


def parts(lifetime: str) -> tuple[Part, ...]:
    """Return the parts of an ISO 8601 duration, largest first; nothing for anything else."""
    match = _ISO.fullmatch(lifetime)
    if match is None:
        return ()
    found = zip(match.groups(), _PARTS, strict=True)
    return tuple(Part(int(number), unit) for number, unit in found if number)


def seconds(lifetime: str) -> int | None:
    """Return how long, for a comparison; 0 for a session, None where there is no end or no term."""
    if lifetime == SESSION:
        return 0
    found = _ISO.fullmatch(lifetime)
    if found is None:
        return None
    return sum(int(n) * each for n, each in zip(found.groups(), _SECONDS, strict=True) if n)


def iso(total: int) -> str:
    """Return seconds as a duration in days, hours, minutes and seconds."""
    days, rest = divmod(max(total, 0), 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    clock = "".join(f"{n}{u}" for n, u in ((hours, "H"), (minutes, "M"), (left, "S")) if n)
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"P{text}" if text else "PT0S"


def effective(lifetime: str, *, cap: str = CAPS["cookie"]) -> str:
    """Return what a browser makes of ``lifetime``: ``cap`` where it asks for more."""
    asked, most = seconds(lifetime), seconds(cap)
    if lifetime == PERSISTENT or (asked is not None and most is not None and asked > most):
        return cap
    return lifetime
