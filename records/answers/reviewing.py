"""What was found, as it is reviewed: in groups, masked, with what was decided about each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from records.answers.choices import NOT_KNOWN, TO_DECIDE, Searched
from records.answers.files import Column, Sheet
from records.answers.identifiers import Identifier
from records.answers.masking import Shown, all_masked, cells_of, own_part
from records.answers.models import AnswerGroup, AnswerSearch, GroupChoice
from records.answers.places import Cell, Place, places
from records.answers.reaching import rows_at
from records.answers.refusals import NotDecided, NotKnown
from records.answers.statements import rows_of
from records.choices import StartEvent, Whose
from records.requests.choices import IdentifierKind
from records.requests.models import RequestPart
from roles.models import DataElement
from voipgrid_privacy.kernel.tenancy import Viewer

Decided = list[tuple[AnswerGroup, GroupChoice | None]]
"""Groups of a search, each with what was decided about it."""
IN_VIEW = 20
"""So many rows of a group are looked at; the package has all of them."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A group, what was decided about it, and some of its rows as they may be seen."""

    group: AnswerGroup
    choice: GroupChoice | None
    columns: tuple[Column, ...] = ()
    rows: tuple[Shown, ...] = ()
    unread: str = ""

    @property
    def labelled(self) -> list[list[tuple[str, Any]]]:
        """The rows, each value with what its column is called."""
        titles = [column.title for column in self.columns]
        return [list(zip(titles, row.values, strict=True)) for row in self.rows]

    @property
    def found(self) -> bool:
        """Whether there are rows to look at."""
        return self.group.outcome == Searched.FOUND

    @property
    def unsearched(self) -> bool:
        """Whether nobody can be searched for here."""
        return self.group.outcome == Searched.NOT_SEARCHABLE

    @property
    def to_decide(self) -> bool:
        """Whether there is anything to decide about."""
        return self.group.outcome in TO_DECIDE

    @property
    def unknown(self) -> bool:
        """Whether it is not known what is there."""
        return self.group.outcome in NOT_KNOWN

    @property
    def not_by(self) -> str:
        """By what was given nobody can be found here; "" where it was searched by all of it."""
        return not_by(self.group)

    @property
    def as_whom(self) -> str:
        """As whom the person is in the rows."""
        return as_whom(self.group)


def last_search(viewer: Viewer, part: RequestPart) -> AnswerSearch | None:
    """Return the latest search for a part."""
    rows = AnswerSearch.objects.visible_to(viewer).filter(part=part)
    return rows.order_by("-searched_at", "pk").first()


def groups_of(viewer: Viewer, search: AnswerSearch) -> Decided:
    """Return the groups of a search, each with the last decision about it."""
    rows = AnswerGroup.objects.visible_to(viewer).filter(search=search)
    found = list(rows.select_related("store", "table").order_by("store__code", "table", "whose"))
    made = GroupChoice.objects.visible_to(viewer).filter(group__in=found)
    last = {each.group_id: each for each in made.order_by("chosen_at", "pk")}
    return [(group, last.get(group.pk)) for group in found]


def must_be_decided(decided: Decided) -> None:
    """Raise ``answer_not_decided``, ``answer_not_known`` unless all that was found is decided."""
    for group, choice in decided:
        if group.outcome in TO_DECIDE and choice is None:
            raise NotDecided
        if group.outcome in NOT_KNOWN:
            raise NotKnown(place=where(group))


def as_whom(group: AnswerGroup) -> str:
    """Say as whom the person is in the rows of a group."""
    return ", ".join(str(Whose(each).label) for each in group.whose)


def not_by(group: AnswerGroup) -> str:
    """Say by what was given the place of a group cannot be searched."""
    return ", ".join(str(IdentifierKind(each).label) for each in group.not_by)


def where(group: AnswerGroup) -> str:
    """Name the place of a group."""
    return f"{group.store}: {group.table.name}" if group.table else str(group.store)


def place_of(group: AnswerGroup) -> Place | None:
    """Return the place of a group as it is mapped now; None when it is none any more."""
    return next((p for p in places() if p.store == group.store and p.table == group.table), None)


def read(
    group: AnswerGroup, *, given: Sequence[Identifier], limit: int | None, masked: bool
) -> tuple[tuple[Column, ...], tuple[Shown, ...]]:
    """Return rows of a group as they may be seen, read now; what has gone since is not there.

    ``masked``: with everybody masked, else with everybody but the person. Raises TookTooLong,
    SchemaDrifted, StoreUnavailable.
    """
    place = place_of(group)
    if place is None or not group.keys:
        return (), ()
    keys = group.keys[:limit]
    chosen = cells_of(place.cells, group.whose)
    names = _titles(chosen)
    order = [cell.name for cell in place.cells if cell.tells]
    (found,) = rows_at(place, rows_of(place, keys))
    rows = []
    for row in found:
        cells = dict(zip(_read_order(place, order), row, strict=True))
        values = [cells[cell.name] for cell in chosen]
        rows.append(
            all_masked(chosen, values) if masked else own_part(chosen, values, group.whose, given)
        )
    return names, tuple(rows)


def _read_order(place: Place, order: Iterable[str]) -> list[str]:
    """Return the columns in the order in which :func:`rows_of` reads them."""
    return list(dict.fromkeys([place.key, *order]))


def _titles(cells: Iterable[Cell]) -> tuple[Column, ...]:
    names = {each.code: str(each.name) for each in DataElement.objects.all()}
    return tuple(Column(cell.name, _title(cell, names)) for cell in cells)


def _title(cell: Cell, names: dict[str, str]) -> str:
    if cell.element in names:
        return names[cell.element]
    if cell.starts:
        return str(StartEvent(cell.starts).label)
    return cell.name


def sheet_of(group: AnswerGroup, given: Sequence[Identifier]) -> Sheet:
    """Return a group as a table of an answer."""
    columns, rows = read(group, given=given, limit=None, masked=False)
    hidden = any(row.hidden for row in rows)
    explained = _("You are here as: %(whom)s.") % {"whom": as_whom(group)}
    if hidden:
        explained += " " + _(
            "What may identify others, or is not known to be yours, is masked (•): if it is yours,"
            " ask us (GDPR Art. 15(4))."
        )
    values: tuple[tuple[Any, ...], ...] = tuple(row.values for row in rows)
    return Sheet(where(group), explained, columns, values)
