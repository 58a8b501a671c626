"""What is still to be done about requests, by whom, and from when it is soon, or too late."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from records.requests.choices import Duty, PartKind, StepKind
from records.requests.clocks import FORWARD_WITHIN, SOON, Clock, forward_before
from records.requests.models import RequestDuty, RequestPart, RequestStep
from records.requests.queries import (
    IDENTITY,
    Readings,
    clock_of,
    last_of,
    settled,
    todo,
)
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.legal_days import AMSTERDAM, ONE_DAY

SOONEST: Final = timedelta(days=20)
"""No month is over, less the week before its end, in fewer days than this."""
ACCOUNTS: Final = frozenset({PartyKind.PLATFORM, PartyKind.PARTNER, PartyKind.RESELLER})
FORWARD_LEAD: Final = timedelta(hours=24)


class What(Enum):
    """Which of its clocks a party is told of."""

    ANSWER = "ANSWER"
    FORWARD = "FORWARD"


@dataclass(frozen=True, slots=True)
class Due:
    """Something that ``party`` must do: from ``soon_at`` it is soon, from ``over_at`` too late.

    ``party`` has an account; it may act for the customer whose duty it is.
    """

    what: What
    part: RequestPart
    duty: RequestDuty
    party: Party
    soon_at: datetime
    over_at: datetime
    due_on: date | None = None

    def over(self, at: datetime) -> bool:
        """Say whether it is too late."""
        return at >= self.over_at

    def reached(self, at: datetime) -> datetime | None:
        """Return which of its two moments is past, the last one; None before the first."""
        past = [moment for moment in (self.soon_at, self.over_at) if moment <= at]
        arrived = self.duty.reached_at
        return max(past[-1], arrived) if past and arrived else None


def perhaps_due(on: date) -> Q:
    """Select what can be due, or soon, on a day; who forwards has hours, not days."""
    sent = RequestStep.objects.filter(
        part=OuterRef("part"), party=OuterRef("party"), kind=StepKind.FORWARDED
    )
    waits = RequestDuty.objects.filter(
        ~Exists(sent),
        part__request=OuterRef("pk"),
        part__dropped_at=None,
        duty=Duty.FORWARD,
        reached_at__isnull=False,
    )
    return Q(received_on__lte=on - SOONEST) | Q(Exists(waits))


def dues(row: Any, *, on: date, known: Readings) -> Iterator[Due]:
    """Return what is to be done about a row of ``requests``, each by a party with an account."""
    for duty in todo(row, _everybody(row)):
        part = next(each for each in row.seen_parts if each.pk == duty.part_id)
        party = acting(part, duty)
        if party is None or part.kind == PartKind.WITHHELD:
            continue
        part.request = row
        clock = clock_of(part, on=on, steps=row.seen_steps, known=known)
        yield from _answer(part, duty, party, clock)
        if duty.duty == Duty.FORWARD:
            yield _forward(part, duty, party)


def acting(part: Any, duty: RequestDuty) -> Party | None:
    """Return who does it: a customer has no account, so whoever forwards to it does."""
    if duty.party.kind in ACCOUNTS:
        return duty.party
    ways = (
        d for d in part.seen_duties if d.duty == Duty.FORWARD and d.upstream_id == duty.party_id
    )
    return next((each.party for each in ways), None)


def awaited_since(row: Any) -> date | None:
    """Return since when proof of identity is awaited; None where it is not."""
    if last_of(row.seen_steps, IDENTITY) != StepKind.IDENTITY_ASKED:
        return None
    asked = None
    for step in row.seen_steps:
        if step.kind == StepKind.IDENTITY_ASKED:
            asked = asked or step.said_on
        elif step.kind in IDENTITY:
            asked = None
    return asked


def unanswered(row: Any) -> list[Any]:
    """Return the parts of a row of ``requests`` that nobody answered or refused."""
    told = (part for part in row.seen_parts if part.kind != PartKind.WITHHELD)
    return [part for part in told if not settled(row.seen_steps, part.pk)]


def _everybody(row: Any) -> set[Any]:
    return {duty.party_id for part in row.seen_parts for duty in part.seen_duties}


def _answer(part: RequestPart, duty: RequestDuty, party: Party, clock: Clock) -> Iterable[Due]:
    if clock.due_on is None:
        return ()  # it stands still
    soon, over = _start(clock.due_on - SOON), _start(clock.due_on + ONE_DAY)
    return (Due(What.ANSWER, part, duty, party, soon, over, clock.due_on),)


def _forward(part: RequestPart, duty: RequestDuty, party: Party) -> Due:
    over = forward_until(part, duty)
    return Due(What.FORWARD, part, duty, party, over - FORWARD_LEAD, over)


def forward_until(part: RequestPart, duty: RequestDuty) -> datetime:
    """Return until when a party sends a part on: from receipt, or since it reached the party."""
    request = part.request
    if duty.party_id == request.received_by_id or duty.reached_at is None:
        return forward_before(request.received_at)
    return duty.reached_at + FORWARD_WITHIN


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=AMSTERDAM)
