"""A pasted cookie statement: its tables lose their columns, so ``_gavoipgrid.nlHTTP2 years``.

Pure. A dictionary of providers' hosts says where a name ends. Where two readings are possible
(``langads.linkedin.com``: ``lang`` of ads.linkedin.com, or ``langads`` of .linkedin.com) both
are given and nobody guesses.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from cookies.registry.importing import words
from cookies.registry.importing.rows import Reading, ReadRow

_TYPES: Final = sorted(words.TECHNIQUES, key=len, reverse=True)
_ROW: Final = re.compile(
    rf"(?P<front>\S.*?)(?P<type>{'|'.join(map(re.escape, _TYPES))})\s*(?P<expiry>{words.EXPIRY})",
    re.IGNORECASE,
)
_HEADER: Final = re.compile(r"cookie.?name.*provider|^naam.*aanbieder", re.IGNORECASE)
LONGEST_HEADING: Final = 60
LONGEST_ROW: Final = 600
"""Longer lines are prose; nothing looks for columns in them."""


def read_pasted(text: str, hosts: Sequence[str]) -> tuple[ReadRow, ...]:
    """Return the rows of every table in ``text``; ``hosts`` are those of known providers."""
    rows: list[ReadRow] = []
    heading = ""
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if len(line) > LONGEST_ROW:
            continue
        found = None if _HEADER.search(line) else _cells(line)
        if found:
            rows.append(_row(number, line, found, heading, hosts))
        elif line and len(line) <= LONGEST_HEADING:
            heading = words.category(line) or heading
    return tuple(rows)


def _cells(line: str) -> tuple[str, str, str, str] | None:
    """Return name, host, type and expiry; name and host run together where columns did."""
    columns = [cell.strip() for cell in re.split(r"\t|\s*[|;]\s*", line) if cell.strip()]
    if len(columns) == 4 and words.technique(columns[2]):
        return columns[0], columns[1], columns[2], columns[3]
    found = _ROW.fullmatch(line)
    return (found["front"].strip(), "", found["type"], found["expiry"]) if found else None


def _row(
    number: int, line: str, cells: tuple[str, str, str, str], heading: str, hosts: Sequence[str]
) -> ReadRow:
    front, host, kind, expiry = cells
    readings = (Reading(front, host.lower()),) if host else split(front, hosts)
    return ReadRow(
        line=number,
        verbatim=line,
        readings=readings,
        technique=words.technique(kind),
        lifetime=words.lifetime(expiry) or "",
        lifetime_text=expiry,
        category=heading,
        problem="" if readings else "provider_unknown",
    )


def split(front: str, hosts: Iterable[str]) -> tuple[Reading, ...]:
    """Return every way in which ``front`` is a name followed by the host of a known provider."""
    found: dict[Reading, None] = {}
    lowered = front.lower()
    for host in sorted(set(hosts), key=len):
        if not lowered.endswith(host) or lowered == host:
            continue
        name = front[: -len(host)].strip()
        if name.endswith("."):  # a cookie's domain may start with a dot
            found[Reading(name[:-1], f".{host}")] = None
        elif name:
            found[Reading(name, host)] = None
    return tuple(found)
