"""Why a party does not have the role that a reader expected: what would have to differ.

The same rulebook answers, over the same facts with one, two or at most three of them changed. Per
rule that could give the role the smallest change is found; a change that gives two roles at once
is none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Any, Final

from roles.choices import Role
from roles.rules import rulebook
from roles.rules.engine import Conclusion, ConflictingRules, Displaced, Ground, Rule
from roles.rules.fact_words import WORDS, Fact
from roles.rules.facts import Involvement

USUAL, MOST, SHOWN = 2, 3, 6
"""Facts changed at once, at most, before and after the first search fails; ways that are shown."""

INSTRUCTORS: Final = (None, Role.CONTROLLER, Role.PROCESSOR)


@dataclass(frozen=True, slots=True)
class Way:
    """Facts that would have to differ, and the rules that would then say so."""

    changes: tuple[Fact, ...]
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What stands between a party and the role that was expected of it."""

    expected: Role
    role: Role
    ways: tuple[Way, ...] = ()
    displaced: tuple[Displaced, ...] = ()
    """Rules that would give the role and apply, but give way."""
    lapsed: tuple[Rule, ...] = ()
    """Rules that would give the role by these facts, and are no law on this day."""

    @property
    def holds(self) -> bool:
        """Say whether the expected role is the role."""
        return self.expected == self.role


@lru_cache(maxsize=1_024)
def why_not(facts: Involvement, expected: Role, on: date) -> WhyNot:
    """Return why these facts do not give ``expected`` on that day."""
    found = rulebook.conclude(facts, on)
    if found.role == expected:
        return WhyNot(expected, found.role)
    giving = {rule.code: rule for rule in rulebook.rules if rule.role == expected}
    applying = [rule for rule in giving.values() if rule.condition(facts)]
    return WhyNot(
        expected,
        found.role,
        ways=_ways(facts, expected, on),
        displaced=tuple(d for d in found.displaced if d.ground.rule in giving),
        lapsed=tuple(rule for rule in applying if not rule.in_force(on)),
    )


def _ways(facts: Involvement, expected: Role, on: date) -> tuple[Way, ...]:
    """Return the smallest changes that give the role, one for each set of rules that gives it."""
    found: dict[tuple[Ground, ...], Way] = {}
    enough: list[frozenset[Fact]] = []
    for number in range(1, MOST + 1):
        if found and number > USUAL:
            break
        for changes, conclusion in _changed(facts, number, on):
            if conclusion.role == expected and not any(e <= set(changes) for e in enough):
                enough.append(frozenset(changes))
                found.setdefault(conclusion.grounds, Way(changes, conclusion.grounds))
    return tuple(found.values())[:SHOWN]


def _changed(
    facts: Involvement, number: int, on: date
) -> Iterator[tuple[tuple[Fact, ...], Conclusion]]:
    for changes in combinations(_alternatives(facts), number):
        names = {change.name for change in changes}
        if len(names) == number:
            conclusion = _concluded(replace(facts, **_values(changes)), on)
            if conclusion:
                yield changes, conclusion


def _values(changes: tuple[Fact, ...]) -> dict[str, Any]:
    return {change.name: change.value for change in changes}


def _alternatives(facts: Involvement) -> list[Fact]:
    """Return every fact as it is not; whom a party acts for comes first."""
    others = [Fact("instructed_by", by) for by in INSTRUCTORS if by != facts.instructed_by]
    return [*others, *(Fact(name, not getattr(facts, name)) for name in WORDS)]


def _concluded(facts: Involvement, on: date) -> Conclusion | None:
    try:
        return rulebook.suppose(facts, on)
    except ConflictingRules:
        return None
