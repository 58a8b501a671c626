"""A request as whoever made it may see it: how far, by when and why, and what was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from records.intake.models import RequestErasure
from records.intake.queries import Thread, thread_of
from records.intake.services.threading import Standing, standing_of
from records.recipients.choices import LEADS_TO
from records.requests.choices import RequestState, Right, StepKind
from records.requests.clocks import Clock
from records.requests.models import RequestStep, SubjectRequest
from records.requests.queries import readings, requests, running, settled, state_of
from records.restrictions.models import Restriction
from roles.models import DataCategory
from voipgrid_privacy.kernel.tenancy import SYSTEM

TOLD = (StepKind.IDENTITY_ASKED, StepKind.CLARIFICATION_ASKED)
"""Steps whose words are meant for whoever asks."""


@dataclass(frozen=True, slots=True)
class Decided:
    """That a controller takes longer, or refuses, with its reasons (GDPR Art. 12(3), 12(4)).

    ``data`` names which data it is about.
    """

    step: RequestStep
    data: str

    @property
    def refused(self) -> bool:
        """Whether it was refused, so that complaint and court are named (GDPR Art. 12(4))."""
        return self.step.kind == StepKind.REFUSED


@dataclass(frozen=True, slots=True)
class Restricted:
    """Which data a controller keeps, and does nothing else with (GDPR Art. 18)."""

    row: Restriction
    data: str


@dataclass(frozen=True, slots=True)
class Followed:
    """What is told to whoever made a request: nothing of others, or of what law keeps secret."""

    state: RequestState
    rights: tuple[Right, ...]
    clock: Clock | None
    asked: tuple[RequestStep, ...]
    decided: tuple[Decided, ...]
    restricted: tuple[Restricted, ...]
    thread: Thread
    standing: Standing
    erased: bool
    changes: bool


def followed(request: SubjectRequest, *, on: date) -> Followed:
    """Return a request as whoever made it sees it."""
    row: Any = requests(viewer=SYSTEM).get(pk=request.pk)
    row.seen_parts = [part for part in row.seen_parts if part.kind != "WITHHELD"]
    parties = {duty.party_id for part in row.seen_parts for duty in part.seen_duties}
    controllers = {part.controller_id or row.received_by_id for part in row.seen_parts}
    first = running(row, on=on, known=readings(controllers))
    return Followed(
        state=state_of(row, parties),
        rights=tuple(map(Right, row.rights)),
        clock=first.clock if first else None,
        asked=tuple(step for step in row.seen_steps if step.kind in TOLD and step.text),
        decided=tuple(_decided(row)),
        restricted=tuple(_restricted(row)),
        thread=thread_of(request),
        standing=standing_of(request),
        erased=RequestErasure.objects.filter(request=request).exists(),
        changes=any(right in LEADS_TO for right in row.rights),
    )


def _restricted(row: Any) -> Iterator[Restricted]:
    names = {each.code: str(each.name) for each in DataCategory.objects.all()}
    parts = {part.pk: names.get(part.category, "") for part in row.seen_parts}
    found = Restriction.objects.filter(part__in=parts).select_related("party")
    for each in found.order_by("said_on", "pk"):
        yield Restricted(each, parts[each.part_id])


def _decided(row: Any) -> Iterator[Decided]:
    """Yield extensions, and refusals that stand, of the parts that are told."""
    names = {each.code: str(each.name) for each in DataCategory.objects.all()}
    parts = {part.pk: names.get(part.category, "") for part in row.seen_parts}
    for step in row.seen_steps:
        stands = step.kind == StepKind.EXTENDED or (
            step.kind == StepKind.REFUSED and settled(row.seen_steps, step.part_id) == step
        )
        if stands and step.text and step.part_id in parts:
            yield Decided(step, parts[step.part_id])
