"""Roles along a chain: find who decides, then walk away from them towards their providers.

Nothing here knows a party's name, a category's controller or a depth. The contracts say what
parties do (``conduct``), the rulebook says what that makes them, and every provider of a party
that decides or acts for another acts on that party's instructions. The shortest path wins; of
two equally short paths, the contract that comes first in the shape.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from roles.choices import Category, ContractKind, Feature, Role
from roles.rules import rulebook
from roles.rules.conduct import Scene
from roles.rules.engine import Conclusion
from roles.rules.facts import Involvement
from roles.rules.functions import BY_LAW, OUTSIDE_DELIVERY
from roles.rules.gdpr import ACTORS_FOR_ANOTHER, DECIDERS
from roles.rules.shape import Answer, Edge, Node, OwnUse, Shape, Together

__all__ = ("Answer", "Edge", "Node", "OwnUse", "Shape", "Together", "derive")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a party stands in the chain of instructions, and what that makes it."""

    facts: Involvement
    conclusion: Conclusion
    path: tuple[int, ...] = ()
    depth: int | None = None
    upstream: int | None = None


@dataclass(slots=True)
class Chain:
    """The answers to one question, found step by step."""

    scene: Scene
    on: date
    places: dict[int, Place] = field(default_factory=dict)

    def settle(self) -> None:
        """Give every party its place: deciders, those who act for them, and the rest."""
        for node in range(len(self.scene.shape.nodes)):
            self._place_decider(node)
        self._walk()
        decided = bool(self.places)
        for node in range(len(self.scene.shape.nodes)):
            if node not in self.places:
                self._place_bystander(node, decided=decided)

    def conclude(self, facts: Involvement) -> Conclusion:
        """Ask the rulebook on the day the question is about."""
        return rulebook.conclude(facts, self.on)

    def _place_decider(self, node: int) -> None:
        place = self._by_conduct(node, self.scene.facts(node))
        if place.conclusion.role in DECIDERS:
            self.places[node] = replace(place, depth=0)

    def _place_bystander(self, node: int, *, decided: bool) -> None:
        """Without anyone who decides nothing is processed, and the data is about nobody."""
        about = decided and self.scene.shape.is_persons(node)
        self.places[node] = self._by_conduct(
            node, replace(self.scene.facts(node), relates_to_it=about)
        )

    def _by_conduct(self, node: int, facts: Involvement) -> Place:
        conclusion = self.conclude(facts)
        return Place(facts, conclusion, self._telling(node, facts, conclusion))

    def _telling(self, node: int, facts: Involvement, conclusion: Conclusion) -> tuple[int, ...]:
        """Return the contracts without which the party would be something else."""
        told: set[int] = set()
        for fact, contracts in self.scene.evidence[node].items():
            undone: dict[str, Any] = {fact: False}
            without = self.conclude(replace(facts, **undone))
            if (without.role, without.grounds) != (conclusion.role, conclusion.grounds):
                told |= contracts
        return tuple(sorted(told))

    def _walk(self) -> None:
        frontier = set(self.places)
        while frontier:
            frontier = {
                edge.provider
                for number, edge in self.scene.edges.items()
                if edge.acquirer in frontier and self._place_provider(number, edge)
            }

    def _place_provider(self, number: int, edge: Edge) -> bool:
        """Place a provider that has no place yet; say whether the walk goes on from there."""
        if edge.provider in self.places:
            return False
        place = self._instructed(number, edge, self.places[edge.acquirer])
        if place.conclusion.role not in ACTORS_FOR_ANOTHER:
            return False
        self.places[edge.provider] = place
        return True

    def _instructed(self, number: int, edge: Edge, upstream: Place) -> Place:
        by = upstream.conclusion.role
        facts = replace(self.scene.facts(edge.provider), instructed_by=by)
        path = (*(upstream.path if upstream.depth else ()), number)
        return Place(facts, self.conclude(facts), path, len(path), edge.acquirer)


def derive(
    shape: Shape, *, categories: tuple[str, ...], feature: str, on: date
) -> tuple[Answer, ...]:
    """Answer for every party and category; a purpose of one's own gives an answer of its own."""
    return tuple(
        answer
        for category in categories
        for answer in _answers(Chain(Scene(shape, category, feature), on))
    )


def _answers(chain: Chain) -> Iterator[Answer]:
    chain.settle()
    for node in range(len(chain.scene.shape.nodes)):
        yield _base_answer(chain, node)
        if chain.scene.in_use:
            yield from _answers_for_own_purposes(chain, node)


def _base_answer(chain: Chain, node: int) -> Answer:
    answer = _answer(chain, node, chain.places[node], purpose=None)
    return replace(answer, findings=tuple(sorted(_findings(chain, node))))


def _answer(chain: Chain, node: int, place: Place, *, purpose: str | None) -> Answer:
    return Answer(
        node=node,
        category=chain.scene.category,
        feature=chain.scene.feature,
        purpose=purpose,
        role=place.conclusion.role,
        depth=place.depth,
        upstream=place.upstream,
        grounds=place.conclusion.grounds,
        displaced=place.conclusion.displaced,
        path=place.path,
        facts=place.facts,
        since=place.conclusion.since,
        until=place.conclusion.until,
    )


def _answers_for_own_purposes(chain: Chain, node: int) -> Iterator[Answer]:
    """Answer once for each purpose of its own, in the order in which they were stated."""
    shape, category = chain.scene.shape, chain.scene.category
    uses: dict[str, list[int]] = {}
    for number, use in enumerate(shape.own_uses):
        if (use.party, use.category) == (node, category):
            uses.setdefault(use.purpose, []).append(number)
    for joint in shape.together:
        if joint.purpose and node in joint.parties and joint.category == category:
            uses.setdefault(joint.purpose, [])
    for purpose, numbers in uses.items():
        yield _own_purpose(chain, node, purpose, tuple(numbers))


def _own_purpose(chain: Chain, node: int, purpose: str, numbers: tuple[int, ...]) -> Answer:
    base = chain.places[node]
    facts = Involvement(
        data_category=chain.scene.category,
        feature=chain.scene.feature,
        purpose=purpose,
        own_purpose=bool(numbers),
        instructed_by=base.facts.instructed_by,
        decides_jointly=chain.scene.decides_jointly(node, purpose),
        natural_person=base.facts.natural_person,
    )
    conclusion = chain.conclude(facts)
    depth = 0 if conclusion.role in DECIDERS else None
    place = Place(facts, conclusion, base.path, depth)
    answer = _answer(chain, node, place, purpose=purpose)
    return replace(answer, own_uses=numbers, findings=("own_purpose",) if numbers else ())


def _findings(chain: Chain, node: int) -> set[str]:
    """Return what is wrong with, or missing from, the base answer."""
    scene, conclusion = chain.scene, chain.places[node].conclusion
    role = conclusion.role
    if role == Role.NOT_ASSIGNED:
        told = conclusion.grounds and scene.feature in BY_LAW
        return set() if told else _why_not_assigned(scene, node)
    persons = scene.shape.is_persons(node)
    website = scene.category == Category.WEBSITE_VISITOR
    delivering = scene.feature not in OUTSIDE_DELIVERY
    found = {
        "legal_person_as_data_subject": role == Role.SUBSCRIBER and delivering,
        "no_role_for_end_users": persons and not website,
        "website_visitors_not_in_statement": website and (persons or role in DECIDERS),
        "two_paths": _has_two_paths(chain, node),
        "several_controllers": role in DECIDERS and _decide_apart(chain),
        "feature_for_itself": role in DECIDERS and _has_for_itself(chain, node),
    }
    return {code for code, holds in found.items() if holds}


def _decide_apart(chain: Chain) -> bool:
    """Say whether parties decide about the same data that do not decide together."""
    roles = [place.conclusion.role for place in chain.places.values()]
    alone = roles.count(Role.CONTROLLER)
    return alone > 1 or (alone == 1 and Role.JOINT_CONTROLLER in roles)


def _has_for_itself(chain: Chain, node: int) -> bool:
    """Say whether the party has something done that neither delivery nor security asks for."""
    has = chain.places[node].facts.has_feature_for_itself
    return has and chain.scene.feature != Feature.FRAUD_DETECTION


def _why_not_assigned(scene: Scene, node: int) -> set[str]:
    """Tell a silent rulebook from a feature nobody has, and from a party that is not involved."""
    if not scene.handled:
        return {"category_not_in_feature"}
    shape = scene.shape
    present = shape.is_persons(node) or node == shape.offered_by
    if scene.in_use and (present or any(edge.binds(node) for edge in scene.edges.values())):
        return {"not_assigned"}
    without = [edge for edge in shape.edges if edge.binds(node) and edge.covers(scene.category)]
    if scene.in_use:
        without = [edge for edge in without if edge.kind == ContractKind.SUBSCRIPTION]
    return {"feature_not_in_use"} if present or without else set()


def _has_two_paths(chain: Chain, node: int) -> bool:
    """Say whether the party could also have been placed along another contract."""
    place = chain.places[node]
    if place.conclusion.role == Role.JOINT_CONTROLLER or place.depth is None:
        return False
    asking = {
        edge.acquirer
        for edge in chain.scene.edges.values()
        if edge.provider == node and chain.places[edge.acquirer].depth is not None
    }
    return bool(asking - {place.upstream})
