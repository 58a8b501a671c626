"""Look-ups that were answered before, good for as long as their facts carry the same stamps.

Nothing is ever thrown away because something changed: the database says in the same round trip,
in one snapshot, which stamps the facts carry *now* (``roles.models.stamps``), and an answer with
other stamps is worked out anew. Whether the caller may see the chain is asked each time, too.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any
from uuid import UUID

from roles.api.quick import Facts

VOCABULARY = UUID(int=0)
BODIES_EACH = 8  # languages, features and callers of one chain
BodyKey = tuple[frozenset[str], str, str, str]


@dataclass(slots=True)
class Remembered:
    """The facts of one customer's chain on a day, and answers made of them."""

    facts: Facts
    members: str
    stamped: str
    bodies: dict[BodyKey, bytes] = field(default_factory=dict)

    def holds(self, row: tuple[Any, ...] | None) -> bool:
        """Say whether the stamps that the database gives are those of the facts."""
        return row is not None and row[0] == self.facts.stamps

    def keep(self, key: BodyKey, body: bytes) -> bytes:
        """Remember an answer; of what one chain is asked, only so much."""
        if len(self.bodies) >= BODIES_EACH:
            self.bodies.clear()
        self.bodies[key] = body
        return body


def remembered(facts: Facts) -> Remembered:
    """Return the facts with what is asked about them the next time."""
    members = sorted(party[0] for party in facts.parties)
    stamped = [*members, str(VOCABULARY)]
    return Remembered(facts, _array(members), _array(stamped))


def _array(identifiers: list[str]) -> str:
    return "{" + ",".join(identifiers) + "}"


class Memory:
    """The chains that were asked for last, by customer and day; shared by a process's threads."""

    def __init__(self, most: int = 2_048) -> None:
        self.most = most
        self._known: OrderedDict[tuple[UUID, date], Remembered] = OrderedDict()
        self._lock = Lock()

    def get(self, customer: UUID, on: date) -> Remembered | None:
        """Return what is known of a chain, which may be out of date."""
        with self._lock:
            found = self._known.get((customer, on))
            if found is not None:
                self._known.move_to_end((customer, on))
            return found

    def put(self, customer: UUID, on: date, what: Remembered) -> None:
        """Remember a chain; the one that was asked for longest ago goes."""
        with self._lock:
            self._known[customer, on] = what
            self._known.move_to_end((customer, on))
            if len(self._known) > self.most:
                self._known.popitem(last=False)

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._known.clear()


memory = Memory()
