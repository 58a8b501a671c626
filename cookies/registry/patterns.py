"""Patterns of names and addresses: ``#`` digits, ``*`` anything, always anchored at both ends.

Pure. Where several patterns match, the longest wins: the one with the most literal characters.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

DIGITS: Final = "#"
ANYTHING: Final = "*"
_WILD: Final = {DIGITS: r"\d+", ANYTHING: r".*"}
_FOREIGN: Final = re.compile(r"[\^$|\\]|\.\*|\.\+|\[0-9|\(\?")


@dataclass(frozen=True, slots=True)
class Lint:
    """Something about a pattern that will surprise; ``other`` is the pattern it clashes with."""

    code: str
    pattern: str
    other: str = ""


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the expression that matches what ``pattern`` stands for, whole."""
    return re.compile("".join(_WILD.get(c, re.escape(c)) for c in pattern), re.DOTALL)


def matches(pattern: str, name: str) -> bool:
    """Say whether ``name`` is one of those that ``pattern`` stands for."""
    return compiled(pattern).fullmatch(name) is not None


def length(pattern: str) -> tuple[int, int]:
    """Return how much a pattern says: literal characters first, digits before anything."""
    literal = sum(c not in _WILD for c in pattern)
    return literal, -pattern.count(ANYTHING)


def best(patterns: Iterable[str], name: str) -> str | None:
    """Return the longest pattern that matches ``name``; None when none does."""
    return max((p for p in patterns if matches(p, name)), key=length, default=None)


def overlap(one: str, other: str) -> bool:
    """Say whether some name fits both patterns."""
    return _meet(_tokens(one), _tokens(other))


def lint(pattern: str) -> tuple[Lint, ...]:
    """Return what is wrong with one pattern by itself."""
    found = {
        "matches_everything": not pattern.strip(ANYTHING + DIGITS),
        "regular_expression": bool(_FOREIGN.search(pattern)),
        "adjacent_wildcards": re.search(r"[*#]{2}", pattern) is not None,
        "white_space": pattern != pattern.strip() or " " in pattern,
    }
    return tuple(Lint(code, pattern) for code, wrong in found.items() if wrong)


def lint_together(patterns: Sequence[str]) -> tuple[Lint, ...]:
    """Return the pairs that overlap: ``ambiguous`` where neither is longer than the other."""
    pairs = [(a, b) for n, a in enumerate(patterns) for b in patterns[n + 1 :] if a != b]
    return tuple(
        Lint("ambiguous" if length(a) == length(b) else "overlaps", a, b)
        for a, b in pairs
        if overlap(a, b)
    )


_Token = tuple[str, bool]
"""A character or wildcard, and whether it may repeat or be absent."""


def _tokens(pattern: str) -> tuple[_Token, ...]:
    """Return the pattern as single steps; ``#`` is one digit and then any number of digits."""
    steps: dict[str, tuple[_Token, ...]] = {
        DIGITS: ((DIGITS, False), (DIGITS, True)),
        ANYTHING: ((ANYTHING, True),),
    }
    return tuple(step for c in pattern for step in steps.get(c, ((c, False),)))


def _agree(one: str, other: str) -> bool:
    if ANYTHING in (one, other) or one == other:
        return True
    return (one == DIGITS and other.isdigit()) or (other == DIGITS and one.isdigit())


def _meet(one: tuple[_Token, ...], other: tuple[_Token, ...]) -> bool:
    """Walk both patterns at once over every pair of places that some common name can reach."""
    waiting, seen = [(0, 0)], {(0, 0)}
    while waiting:
        i, j = waiting.pop()
        if i == len(one) and j == len(other):
            return True
        for place in _steps(one, other, i, j):
            if place not in seen:
                seen.add(place)
                waiting.append(place)
    return False


def _steps(
    one: tuple[_Token, ...], other: tuple[_Token, ...], i: int, j: int
) -> list[tuple[int, int]]:
    a = one[i] if i < len(one) else None
    b = other[j] if j < len(other) else None
    places = [(i + 1, j)] if a and a[1] else []
    places += [(i, j + 1)] if b and b[1] else []
    if a and b and _agree(a[0], b[0]):
        places.append((i if a[1] else i + 1, j if b[1] else j + 1))
    return places
