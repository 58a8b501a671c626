"""What a restriction keeps as it is: rows by the person's number, and rows that were found.

It does so by holds: the engine knows those in every run, in its own store and elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from records.answers.choices import Searched
from records.answers.identifiers import Kind
from records.answers.keeping import given_by, whose
from records.answers.reviewing import groups_of, last_search
from records.holds import lock
from records.holds.models import LegalHold
from records.requests.models import RequestPart
from records.restrictions.models import Restriction
from roles.models import DataCategory
from voipgrid_privacy.kernel.tenancy import SYSTEM

LIFTED: Final = "GDPR Art. 18(3)"
"""Why a hold of a restriction ended."""
Place = tuple[UUID, UUID | None]


@dataclass(frozen=True, slots=True)
class Covered:
    """What holds of restrictions keep of a part: by how many numbers, and how many found rows."""

    numbers: int = 0
    rows: int = 0
    places: tuple[str, ...] = field(default=())

    @property
    def nothing(self) -> bool:
        """Whether no registered store keeps anything for it: then it is kept to by hand."""
        return not (self.numbers or self.rows)


def cover(part: RequestPart, at: datetime) -> None:
    """Let the restrictions in force of a part hold what is known to be the person's now.

    As the application, within a use case that judged who asks. What was found and is not decided
    yet is held too; what was left out, as somebody else's, is not. Where a place could not be
    searched what was held there stays held.
    """
    for restriction in Restriction.objects.in_force().filter(part=part).order_by("pk"):
        missing, over = _difference(restriction, part)
        if missing or over:
            lock.alone()
            revision = lock.epoch() + 1
            for hold in missing:
                hold.revision = revision
                hold.save(force_insert=True)
            _release(over, revision, at)


def uncover(restriction: Restriction, at: datetime) -> None:
    """Release the holds of a restriction; by whom they found the person is not needed any more."""
    lock.alone()
    held = list(LegalHold.objects.active().filter(restriction=restriction))
    _release(held, lock.epoch() + 1, at)
    LegalHold.objects.filter(restriction=restriction).update(number="", keys=None)


def covered(part: RequestPart) -> Covered:
    """Return what the restrictions in force of a part keep as it is."""
    holds = LegalHold.objects.active().filter(restriction__part=part)
    numbers = {hold.number for hold in holds if hold.number}
    found: dict[str, set[int]] = {}
    for hold in holds.select_related("store", "table"):
        if hold.keys is not None:
            where = f"{hold.store}: {hold.table.name}" if hold.table else str(hold.store)
            found.setdefault(where, set()).update(hold.keys)
    return Covered(len(numbers), sum(map(len, found.values())), tuple(sorted(found)))


def _difference(
    restriction: Restriction, part: RequestPart
) -> tuple[list[LegalHold], list[LegalHold]]:
    """Return the holds that are missing, and those that reach too far."""
    held = list(LegalHold.objects.active().filter(restriction=restriction))
    known = {hold.number for hold in held}
    missing = [
        _hold(restriction, part, number=number) for number in _numbers(part) if number not in known
    ]
    over = []
    for place, keys in _found(part).items():
        there = [h for h in held if h.keys is not None and (h.store_id, h.table_id) == place]
        if {key for hold in there for key in hold.keys or ()} != keys:
            over += there
            more = {"store_id": place[0], "table_id": place[1], "keys": sorted(keys)}
            missing += [_hold(restriction, part, **more)] if keys else []
    return missing, over


def _hold(restriction: Restriction, part: RequestPart, **reach: object) -> LegalHold:
    whom = whose(part)
    customer, seller = (whom.customer, whom.partner) if whom else (None, None)
    return LegalHold(
        case=f"{part.request.reference} (GDPR Art. 18)",
        reason=str(restriction.get_ground_display()),
        restriction=restriction,
        category=DataCategory.objects.filter(code=part.category).first(),
        party_id=customer,
        seller_id=seller,
        **reach,
    )


def _numbers(part: RequestPart) -> Iterator[str]:
    """Yield the telephone numbers of the person, once there is somebody whose rows they are in."""
    if whose(part) is not None:
        yield from (each.value for each in given_by(part) if each.kind == Kind.PHONE)


def _found(part: RequestPart) -> dict[Place, set[int]]:
    search = last_search(SYSTEM, part)
    found: dict[Place, set[int]] = {}
    for group, choice in groups_of(SYSTEM, search) if search else ():
        if group.outcome == Searched.FOUND:
            keys = found.setdefault((group.store_id, group.table_id), set())
            keys.update(group.keys if choice is None or choice.included else ())
    return found


def _release(holds: list[LegalHold], revision: int, at: datetime) -> None:
    rows = LegalHold.objects.filter(pk__in=[hold.pk for hold in holds])
    rows.update(released_at=at, release_reason=LIFTED, revision=revision)
