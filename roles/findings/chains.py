"""The chains of one service on one day, drawn without the names of customers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from roles.choices import ContractKind, PartyKind
from roles.models import Service
from roles.rules.derivation import Edge, Node, Shape, Together

Joint = tuple[frozenset[UUID], str]
"""Who decide together about which category."""
ANYONE = "*"
"""Stands in a mandate for every party that may be engaged."""


@dataclass(frozen=True, slots=True)
class Link:
    """A contract above customers, and what the two agreed about processing under it."""

    provider: UUID
    acquirer: UUID
    kind: ContractKind
    limits: frozenset[str]
    features: frozenset[str]
    agreed: bool
    mandated: frozenset[str]
    announced: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What matters of a party that stands in a chain by itself."""

    natural_person: bool
    kind: str
    is_model: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Customers of one provider that are alike; a service offered to the public has none."""

    provider: UUID
    natural_person: bool = False
    is_model: bool = False
    alone: UUID | None = None
    limits: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()
    agreed: bool = True
    mandated: frozenset[str] = frozenset({ANYONE})
    number: int = 0

    @property
    def counted(self) -> int:
        """How many customers there are; the models that explain the register are none."""
        return 0 if self.is_model else self.number


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chain with the party at each node; None is the customer."""

    nodes: tuple[UUID | None, ...]
    shape: Shape


@dataclass(slots=True)
class Chains:
    """One service on one day."""

    service: Service
    categories: tuple[str, ...]
    features: tuple[str, ...]
    above: dict[UUID, list[Link]]
    known: dict[UUID, Known]
    joints: list[Joint]
    on: date

    def drawn(self, group: Group) -> Drawn:
        """Return the chain of such a customer."""
        offered = self.service.offered_by_id
        links = list(self.upwards(group.provider))
        parties = dict.fromkeys([group.provider, *(link.provider for link in links)], None)
        if self.service.used_by_id:
            parties[self.service.used_by_id] = None
        nodes: list[UUID | None] = [*([] if offered else [None]), *parties]
        place = {party: number for number, party in enumerate(nodes) if party}
        edges = [
            Edge(place[x.provider], place[x.acquirer], x.kind, x.limits, x.features) for x in links
        ]
        if not offered:
            sold = ContractKind.SUBSCRIPTION
            edges.insert(0, Edge(place[group.provider], 0, sold, group.limits, group.features))
        shape = Shape(
            nodes=tuple(self._node(party, group) for party in nodes),
            edges=tuple(edges),
            offered_by=place.get(offered) if offered else None,
            used_by=place.get(self.service.used_by_id) if self.service.used_by_id else None,
            together=tuple(
                Together(frozenset(place[p] for p in parties), category)
                for parties, category in self.joints
                if parties <= place.keys()
            ),
        )
        return Drawn(tuple(nodes), shape)

    def upwards(self, start: UUID) -> Iterator[Link]:
        """Yield the contracts above ``start``, nearest first, each once."""
        reached, frontier = {start}, [start]
        while frontier:
            links = [link for party in frontier for link in self.above.get(party, ())]
            yield from links
            frontier = list(dict.fromkeys(x.provider for x in links if x.provider not in reached))
            reached.update(frontier)

    def top(self, seller: UUID) -> UUID:
        """Return the party from which everything is bought that ``seller`` sells."""
        bought = (x for x in self.above.get(seller, ()) if x.kind == ContractKind.RESALE)
        link = next(bought, None)
        return self.top(link.provider) if link else seller

    def is_model(self, *parties: UUID) -> bool:
        """Say whether one of them is a model, with which the register explains itself."""
        return any(self.known[party].is_model for party in parties)

    def _node(self, party: UUID | None, group: Group) -> Node:
        if party is None:
            return Node(group.natural_person, PartyKind.CUSTOMER)
        known = self.known[party]
        return Node(known.natural_person, known.kind)
