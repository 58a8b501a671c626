"""What follows from roles: who tells whom, of whom, and whose clocks start."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from records.incidents.choices import ClockKind
from records.incidents.rules import cascade
from roles.choices import Role

Pair = tuple[UUID, UUID]
_FIRST: Final = (Role.CONTROLLER, Role.JOINT_CONTROLLER, Role.PROCESSOR, Role.SUB_PROCESSOR)
NEAREST: Final = (*_FIRST, *(role for role in Role if role not in _FIRST))
"""Of two roles for the same data, on two days or in two features, what is named first counts."""


@dataclass(slots=True)
class Clocks:
    """The clocks that start for one party, by kind: for which data, on what ground."""

    categories: dict[ClockKind, set[str]] = field(default_factory=dict)
    grounds: dict[ClockKind, set[str]] = field(default_factory=dict)

    def add(self, kind: ClockKind, category: str, ground: str) -> None:
        """Let the clock of that kind run for a category too."""
        self.categories.setdefault(kind, set()).add(category)
        self.grounds.setdefault(kind, set()).add(ground)

    def merge(self, other: "Clocks") -> None:
        """Let the clocks of another run too."""
        for kind, categories in other.categories.items():
            self.categories.setdefault(kind, set()).update(categories)
            self.grounds.setdefault(kind, set()).update(other.grounds[kind])

    def listed(self) -> list[list[object]]:
        """Return them as a notice keeps them: kind, categories, grounds."""
        return [
            [kind.value, sorted(self.categories[kind]), sorted(self.grounds[kind])]
            for kind in sorted(self.categories)
        ]


@dataclass(slots=True)
class Telling:
    """What one party tells another: for which data and features, as what, of whom."""

    roles: dict[str, Role] = field(default_factory=dict)
    features: set[str] = field(default_factory=set)
    grounds: set[str] = field(default_factory=set)
    clocks: Clocks = field(default_factory=Clocks)
    touched: set[UUID] = field(default_factory=set)

    def add(self, tell: cascade.Tell, feature: str, clocks: Iterable[cascade.Duty]) -> None:
        """Let it be about one more category, with the clocks that start for it."""
        before = self.roles.get(tell.category, tell.role)
        self.roles[tell.category] = min(before, tell.role, key=NEAREST.index)
        self.features.add(feature)
        self.grounds.update(tell.grounds)
        for duty in clocks:
            self.clocks.add(duty.kind, duty.category, duty.ground)


@dataclass(slots=True)
class Derived:
    """Everything that follows from the roles: notices, own clocks, and along whom each is told."""

    tellings: dict[Pair, Telling] = field(default_factory=dict)
    own: Clocks = field(default_factory=Clocks)
    through: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)

    def reach(self, party: UUID, along: Iterable[UUID]) -> None:
        """Note along whom a party is told: on another day it may be along others too."""
        self.through[party] = tuple(dict.fromkeys((*self.through.get(party, ()), *along)))
