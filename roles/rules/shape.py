"""A chain of contracts without names: who delivers to whom, and who uses data for itself.

Parties are numbered by their place in ``Shape.nodes``. A shape says what parties do, not who
they are, so that equal chains share one answer.
"""

from dataclasses import dataclass, field
from datetime import date

from roles.choices import ContractKind, Feature, PartyKind, Role
from roles.rules.engine import Displaced, Ground
from roles.rules.facts import Involvement


@dataclass(frozen=True, slots=True)
class Node:
    """A party. ``kind`` is a label, except that END_USER means a class of persons."""

    natural_person: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A contract: ``provider`` delivers the service to ``acquirer``.

    No categories means all of them. ``features`` are switched on under a subscription; for a
    supply they say what the supplier is engaged for, and none means everything.
    """

    provider: int
    acquirer: int
    kind: ContractKind
    categories: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()

    def concerns(self, category: str, feature: str) -> bool:
        """Say whether this contract has to do with that data in that feature."""
        return self.covers(category) and self._has(feature)

    def binds(self, node: int) -> bool:
        """Say whether the party is one of the two that made this contract."""
        return node in {self.provider, self.acquirer}

    def covers(self, category: str) -> bool:
        """Say whether the contract concerns that data at all."""
        return not self.categories or category in self.categories

    def _has(self, feature: str) -> bool:
        if self.kind == ContractKind.SUBSCRIPTION:
            return feature == Feature.CONVEYANCE or feature in self.features
        if self.kind == ContractKind.SUPPLY:
            return not self.features or feature in self.features
        return True


@dataclass(frozen=True, slots=True)
class OwnUse:
    """The party uses this data for a purpose of its own."""

    party: int
    category: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Together:
    """These parties decide jointly about this data (for one purpose, or altogether)."""

    parties: frozenset[int]
    category: str
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A customer's chain, the relation to one partner, or a service offered to the public."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    own_uses: tuple[OwnUse, ...] = ()
    offered_by: int | None = None
    """Who offers the service to the public without a contract (a web site)."""
    used_by: int | None = None
    """The class of persons who use the service without a contract (callers, visitors)."""
    together: tuple[Together, ...] = ()

    def is_persons(self, node: int) -> bool:
        """Say whether this is a class of persons, bound by no contract in the chain."""
        if any(edge.binds(node) for edge in self.edges):
            return False
        return node == self.used_by or self.nodes[node].kind == PartyKind.END_USER


@dataclass(frozen=True, slots=True)
class Answer:
    """One party's role for one kind of data, with everything it rests on."""

    node: int
    category: str
    feature: str
    purpose: str | None
    role: Role
    depth: int | None = None
    """0 for a controller, 1 for its processor, n for a sub-processor; nothing for others."""
    upstream: int | None = None
    """The party on whose instructions it acts."""
    grounds: tuple[Ground, ...] = ()
    displaced: tuple[Displaced, ...] = ()
    path: tuple[int, ...] = ()
    """Contracts from the controller to this party, or those that make it what it is."""
    own_uses: tuple[int, ...] = ()
    findings: tuple[str, ...] = ()
    facts: Involvement = field(default_factory=Involvement)
    since: date | None = None
    """The rules that answered have said so since this day …"""
    until: date | None = None
    """… and until the day before this one."""
