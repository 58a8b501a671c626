"""Facts of a frozen version below their headings, in the order in which they are read."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

Fact = Mapping[str, Any]


def grouped(facts: Iterable[Fact], language: str) -> Iterator[tuple[str, list[Fact]]]:
    """Yield each heading with the facts below it; those without one have ``""``."""
    for title, same in groupby(facts, key=lambda fact: heading(fact, language)):
        yield title, list(same)


def heading(fact: Fact, language: str) -> str:
    """Return the heading that a fact stands below."""
    under: Mapping[str, str] | None = fact.get("under")
    return under[language] if under else ""
