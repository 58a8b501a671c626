"""A request as whoever made it may see it: how far, by when and why, and what was written."""

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
from records.requests.queries import readings, requests, running, state_of
from voipgrid_privacy.kernel.tenancy import SYSTEM

TOLD = (StepKind.IDENTITY_ASKED, StepKind.CLARIFICATION_ASKED)
"""Steps whose words are meant for whoever asks."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What is told to whoever made a request: nothing of others, or of what law keeps secret."""

    state: RequestState
    rights: tuple[Right, ...]
    clock: Clock | None
    asked: tuple[RequestStep, ...]
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
        thread=thread_of(request),
        standing=standing_of(request),
        erased=RequestErasure.objects.filter(request=request).exists(),
        changes=any(right in LEADS_TO for right in row.rights),
    )
