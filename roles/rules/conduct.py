"""What the contracts of a shape say each party does: the facts, and the contracts they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from roles.choices import ContractKind, Feature
from roles.rules.facts import Involvement
from roles.rules.functions import HadBy, function
from roles.rules.shape import Edge, Shape

Evidence = dict[str, set[int]]


@dataclass(slots=True)
class Scene:
    """One question: this shape, this kind of data, in this feature."""

    shape: Shape
    category: str
    feature: str
    edges: Mapping[int, Edge] = field(init=False)
    """The contracts that have to do with it, by their place in the shape."""
    evidence: tuple[Evidence, ...] = field(init=False)
    """Per party: what it does, and the contracts that show it."""

    def __post_init__(self) -> None:
        """Read the contracts once."""
        numbered = enumerate(self.shape.edges)
        concerned = {number: edge for number, edge in numbered if self._counts(edge)}
        self.edges = concerned if self.in_use else {}
        self.evidence = tuple({} for _ in self.shape.nodes)
        for number, edge in self.edges.items():
            self._read(number, edge)
        if self.feature == Feature.FRAUD_DETECTION:
            self._read_pool()

    @property
    def handled(self) -> bool:
        """Say whether the feature has to do with these data at all."""
        return self.shape.offered_by is not None or function(self.feature).handles(self.category)

    @property
    def in_use(self) -> bool:
        """Say whether anyone has the feature; whoever comes by has all that a public offer has."""
        if self.shape.offered_by is not None or not self.handled:
            return self.handled
        if self.feature == Feature.CONVEYANCE:
            return True
        return any(self._has(edge) for edge in self.shape.edges if edge.covers(self.category))

    @property
    def had_by(self) -> HadBy:
        """Say who has such a feature done."""
        return function(self.feature).had_by

    def _has(self, edge: Edge) -> bool:
        """Say whether this contract is enough for the feature to be there."""
        switched_on = self.feature in edge.features
        if self.had_by == HadBy.SELLER:
            return edge.kind != ContractKind.SUPPLY and switched_on
        by_law = self.had_by == HadBy.LAW
        return edge.kind == ContractKind.SUBSCRIPTION and (by_law or switched_on)

    def _counts(self, edge: Edge) -> bool:
        """Say whether the contract plays a part: what a seller has, or the law asks, is for all."""
        if edge.kind != ContractKind.SUPPLY and self.had_by in {HadBy.SELLER, HadBy.LAW}:
            return edge.covers(self.category)
        return edge.concerns(self.category, self.feature)

    def facts(self, node: int) -> Involvement:
        """Return what the party does, before anyone instructs it."""
        shown: dict[str, Any] = dict.fromkeys(self.evidence[node], True)
        return Involvement(
            data_category=self.category,
            feature=self.feature,
            natural_person=self.shape.nodes[node].natural_person or self.shape.is_persons(node),
            offers_to_public=node == self.shape.offered_by,
            decides_jointly=self.in_use and self.decides_jointly(node, None),
            **shown,
        )

    def decides_jointly(self, node: int, purpose: str | None) -> bool:
        """Say whether the party decides with others about this data for that purpose."""
        return any(
            node in joint.parties and (joint.category, joint.purpose) == (self.category, purpose)
            for joint in self.shape.together
        )

    def _read(self, number: int, edge: Edge) -> None:
        if edge.kind == ContractKind.SUBSCRIPTION:
            self._note(number, edge.provider, "provides_to_subscriber")
            self._note(number, edge.acquirer, "holds_subscription", "communicates")
            if self.feature in edge.features and self.had_by == HadBy.CUSTOMER:
                self._note(number, edge.acquirer, "switches_on_feature")
        if self._is_operator(edge.provider):
            self._read_contract_of_operator(number, edge)
        if edge.kind != ContractKind.SUPPLY:
            self._read_sale(number, edge)

    def _read_sale(self, number: int, edge: Edge) -> None:
        """Say whom a feature of sellers, or a duty of the law, is about."""
        if self.had_by == HadBy.SELLER and self.feature in edge.features:
            resold = edge.kind == ContractKind.RESALE
            self._note(number, edge.acquirer if resold else edge.provider, "has_feature_for_itself")
        if self.had_by == HadBy.LAW:
            runs = self._is_operator(edge.provider)
            self._note(number, edge.provider, "runs_the_network" if runs else "sells_on")

    def _read_pool(self) -> None:
        """Say who look for fraud together: each who has it done, and who runs the network."""
        having = {n: e for n, e in enumerate(self.evidence) if "has_feature_for_itself" in e}
        sold = [edge for edge in self.edges.values() if edge.kind != ContractKind.SUPPLY]
        pool = having.keys() | {e.provider for e in sold if self._is_operator(e.provider)}
        if len(pool) > 1:
            for number in set().union(*(e["has_feature_for_itself"] for e in having.values())):
                for node in pool:
                    self._note(number, node, "pools_with_others")

    def _read_contract_of_operator(self, number: int, edge: Edge) -> None:
        """Say for whom the operator of the platform keeps the data about its own contracts."""
        if edge.kind == ContractKind.RESALE:
            self._note(number, edge.acquirer, "contract_data_kept_for_it")
        if edge.kind == ContractKind.SUBSCRIPTION:
            self._note(number, edge.provider, "contract_data_kept_for_it")
            self._note(number, edge.acquirer, "contract_data_is_about_it")

    def _is_operator(self, node: int) -> bool:
        """Say whether the party sells a service that it does not itself buy for resale."""
        bought = (e for e in self.edges.values() if e.acquirer == node)
        return all(edge.kind != ContractKind.RESALE for edge in bought)

    def _note(self, number: int, node: int, *facts: str) -> None:
        for fact in facts:
            self.evidence[node].setdefault(fact, set()).add(number)
