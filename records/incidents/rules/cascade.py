"""Who tells whom of a breach, and whose clock runs: derived from roles, one category at a time.

Whoever acts for another tells the party on whose instructions it acts (GDPR Art. 33(2), 28(4)),
and so on up to who decides. Who decides notifies the authority (33(1)); so does, next to that,
who provides the service to the subscriber (Reg. 611/2013 Art. 2). A provider that has no contract
with the subscriber tells the provider that has one (Art. 5), which is the same step.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from records.incidents.choices import ClockKind
from roles.choices import Category, Role
from roles.rules.shape import Answer

DECIDES: Final = frozenset({Role.CONTROLLER, Role.JOINT_CONTROLLER})
ACTS: Final = frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR})
TELECOM_DATA: Final = frozenset({Category.TRANSMITTED, Category.TRAFFIC_BILLING})

TELLS: Final = "GDPR Art. 33(2)"
TELLS_PROVIDER: Final = "Reg. 611/2013 Art. 5"
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
