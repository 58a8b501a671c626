"""Requests as pages show them: rows of a list, and one with its parts, clocks and grounds."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.requests.acts import PARTS, WHOLE, Act, acts_on, acts_on_part
from records.requests.calendar import Deadline
from records.requests.choices import Duty, PartKind, RequestState, StepKind
from records.requests.clocks import FORWARD_WITHIN, Clock, Standing
from records.requests.models import RequestDuty, RequestNote, RequestPart, RequestStep, RequestTask
from records.requests.queries import (
    Readings,
    Running,
    clock_of,
    going,
    known_of,
    running,
    settled,
    state_of,
    todo,
    undone,
)
from records.requests.words import (
    STANDINGS,
    day,
    left_in_words,
    reasons_in_words,
    rights_in_words,
)
from roles.models import DataCategory
from voipgrid_privacy.kernel.law import parse
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import Localised

MOST_OPEN: Final = 2_000
"""How many open requests a list looks through: clocks are computed, not kept."""
URGENT: Final = frozenset({Standing.DUE_SOON, Standing.OVERDUE})
FILTERS: Final = (
    ("open", gettext_lazy("Open")),
    ("soon", gettext_lazy("Due this week")),
    ("late", gettext_lazy("Overdue")),
    ("waiting", gettext_lazy("Waits for others")),
    ("done", gettext_lazy("Handled")),
)
DONE: Final = frozenset({RequestState.DONE, RequestState.CLOSED, RequestState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Row:
    """A request in a list."""

    request: Any
    state: RequestState
    rights: str
    about: str
    running: Running | None
    left: str
    percent: int
    standing: str
    todo: tuple[RequestDuty, ...]

    @property
    def due_on(self) -> date | None:
        """The day that comes first."""
        return self.running.clock.due_on if self.running else None

    @property
    def urgent(self) -> bool:
        """Whether it is due soon or over."""
        return self.running is not None and self.running.clock.standing in URGENT


def rows(*, viewer: Viewer, parties: Collection[UUID], on: date) -> list[Row]:
    """Return the requests that are not over, the one that is due first first."""
    found = list(going(viewer=viewer).order_by("received_at", "pk")[:MOST_OPEN])
    known = known_of(found)
    made = [row_of(each, parties=parties, on=on, known=known) for each in found]
    return sorted(made, key=lambda row: (row.state in DONE, row.due_on or date.max))


def to_do(*, viewer: Viewer, parties: Collection[UUID], on: date) -> list[Row]:
    """Return the requests in which some parties have something to do, the first due first."""
    return [row for row in rows(viewer=viewer, parties=parties, on=on) if row.todo]


def narrowed(found: Iterable[Row], asked: str) -> list[Row]:
    """Return the rows of a filter."""
    wanted = TESTS.get(asked, TESTS["open"])
    return [row for row in found if wanted(row)]


def _late(row: Row) -> bool:
    return row.running is not None and row.running.clock.standing == Standing.OVERDUE


TESTS: Final[dict[str, Callable[[Row], bool]]] = {
    "open": lambda row: row.state not in DONE,
    "soon": lambda row: row.urgent and row.state not in DONE,
    "late": _late,
    "waiting": lambda row: row.state == RequestState.WAITING,
    "done": lambda row: row.state in DONE,
}


def row_of(request: Any, *, parties: Collection[UUID], on: date, known: Readings) -> Row:
    """Return a row of ``requests`` as a list shows it."""
    first = running(request, on=on, known=known)
    clock = first.clock if first else None
    about = {str(p.about) for p in request.seen_parts if p.about_id and p.kind != "WITHHELD"}
    return Row(
        request=request,
        state=state_of(request, parties),
        rights=rights_in_words(request.rights),
        about=", ".join(sorted(about)),
        running=first,
        left=left_in_words(clock, on) if clock else "",
        percent=_percent(clock, on) if clock else 0,
        standing=clock.standing.value if clock else "",
        todo=tuple(todo(request, parties)),
    )


def _percent(clock: Clock, on: date) -> int:
    """Return how much of the time is left, of a hundred."""
    if clock.due_on is None:
        return 100
    whole = max((clock.due_on - clock.received_on).days, 1)
    return max(0, min(100, (clock.due_on - on).days * 100 // whole))


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


@dataclass(frozen=True, slots=True)
class Shown:
    """A request as its page shows it."""

    row: Row
    parts: list[PartShown]
    acts: list[tuple[str, Act]]
    notes: list[RequestNote]
    tasks: list[RequestTask]


def shown(
    request: Any, *, viewer: Viewer, parties: Collection[UUID], on: date, at: datetime
) -> Shown:
    """Return a row of ``requests`` with everything that its page tells."""
    known = known_of([request])
    names = {row.code: row.name for row in DataCategory.objects.all()}
    titles = {part.pk: part_title(part, names) for part in request.seen_parts}
    for step in request.seen_steps:
        step.part_name = titles.get(step.part_id, "")
    notes = RequestNote.objects.visible_to(viewer).filter(request=request, party__in=parties)
    tasks = RequestTask.objects.visible_to(viewer).filter(request=request, party__in=parties)
    return Shown(
        row=row_of(request, parties=parties, on=on, known=known),
        parts=[
            _part(request, part, names, parties, on, at, known)
            for part in sorted(request.seen_parts, key=lambda part: part.kind == "WITHHELD")
        ],
        acts=[(name, WHOLE[name]) for name in acts_on(request, viewer)],
        notes=list(notes),
        tasks=list(tasks),
    )


def _part(  # noqa: PLR0917  one call, next to its callee
    request: Any,
    part: Any,
    names: dict[str, Any],
    parties: Collection[UUID],
    on: date,
    at: datetime,
    known: Readings,
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
    hours = {"hours": int(((sent[0] if sent else at) - since).total_seconds() // 3_600)}
    if sent:
        return _("Forwarded %(hours)s hours after receipt.") % hours
    most = int(FORWARD_WITHIN.total_seconds() // 3_600)
    return _(
        "Received %(hours)s hours ago, not forwarded yet. Our own measure is %(most)s hours; the"
        " law says: without undue delay."
    ) % {**hours, "most": most}


def deadlines(found: Iterable[Row]) -> list[Deadline]:
    """Return the days of rows for a calendar: references, nothing about a person."""
    return [
        Deadline(
            pk=row.request.pk,
            on=row.due_on,
            summary=_("%(reference)s: answer by today") % {"reference": row.request.reference},
            description="\n".join(
                f"{said} ({cites})" for said, cites in reasons_in_words(row.running.clock)
            ),
        )
        for row in found
        if row.due_on is not None and row.running is not None and row.state not in DONE
    ]


def due_in_words(row: Row) -> str:
    """Return the day that comes first."""
    return day(row.due_on) if row.due_on else ""
