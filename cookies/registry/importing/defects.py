"""What is wrong with a list by itself, before anything of it is entered.

Pure. The codes are those of findings, so each has its sentence, its ground and its next step.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cookies.choices import PASSING
from cookies.registry.durations import CAPS, seconds
from cookies.registry.importing.rows import ReadRow
from cookies.registry.importing.words import garbled
from cookies.registry.patterns import overlap


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of names and promises, whoever's list it is.

    ``terms``: by name, what its maker documents. ``retired``: names of products that ended, from
    a day on. ``promises``: sentences that rows can contradict.
    """

    terms: Mapping[str, str]
    retired: Sequence[Mapping[str, Any]]
    promises: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with the provider that its host tells."""

    row: ReadRow
    provider: str

    @property
    def names(self) -> set[str]:
        """The names that it may be read as."""
        return {reading.name for reading in self.row.readings}


def of_row(row: ReadRow, known: Knowledge, on: date) -> tuple[str, ...]:
    """Return the codes of what is wrong with one row."""
    names = {reading.name for reading in row.readings}
    terms = [known.terms[name] for name in names if name in known.terms]
    asked, most = seconds(row.lifetime) or 0, seconds(CAPS["cookie"]) or 0
    ended = {p for each in known.retired if each["since"] <= on for p in each["patterns"]}
    passing = row.technique in PASSING
    found = {
        "cookie_term_garbled": garbled(row.lifetime_text),
        "pixel_listed_as_cookie": passing and bool(row.lifetime_text),
        "cookie_lifetime_conflict": not passing
        and any(seconds(term) != seconds(row.lifetime) for term in terms),
        "cookie_lifetime_beyond_browser": not passing and asked > most,
        "cookie_name_retired": bool(names & ended),
    }
    return tuple(code for code, wrong in found.items() if wrong)


def of_whole(
    rows: Sequence[Placed], text: str, known: Knowledge, on: date
) -> tuple[tuple[str, str], ...]:
    """Return what is wrong with a list as a whole: the codes, and what each is about."""
    names = {name for placed in rows for name in placed.names}
    missing = [
        ("cookie_successor_missing", str(each["expects"]))
        for each in known.retired
        if each["since"] <= on
        and each["beside"] in names
        and not any(overlap(each["expects"], name) for name in names)
    ]
    broken = [
        (str(each["finding"]), _said(text, each["says"]))
        for each in known.promises
        if _said(text, each["says"])
        and any(_contradicts(placed, each["contradicted_by"]) for placed in rows)
    ]
    return (*missing, *broken)


def _said(text: str, phrases: Sequence[str]) -> str:
    """Return the words by which a text promises something; nothing where it does not."""
    found = next((hit for each in phrases if (hit := re.search(each, text, re.IGNORECASE))), None)
    return found[0] if found else ""


def _contradicts(placed: Placed, facts: Mapping[str, str]) -> bool:
    longer = facts.get("longer_than")
    return (
        facts.get("provider") in {None, placed.provider}
        and facts.get("technique") in {None, placed.row.technique}
        and facts.get("category") in {None, placed.row.category}
        and (not longer or (seconds(placed.row.lifetime) or 0) > (seconds(longer) or 0))
    )
