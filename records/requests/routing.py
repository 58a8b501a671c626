"""Into which parts a request falls, by the roles of the day of receipt: pure, no ORM, no clock.

GDPR Art. 12(3) and 15-22 bind the controller; Art. 28(3)(e) has processors assist it. So a part
goes to the controller of its data, and whoever received it as a processor sends it on, each to whom
it acts for, until it is there. What somebody does with data for itself is a part of its own
(Art. 28(10)), and it answers for that only where it was asked itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from records.requests.choices import Duty, PartKind
from roles.choices import Role

DECIDES: Final = frozenset({Role.CONTROLLER, Role.JOINT_CONTROLLER})
ACTS: Final = frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR})


@dataclass(frozen=True, slots=True)
class Seat:
    """One party's role for one category of data, with reasons; ``purpose``: a use of its own."""

    party: UUID
    category: str
    role: Role
    purpose: str | None = None
    depth: int | None = None
    upstream: UUID | None = None
    grounds: tuple[Any, ...] = ()
    path: tuple[UUID, ...] = ()
    model: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """What one party has to do about a part, by which seat."""

    duty: Duty
    seat: Seat


@dataclass(frozen=True, slots=True)
class Routed:
    """A part as it follows from the roles."""

    kind: PartKind
    category: str = ""
    controller: UUID | None = None
    about: UUID | None = None
    purposes: tuple[str, ...] = ()
    duties: tuple[Bound, ...] = ()

    @property
    def key(self) -> tuple[Any, ...]:
        """By what a part is the same one, also when it is derived anew."""
        return (self.kind, self.category, self.controller, self.about, self.purposes)


def parts_for(seats: Iterable[Seat], *, receiver: UUID, about: UUID) -> tuple[Routed, ...]:
    """Return the parts of a request that ``receiver`` got about somebody in the chain of ``about``.

    No order of the seats makes a difference. A receiver without a role gets no part: what others
    decide about without it is theirs to be asked.
    """
    given = sorted(seats, key=lambda seat: (seat.category, seat.depth or 0, str(seat.party)))
    found: list[Routed] = []
    for category in sorted({seat.category for seat in given}):
        here = [seat for seat in given if seat.category == category]
        found += _of_service(here, receiver)
        found += _of_its_own(here, receiver)
    return tuple(replace(part, about=about) for part in found)


def _of_service(seats: list[Seat], receiver: UUID) -> Iterator[Routed]:
    service = {seat.party: seat for seat in seats if seat.purpose is None}
    mine = service.get(receiver)
    if mine is None:
        return
    if mine.role == Role.NOT_ASSIGNED:
        if not any(seat.role in DECIDES for seat in service.values()):
            answers = Bound(Duty.ANSWER, mine)
            yield Routed(PartKind.DATA, mine.category, duties=(answers,))
        return
    way = _way(mine, service)
    if not way or way[-1].model or way[-1].role not in DECIDES:
        return
    controller = way[-1]
    yield Routed(
        PartKind.DATA,
        mine.category,
        controller.party,
        duties=(
            Bound(Duty.ANSWER, controller),
            *(Bound(Duty.FORWARD, seat) for seat in way[:-1]),
            *(
                Bound(Duty.ASSIST, seat)
                for seat in service.values()
                if seat.role in ACTS and not seat.model
            ),
        ),
    )


def _way(mine: Seat, service: dict[UUID, Seat]) -> list[Seat]:
    """Return from a seat up to whoever decides, each after the one that acts for it."""
    way: list[Seat] = []
    at: Seat | None = mine if mine.role in DECIDES | ACTS else None
    while at is not None and at not in way:
        way.append(at)
        if at.role in DECIDES:
            break
        at = service.get(at.upstream) if at.upstream else None
    return way


def _of_its_own(seats: list[Seat], receiver: UUID) -> Iterator[Routed]:
    """Return what the receiver decides about for purposes of its own, beyond the service."""
    own = [s for s in seats if s.purpose and s.party == receiver and s.role in DECIDES]
    decides = any(s.party == receiver and not s.purpose and s.role in DECIDES for s in seats)
    if own and not decides:
        purposes = tuple(sorted(str(seat.purpose) for seat in own))
        merged = replace(own[0], grounds=_once(ground for seat in own for ground in seat.grounds))
        yield Routed(
            PartKind.DATA,
            own[0].category,
            receiver,
            purposes=purposes,
            duties=(Bound(Duty.ANSWER, merged),),
        )


def _once(grounds: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(grounds))
