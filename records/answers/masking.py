"""What of a row is the person's own, and what may be somebody else's: pure.

A cell that identifies somebody is shown where it holds what the person gave, and masked where it
holds anything else, also in a row about the person: what is not known to be the person's is not
shown (GDPR Art. 15(4)). Of a row in which somebody was only called, it sees who called whom
(the other masked), when, and how long.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from records.answers.identifiers import Identifier, Kind, any_in, masked
from records.answers.places import Cell

POINTS_AT_SOMEBODY: Final = frozenset(
    {
        "calling_number",
        "called_number",
        "phone_numbers",
        "email_addresses",
        "contact_person",
        "customer_number",
        "bank_details",
    }
)
"""Elements that are somebody's, whoever's: masked unless they are known to be the person's."""
TOLD_TO_THE_CALLED: Final = frozenset(
    {"calling_number", "called_number", "call_start", "call_duration"}
)
"""All that who was only called is told of a call: the rest is about who called, and pays."""
BESIDE_THE_OWN: Final = frozenset({"contact_person", "bank_details"})
"""Is the person's in a row that has no identifier but the person's own."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as it may be seen: values in the order of the cells, and which of them are masked."""

    values: tuple[Any, ...]
    hidden: frozenset[int]


def cells_of(cells: Sequence[Cell], whose: Iterable[str]) -> list[Cell]:
    """Return the cells of an answer about somebody who is ``whose`` in the rows."""
    only_called = set(whose) == {"CALLED"}
    return [
        cell
        for cell in cells
        if cell.tells and (not only_called or cell.element in TOLD_TO_THE_CALLED)
    ]


def own_part(
    cells: Sequence[Cell], row: Sequence[Any], whose: Iterable[str], given: Sequence[Identifier]
) -> Shown:
    """Return a row with everybody else masked, for the answer itself."""
    beside = _beside_the_own(cells, row, whose, given)
    hidden = frozenset(
        place
        for place, (cell, value) in enumerate(zip(cells, row, strict=True))
        if _points(cell)
        and not _is_empty(value)
        and not any_in(value, given)
        and cell.element not in beside
    )
    values = tuple(masked(value) if n in hidden else value for n, value in enumerate(row))
    return Shown(values, hidden)


def all_masked(cells: Sequence[Cell], row: Sequence[Any]) -> Shown:
    """Return a row with everybody masked, the person too: as it is first shown to who answers."""
    hidden = frozenset(
        place
        for place, (cell, value) in enumerate(zip(cells, row, strict=True))
        if _points(cell) and not _is_empty(value)
    )
    values = tuple(masked(value) if n in hidden else value for n, value in enumerate(row))
    return Shown(values, hidden)


def _points(cell: Cell) -> bool:
    return bool(cell.identifier) or cell.element in POINTS_AT_SOMEBODY


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


def _beside_the_own(
    cells: Sequence[Cell], row: Sequence[Any], whose: Iterable[str], given: Sequence[Identifier]
) -> frozenset[str]:
    """Return the elements that are the person's because the row has one identifier, its own.

    A customer number may be a whole firm's: beside it nobody's name is known to be the person's.
    """
    found = [
        (cell, value)
        for cell, value in zip(cells, row, strict=True)
        if _points(cell) and cell.element not in BESIDE_THE_OWN and not _is_empty(value)
    ]
    own = [each for each in given if each.kind != Kind.CUSTOMER_NUMBER]
    if set(whose) != {"PERSON"} or len(found) != 1 or not any_in(found[0][1], own):
        return frozenset()
    elements = [cell.element for cell in cells]
    return frozenset(each for each in BESIDE_THE_OWN if elements.count(each) == 1)
