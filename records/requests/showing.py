"""Requests as pages show them: rows of a list, and one with its parts, clocks and grounds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.errors import RightValuesLost
from records.requests.acts import PARTS, WHOLE, Act, acts_on, acts_on_part
from records.requests.choices import Duty, PartKind, StepKind
from records.requests.clocks import FORWARD_WITHIN, Clock
from records.requests.listing import Row, row_of
from records.requests.models import RequestDuty, RequestNote, RequestPart, RequestStep, RequestTask
from records.requests.queries import (
    Readings,
    clock_of,
    known_of,
    settled,
    undone,
)
from records.requests.sealed import values_of
from records.requests.words import (
    STANDINGS,
    left_in_words,
    reasons_in_words,
)
from records.restrictions.queries import restricted_parts
from roles.models import DataCategory
from voipgrid_privacy.kernel.law import parse
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised


@dataclass(frozen=True, slots=True)
class GroundShown:
    """A rule that was applied, and where it is written."""

    sentence: Localised
    cites: str


@dataclass(frozen=True, slots=True)
class DutyShown:
    """What a party has to do about a part, whether it did, and why it is its duty."""

    duty: RequestDuty
    open: bool
    grounds: tuple[GroundShown, ...]
    hours: str


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of a request as its page shows it."""

    part: RequestPart
    title: str
    controller: str
    duties: tuple[DutyShown, ...]
    clock: Clock | None
    standing: str
    left: str
    reasons: list[tuple[str, str]]
    settled: RequestStep | None
    acts: list[tuple[str, Act]]
    answerable: bool
    restricted: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A request as its page shows it."""

    row: Row
    parts: list[PartShown]
    acts: list[tuple[str, Act]]
    notes: list[RequestNote]
    tasks: list["TaskShown"]


@dataclass(frozen=True, slots=True)
class TaskShown:
    """A task with what it says to write, by column; ``lost`` once no key opens that."""

    task: RequestTask
    values: tuple[tuple[str, str], ...] = ()
    lost: str = ""


def shown(
    request: Any, *, viewer: Viewer, parties: Collection[UUID], on: date, at: datetime
) -> Shown:
    """Return a row of ``requests`` with everything that its page tells."""
    known = known_of([request])
    names = {row.code: row.name for row in DataCategory.objects.all()}
    titles = {part.pk: part_title(part, names) for part in request.seen_parts}
    for step in request.seen_steps:
        step.part_name = titles.get(step.part_id, "")
    restricted = restricted_parts(titles)
    notes = RequestNote.objects.visible_to(viewer).filter(request=request, party__in=parties)
    tasks = RequestTask.objects.visible_to(viewer).filter(request=request, party__in=parties)
    return Shown(
        row=row_of(request, parties=parties, on=on, known=known),
        parts=[
            _part(request, part, names, parties, on, at, known, restricted)
            for part in sorted(request.seen_parts, key=lambda part: part.kind == "WITHHELD")
        ],
        acts=[(name, WHOLE[name]) for name in acts_on(request, viewer)],
        notes=list(notes),
        tasks=[_task(task) for task in tasks],
    )


def _task(task: RequestTask) -> TaskShown:
    try:
        return TaskShown(task, tuple(sorted(values_of(task).items())))
    except RightValuesLost as lost:
        return TaskShown(task, lost=lost.sentence)


def _part(  # noqa: PLR0917  one call, next to its callee
    request: Any,
    part: Any,
    names: dict[str, Any],
    parties: Collection[UUID],
    on: date,
    at: datetime,
    known: Readings,
    restricted: Collection[UUID],
) -> PartShown:
    part.request = request
    ends = settled(request.seen_steps, part.pk)
    secret = part.kind == "WITHHELD"
    clock = None if secret else clock_of(part, on=on, steps=request.seen_steps, known=known)
    return PartShown(
        part=part,
        title=part_title(part, names),
        controller=str(part.controller or ""),
        duties=tuple(_duty(duty, request, at) for duty in part.seen_duties),
        clock=clock,
        standing=str(STANDINGS[clock.standing]) if clock else "",
        left=left_in_words(clock, on) if clock and not ends else "",
        reasons=reasons_in_words(clock) if clock else [],
        settled=ends,
        acts=[(name, PARTS[name]) for name in acts_on_part(request, part, parties)],
        answerable=part.kind == PartKind.DATA
        and any(
            duty.party_id in parties and duty.reached_at and duty.duty != Duty.WITHHOLD
            for duty in part.seen_duties
        ),
        restricted=part.pk in restricted,
    )


def part_title(part: RequestPart, names: dict[str, Any]) -> str:
    """Return what a part is about."""
    if not part.category:
        return str(part.get_kind_display())
    name = str(names.get(part.category, part.category))
    if part.purposes:
        return _("%(data)s: what the controller does with it for itself") % {"data": name}
    return name


def _duty(duty: RequestDuty, request: Any, at: datetime) -> DutyShown:
    grounds = tuple(
        GroundShown(
            Localised(**given["sentence"]),
            "; ".join(_cite(cite) for cite in given["cites"]),
        )
        for given in duty.grounds
    )
    open_ = bool(duty.reached_at) and undone(duty, request.seen_steps)
    return DutyShown(duty, open_, grounds, _hours(duty, request, at))


def _cite(text: str) -> str:
    cite = parse(text)
    return str(Localised(nl=cite.in_dutch, en=str(cite)))


def _hours(duty: RequestDuty, request: Any, at: datetime) -> str:
    """Return in how many hours it was forwarded since receipt, or for how many it has been here."""
    if duty.duty != Duty.FORWARD:
        return ""
    sent = [
        step.entered_at
        for step in request.seen_steps
        if step.part_id == duty.part_id
        and step.party_id == duty.party_id
        and step.kind == StepKind.FORWARDED
    ]
    if not sent and not duty.reached_at:
        return ""
    since = request.received_at
    hours = int(((sent[0] if sent else at) - since).total_seconds() // 3_600)
    if sent:
        return ngettext(
            "Forwarded %(hours)s hour after receipt.",
            "Forwarded %(hours)s hours after receipt.",
            hours,
        ) % {"hours": hours}
    most = int(FORWARD_WITHIN.total_seconds() // 3_600)
    return ngettext(
        "Received %(hours)s hour ago, not forwarded yet. Our own measure is %(most)s hours; the law"
        " says that a processor assists, and names no hours.",
        "Received %(hours)s hours ago, not forwarded yet. Our own measure is %(most)s hours; the"
        " law says that a processor assists, and names no hours.",
        hours,
    ) % {"hours": hours, "most": most}
