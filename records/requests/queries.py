"""Requests as a viewer sees them: their parts, their clocks, and how far they are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from records.requests.choices import (
    ENDS,
    SETTLES,
    Duty,
    Reading,
    RequestState,
    StepKind,
)
from records.requests.clocks import Clock, Happened, Standing, Wait, clock
from records.requests.models import (
    RequestDuty,
    RequestPart,
    RequestPractice,
    RequestStep,
    SubjectRequest,
)
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.legal_days import NETHERLANDS
from voipgrid_privacy.kernel.tenancy import Viewer

IDENTITY = (StepKind.IDENTITY_ASKED, StepKind.IDENTITY_CONFIRMED, StepKind.IDENTITY_FAILED)
CLARIFICATION = (StepKind.CLARIFICATION_ASKED, StepKind.CLARIFICATION_GIVEN)
OVER = (*ENDS, StepKind.REOPENED)


def requests(*, viewer: Viewer) -> QuerySet[SubjectRequest]:
    """Return the requests that the viewer may see, with their parts, duties and steps at hand."""
    duties = RequestDuty.objects.visible_to(viewer).select_related("party", "upstream")
    parts = RequestPart.objects.visible_to(viewer).standing().select_related("controller", "about")
    steps = RequestStep.objects.visible_to(viewer).select_related("party", "other")
    at_hand: list[Any] = [
        Prefetch("parts", parts, to_attr="seen_parts"),
        Prefetch("seen_parts__duties", duties, to_attr="seen_duties"),
        Prefetch("steps", steps.order_by("number"), to_attr="seen_steps"),
    ]
    rows = SubjectRequest.objects.visible_to(viewer).select_related("received_by")
    return rows.prefetch_related(*at_hand)


def slim(rows: QuerySet[Any], viewer: Viewer) -> QuerySet[Any]:
    """Return rows of ``requests`` with no more at hand than clocks and states are found by."""
    duties = RequestDuty.objects.visible_to(viewer).only("part", "party", "duty", "reached_at")
    parts = RequestPart.objects.visible_to(viewer).standing().select_related("controller")
    steps = RequestStep.objects.visible_to(viewer)
    steps = steps.only("request", "number", "kind", "part", "party", "other", "said_on")
    at_hand: list[Any] = [
        Prefetch("parts", parts, to_attr="seen_parts"),
        Prefetch("seen_parts__duties", duties, to_attr="seen_duties"),
        Prefetch("steps", steps.order_by("number"), to_attr="seen_steps"),
    ]
    return rows.prefetch_related(None).prefetch_related(*at_hand)


def going(*, viewer: Viewer) -> QuerySet[Any]:
    """Return the rows of ``requests`` that are not over: not closed or withdrawn, or reopened."""
    return _with_end(viewer).filter(Q(end=None) | ~Q(end__in=ENDS))


def over(*, viewer: Viewer) -> QuerySet[Any]:
    """Return the rows of ``requests`` that were closed or withdrawn, newest first."""
    return _with_end(viewer).filter(end__in=ENDS).order_by("-received_at", "pk")


def _with_end(viewer: Viewer) -> QuerySet[Any]:
    last = RequestStep.objects.filter(request=OuterRef("pk"), kind__in=OVER).order_by("-number")
    return requests(viewer=viewer).annotate(end=Subquery(last.values("kind")[:1]))


def the_request(*, viewer: Viewer, pk: UUID) -> SubjectRequest:
    """Return one request; raises NotFound."""
    row = requests(viewer=viewer).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def perspective(viewer: Viewer) -> frozenset[UUID]:
    """Return for whom the viewer looks: its own parties, and officers for the platform."""
    if viewer.parties:
        return viewer.parties
    platforms = Party.objects.filter(kind=PartyKind.PLATFORM).values_list("pk", flat=True)
    return frozenset(platforms) if viewer.sees_everything else frozenset()


@dataclass(frozen=True, slots=True)
class Readings:
    """How each controller counts, and by which calendar."""

    by_party: dict[UUID, Reading]

    def of(self, party: Party | None) -> Reading:
        """Return the reading of a party; the earlier where it chose none."""
        return self.by_party.get(party.pk, Reading.STRICT) if party else Reading.STRICT


def readings(parties: Iterable[UUID]) -> Readings:
    """Return the readings of some parties; what a session does not see counts as the earlier."""
    rows = RequestPractice.objects.filter(party__in=list(parties))
    return Readings({row.party_id: Reading(row.reading) for row in rows})


def known_of(rows: Iterable[Any]) -> Readings:
    """Return the readings by which the clocks of rows of ``requests`` run."""
    found = list(rows)
    parties = {part.controller_id for row in found for part in row.seen_parts}
    return readings((parties | {row.received_by_id for row in found}) - {None})


def clock_of(
    part: RequestPart,
    *,
    on: date,
    steps: Iterable[RequestStep] | None = None,
    known: Readings | None = None,
) -> Clock:
    """Return the clock of a part: its controller's reading and calendar, the request's steps."""
    request = part.request
    given = list(steps if steps is not None else request.steps.order_by("number"))
    controller = part.controller or request.received_by
    known = known or readings([controller.pk])
    if request.received_on is None:
        raise NotFound
    return clock(
        received_on=request.received_on,
        on=on,
        happened=happened(given, part.pk, {controller.pk, request.received_by_id}),
        reading=known.of(controller),
        country=controller.country or NETHERLANDS,
    )


def happened(steps: Iterable[RequestStep], part: UUID, askers: Collection[UUID]) -> Happened:
    """Return what of the steps bears on the clock of a part.

    Whether identity was asked counts as its controller or the receiver says it, no other party.
    """
    waits: list[Wait] = []
    extended = settled = None
    for step in steps:
        if step.kind in IDENTITY:
            waits = _waits(waits, step) if step.party_id in askers else waits
        elif step.kind == StepKind.REOPENED:
            settled = None
        elif step.part_id == part:
            extended = step.said_on if step.kind == StepKind.EXTENDED else extended
            settled = step.said_on if step.kind in SETTLES else settled
    return Happened(tuple(waits), extended, settled)


def _waits(waits: list[Wait], step: RequestStep) -> list[Wait]:
    """Return the questions with one step more; who asks again while it waits, asks nothing new."""
    waiting = bool(waits) and waits[-1].ended_on is None
    if step.kind == StepKind.IDENTITY_ASKED:
        return waits if waiting else [*waits, Wait(step.said_on)]
    return [*waits[:-1], Wait(waits[-1].asked_on, step.said_on)] if waiting else waits


def undone(duty: RequestDuty, steps: Iterable[RequestStep]) -> bool:
    """Say whether a party still has something to do about a part, by the steps so far."""
    about = [step for step in steps if step.part_id == duty.part_id]
    own = [step for step in about if step.party_id == duty.party_id]
    if settled(steps, duty.part_id) or duty.duty == Duty.WITHHOLD:
        return False
    if duty.duty == Duty.FORWARD:
        return not any(step.kind == StepKind.FORWARDED for step in own)
    if duty.duty == Duty.ASSIST:
        asked = [
            s.number
            for s in about
            if s.kind == StepKind.ASSIST_ASKED and s.other_id == duty.party_id
        ]
        given = [s.number for s in own if s.kind == StepKind.ASSISTED]
        return bool(asked) and max(given, default=0) < max(asked)
    return True


def settled(steps: Iterable[RequestStep], part: UUID) -> RequestStep | None:
    """Return the step by which a part was answered or refused, unless it was reopened since."""
    found = None
    for step in steps:
        if step.kind == StepKind.REOPENED:
            found = None
        elif step.part_id == part and step.kind in SETTLES:
            found = step
    return found


def last_of(steps: Iterable[RequestStep], kinds: Collection[str]) -> str | None:
    """Return the kind of the last step among some kinds."""
    found = [step.kind for step in steps if step.kind in kinds]
    return found[-1] if found else None


def state_of(request: Any, parties: Collection[UUID]) -> RequestState:
    """Return how far a row of ``requests`` is for some parties."""
    steps: list[RequestStep] = request.seen_steps
    over = last_of(steps, OVER)
    if over in ENDS:
        return RequestState.CLOSED if over == StepKind.CLOSED else RequestState.WITHDRAWN
    told = [part for part in request.seen_parts if part.kind != "WITHHELD"]
    if told and all(settled(steps, part.pk) for part in told):
        return RequestState.DONE
    if last_of(steps, IDENTITY) == StepKind.IDENTITY_ASKED:
        return RequestState.IDENTITY
    if last_of(steps, CLARIFICATION) == StepKind.CLARIFICATION_ASKED:
        return RequestState.CLARIFICATION
    if not any(todo(request, parties)):
        return RequestState.WAITING
    new = all(step.kind == StepKind.PLACED for step in steps)
    return RequestState.NEW if new else RequestState.OPEN


def todo(request: Any, parties: Collection[UUID]) -> list[RequestDuty]:
    """Return what some parties still have to do about a row of ``requests``, in order of parts."""
    if last_of(request.seen_steps, OVER) in ENDS:
        return []
    return [
        duty
        for part in request.seen_parts
        for duty in part.seen_duties
        if duty.party_id in parties and duty.reached_at and undone(duty, request.seen_steps)
    ]


@dataclass(frozen=True, slots=True)
class Running:
    """The clock that matters first among the parts of a request that are not settled."""

    part: RequestPart
    clock: Clock


def running(request: Any, *, on: date, known: Readings) -> Running | None:
    """Return the clock that ends first; None when everything told was settled or it is over."""
    if last_of(request.seen_steps, OVER) in ENDS:
        return None
    found = []
    for part in request.seen_parts:
        if part.kind == "WITHHELD" or settled(request.seen_steps, part.pk):
            continue
        part.request = request
        found.append(Running(part, clock_of(part, on=on, steps=request.seen_steps, known=known)))
    return min(found, key=lambda each: each.clock.due_on or date.max, default=None)


def overdue(running: Running | None) -> bool:
    """Say whether the clock that matters first is over."""
    return running is not None and running.clock.standing == Standing.OVERDUE
