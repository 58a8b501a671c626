"""Requests in lists: which there are, how they stand, the one that is due first first.

Days are computed and not kept, so a list looks at all that are open: at what their clocks need
and nothing else, some hundreds at a time. Whole rows are read for the page that is shown alone.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.requests.calendar import Deadline
from records.requests.choices import RequestState
from records.requests.clocks import Clock, Standing
from records.requests.models import RequestDuty
from records.requests.queries import (
    Readings,
    Running,
    going,
    known_of,
    over,
    requests,
    running,
    slim,
    state_of,
    todo,
)
from records.requests.words import left_in_words, reasons_in_words, rights_in_words
from voipgrid_privacy.kernel.tenancy import Viewer

AT_A_TIME: Final = 500
PER_PAGE: Final = 50
URGENT: Final = frozenset({Standing.DUE_SOON, Standing.OVERDUE})
FILTERS: Final = (
    ("open", gettext_lazy("Open")),
    ("soon", gettext_lazy("Due this week")),
    ("late", gettext_lazy("Overdue")),
    ("waiting", gettext_lazy("Waits for others")),
    ("done", gettext_lazy("Handled")),
)
ENDED: Final = frozenset({RequestState.CLOSED, RequestState.WITHDRAWN})
DONE: Final = ENDED | {RequestState.DONE}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request stands in a list: what it is found and sorted by."""

    pk: UUID
    state: RequestState
    standing: Standing | None
    due_on: date | None
    to_do: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """The page of a list that was asked for, and how many each filter has."""

    page: "Page[Any]"
    filters: list[tuple[str, str, int]]


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


def listed(
    *, viewer: Viewer, parties: Collection[UUID], on: date, asked: str, number: Any = None
) -> Listed:
    """Return a page of the requests of a filter, and how many there are of each."""
    found = places(viewer=viewer, parties=parties, on=on)
    ended = over(viewer=viewer)
    counts = {name: len(narrowed(found, name)) for name, _label in FILTERS}
    counts["done"] += ended.count()
    wanted = [place.pk for place in narrowed(found, asked)]
    if asked == "done":
        wanted += ended.values_list("pk", flat=True)
    page: Any = Paginator(wanted, PER_PAGE).get_page(number)
    page.object_list = rows_of(page.object_list, viewer=viewer, parties=parties, on=on)
    return Listed(page, [(name, str(label), counts[name]) for name, label in FILTERS])


def places(*, viewer: Viewer, parties: Collection[UUID], on: date) -> list[Place]:
    """Return where all requests that are not over stand, the one that is due first first."""
    return _in_order(_each(slim(going(viewer=viewer), viewer), parties, on))


def _in_order(found: Iterable[Place]) -> list[Place]:
    return sorted(found, key=lambda place: (place.state in DONE, place.due_on or date.max))


def in_state(
    *, viewer: Viewer, parties: Collection[UUID], on: date, state: RequestState
) -> list[UUID]:
    """Return which requests are this far, for some parties."""
    rows = over(viewer=viewer) if state in ENDED else going(viewer=viewer)
    return [place.pk for place in _each(slim(rows, viewer), parties, on) if place.state == state]


def _each(rows: QuerySet[Any], parties: Collection[UUID], on: date) -> Iterator[Place]:
    """Yield where each of the rows stands, looked up some hundreds at a time."""
    chunk: list[Any] = []
    for row in rows.order_by("received_at", "pk").iterator(chunk_size=AT_A_TIME):
        chunk.append(row)
        if len(chunk) == AT_A_TIME:
            yield from _places(chunk, parties, on)
            chunk = []
    yield from _places(chunk, parties, on)


def _places(chunk: list[Any], parties: Collection[UUID], on: date) -> list[Place]:
    known = known_of(chunk) if chunk else Readings({})
    return [_place(row, parties, on, known) for row in chunk]


def _place(row: Any, parties: Collection[UUID], on: date, known: Readings) -> Place:
    first = running(row, on=on, known=known)
    return Place(
        pk=row.pk,
        state=state_of(row, parties),
        standing=first.clock.standing if first else None,
        due_on=first.clock.due_on if first else None,
        to_do=bool(todo(row, parties)),
    )


def rows_of(
    pks: Sequence[UUID], *, viewer: Viewer, parties: Collection[UUID], on: date
) -> list[Row]:
    """Return these requests as lists show them, in this order."""
    found: QuerySet[Any] = requests(viewer=viewer).filter(pk__in=list(pks))
    by_pk = {row.pk: row for row in found}
    known = known_of(by_pk.values())
    return [row_of(by_pk[pk], parties=parties, on=on, known=known) for pk in pks if pk in by_pk]


def to_do(*, viewer: Viewer, parties: Collection[UUID], on: date) -> list[Place]:
    """Return where requests stand in which some parties have to act, the first due first."""
    return [place for place in places(viewer=viewer, parties=parties, on=on) if place.to_do]


def waiting(
    *, viewer: Viewer, parties: Collection[UUID], on: date, most: int
) -> tuple[list[Place], list[Row]]:
    """Return :func:`to_do`, and the first ``most`` of them as lists show them.

    Few requests are read once, with all that is shown of them; of many, only the first are.
    """
    few: list[Any] = list(going(viewer=viewer).order_by("received_at", "pk")[: PER_PAGE + 1])
    if len(few) > PER_PAGE:
        found = to_do(viewer=viewer, parties=parties, on=on)
        first = [place.pk for place in found[:most]]
        return found, rows_of(first, viewer=viewer, parties=parties, on=on)
    known, by_pk = known_of(few), {row.pk: row for row in few}
    placed = _in_order(_place(row, parties, on, known) for row in few)
    found = [place for place in placed if place.to_do]
    shown = [by_pk[place.pk] for place in found[:most]]
    return found, [row_of(row, parties=parties, on=on, known=known) for row in shown]


def narrowed(found: Iterable[Place], asked: str) -> list[Place]:
    """Return the requests of a filter."""
    wanted = TESTS.get(asked, TESTS["open"])
    return [place for place in found if wanted(place)]


TESTS: Final[dict[str, Callable[[Place], bool]]] = {
    "open": lambda place: place.state not in DONE,
    "soon": lambda place: place.standing in URGENT and place.state not in DONE,
    "late": lambda place: place.standing == Standing.OVERDUE,
    "waiting": lambda place: place.state == RequestState.WAITING,
    "done": lambda place: place.state in DONE,
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


def deadlines(*, viewer: Viewer, parties: Collection[UUID], on: date) -> list[Deadline]:
    """Return the days that are running for a calendar: references, nothing about a person."""
    found = narrowed(places(viewer=viewer, parties=parties, on=on), "open")
    dated = [place.pk for place in found if place.due_on]
    return [
        Deadline(
            pk=row.request.pk,
            on=row.due_on,
            summary=_("%(reference)s: answer by today") % {"reference": row.request.listed},
            description="\n".join(
                f"{said} ({cites})" for said, cites in reasons_in_words(row.running.clock)
            ),
        )
        for row in rows_of(dated, viewer=viewer, parties=parties, on=on)
        if row.due_on is not None and row.running is not None
    ]
