"""Who tells whom of a breach, and whose clock runs: derived from roles, one category at a time.

Whoever acts for another tells the party on whose instructions it acts (GDPR Art. 33(2), 28(4)),
and so on up to who decides. Who decides notifies the authority (33(1)); so does, next to that,
who provides the service to the subscriber (Reg. 611/2013 Art. 2). A provider that has no contract
with the subscriber tells the provider that has one (Art. 5), which is the same step.

The other way, towards who delivers to it, a party tells along the sellers up to the last that
decides about the same data itself: jointly (Art. 26), or for a purpose of its own (Art. 28(10)).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from records.incidents.choices import ClockKind
from roles.choices import Category, ContractKind, Role
from roles.rules.shape import Answer, Edge

DECIDES: Final = frozenset({Role.CONTROLLER, Role.JOINT_CONTROLLER})
ACTS: Final = frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR})
TELECOM_DATA: Final = frozenset({Category.TRANSMITTED, Category.TRAFFIC_BILLING})

TELLS: Final = "GDPR Art. 33(2)"
TELLS_PROVIDER: Final = "Reg. 611/2013 Art. 5"
TELLS_JOINT: Final = "GDPR Art. 26(1)"
TELLS_OWN: Final = "GDPR Art. 28(10)"
GROUNDS: Final = {
    ClockKind.GDPR: "GDPR Art. 33(1)",
    ClockKind.TELECOM_FIRST: "Reg. 611/2013 Art. 2",
}


@dataclass(frozen=True, slots=True)
class Tell:
    """One party of a chain tells another of a breach of one category of data."""

    sender: int
    recipient: int
    category: str
    role: Role
    """What the recipient is for that category."""
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """A clock that starts for a party once it knows, for one category of data."""

    party: int
    kind: ClockKind
    category: str
    role: Role
    ground: str


def tells(answers: Iterable[Answer], start: int) -> tuple[Tell, ...]:
    """Return who tells whom once ``start`` knows: each link of the chain up to who decides."""
    return tuple(tell for base in _by_category(answers).values() for tell in _upwards(base, start))


def sellers_above(edges: Iterable[Edge], start: int) -> tuple[int, ...]:
    """Return who sells to ``start``, who sells to that, and so on: the nearest first."""
    sold_by = {edge.acquirer: edge.provider for edge in edges if edge.kind == ContractKind.RESALE}
    found, node = list[int](), start
    while (seller := sold_by.get(node)) is not None and seller not in {start, *found}:
        found.append(seller)
        node = seller
    return tuple(found)


def tells_sellers(
    answers: Iterable[Answer], start: int, sellers: Sequence[int]
) -> tuple[Tell, ...]:
    """Return who tells whom from ``start`` along ``sellers``, up to the last that decides.

    Where no seller decides about a category itself, none is told of it.
    """
    known = tuple(answers)
    told = {(tell.recipient, tell.category) for tell in tells(known, start)}
    return tuple(
        tell
        for category in dict.fromkeys(answer.category for answer in known)
        for tell in _backwards(known, category, (start, *sellers))
        if (tell.recipient, category) not in told
    )


def duties(answers: Iterable[Answer], party: int) -> tuple[Duty, ...]:
    """Return the clocks that start for a party: as controller, and as telecom provider."""
    found = dict[tuple[ClockKind, str], Duty]()
    for answer in answers:
        if answer.node != party:
            continue
        for kind in _kinds(answer):
            duty = Duty(party, kind, answer.category, Role(answer.role), GROUNDS[kind])
            found.setdefault((kind, answer.category), duty)
    return tuple(found.values())


def _upwards(base: dict[int, Answer], start: int) -> Iterator[Tell]:
    node, seen = start, {start}
    while (answer := base.get(node)) and answer.role in ACTS and answer.upstream is not None:
        above = base.get(answer.upstream)
        if above is None or above.node in seen:
            return
        yield Tell(node, above.node, answer.category, Role(above.role), tuple(_why(answer, above)))
        node = above.node
        seen.add(node)


def _backwards(answers: Iterable[Answer], category: str, way: Sequence[int]) -> Iterator[Tell]:
    """Tell along the way up to the last that decides; what it decides counts for who it is."""
    roles = dict[int, Role]()
    for answer in answers:
        if answer.category == category and roles.get(answer.node) not in DECIDES:
            roles[answer.node] = Role(answer.role)
    last = max((i for i, node in enumerate(way) if i and roles.get(node) in DECIDES), default=0)
    joint = roles.get(way[last]) == Role.JOINT_CONTROLLER
    for sender, recipient in pairwise(way[: last + 1]):
        role = roles.get(recipient, Role.NOT_ASSIGNED)
        yield Tell(sender, recipient, category, role, (TELLS_JOINT if joint else TELLS_OWN,))


def _why(answer: Answer, above: Answer) -> Iterator[str]:
    yield TELLS
    network = answer.category in TELECOM_DATA and not answer.facts.provides_to_subscriber
    if network and not above.facts.holds_subscription:
        yield TELLS_PROVIDER


def _kinds(answer: Answer) -> Iterator[ClockKind]:
    if answer.role in DECIDES:
        yield ClockKind.GDPR
    provides = answer.purpose is None and answer.facts.provides_to_subscriber
    if provides and answer.category in TELECOM_DATA:
        yield ClockKind.TELECOM_FIRST


def _by_category(answers: Iterable[Answer]) -> dict[str, dict[int, Answer]]:
    found: dict[str, dict[int, Answer]] = {}
    for answer in answers:
        if answer.purpose is None:
            found.setdefault(answer.category, {})[answer.node] = answer
    return found
