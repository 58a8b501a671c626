"""What a search asks of a table: one statement, values as parameters, so many rows at most."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    MetaData,
    Select,
    String,
    Table,
    bindparam,
    case,
    cast,
    false,
    func,
    or_,
    select,
)

from records.answers.identifiers import Identifier, Kind, spellings
from records.answers.places import Cell, Place
from records.choices import FoundBy, Whose

MOST_ROWS: Final = 10_000
"""So many rows of one table go into one answer; of more, the search says that there are."""
_OF_KIND: Final = {
    FoundBy.PHONE: Kind.PHONE,
    FoundBy.PHONE_WRITTEN: Kind.PHONE,
    FoundBy.EMAIL: Kind.EMAIL,
    FoundBy.CUSTOMER_NUMBER: Kind.CUSTOMER_NUMBER,
}


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose rows are looked at: those of a partner, of one of its customers, or of anyone."""

    partner: UUID | None = None
    customer: UUID | None = None


ANYBODY: Final = Whom()


class NotTellable(Exception):
    """The table does not say whose rows these are, so none of them can be shown to one party."""


def matching(place: Place, given: Sequence[Identifier], whom: Whom) -> Select[Any] | None:
    """Return the statement for the keys of rows with one of ``given``, and as whom it is in them.

    After the key comes one column for each of :class:`Whose`, and then partner and customer.
    None if no column holds identifiers of these kinds. Raises NotTellable.
    """
    found = _conditions(place, given)
    if found is None:
        return None
    made, by_whose = found
    chosen: list[Any] = [
        made.c[place.key],
        *[_flag(by_whose.get(whose.value, [])).label(f"as_{whose.value}") for whose in Whose],
    ]
    statement: Select[Any] = select(*chosen).where(
        or_(*[c for each in by_whose.values() for c in each]), *_of_whom(place, made, whom)
    )
    return statement.order_by(made.c[place.key]).limit(MOST_ROWS + 1)


def counting(place: Place, given: Sequence[Identifier], whom: Whom = ANYBODY) -> Select[Any] | None:
    """Return the statement that counts matching rows by partner, by customer and by whom.

    The order is partner, customer, then a count for each of :class:`Whose`. None, and NotTellable,
    as ``matching``.
    """
    found = _conditions(place, given)
    if found is None:
        return None
    made, by_whose = found
    owners = [
        cast(made.c[name], String(36)) if name else cast(None, String(36))
        for name in (place.partner, place.customer)
    ]
    counts = [func.sum(_flag(by_whose.get(whose.value, []))) for whose in Whose]
    chosen: list[Any] = [*owners, *counts]
    conditions = [c for each in by_whose.values() for c in each]
    statement: Select[Any] = select(*chosen).where(or_(*conditions), *_of_whom(place, made, whom))
    grouped = [o for o, name in zip(owners, (place.partner, place.customer), strict=True) if name]
    return statement.group_by(*grouped).limit(MOST_ROWS)


def not_searched_by(place: Place, given: Sequence[Identifier]) -> list[str]:
    """Return of which kinds something was given by which nobody can be found in a place."""
    can = {_OF_KIND[_kind(cell)] for cell in place.finding}
    return sorted({each.kind.value for each in given if each.kind not in can})


def rows_of(place: Place, keys: Sequence[Any]) -> Select[Any]:
    """Return the statement for the cells that tell something, of rows by their keys."""
    made = _table(place)
    names = [place.key, *[cell.name for cell in place.cells if cell.tells]]
    chosen = [made.c[name] for name in dict.fromkeys(names)]
    return select(*chosen).where(made.c[place.key].in_(keys)).order_by(made.c[place.key])


def _conditions(
    place: Place, given: Sequence[Identifier]
) -> tuple[Table, dict[str, list[ColumnElement[bool]]]] | None:
    made = _table(place)
    by_whose: dict[str, list[ColumnElement[bool]]] = {}
    for cell in place.finding:
        values = [each.value for each in given if each.kind == _OF_KIND[_kind(cell)]]
        if values:
            condition = _HOLDS[_kind(cell)](made.c[cell.name], values)
            by_whose.setdefault(cell.whose, []).append(condition)
    return (made, by_whose) if by_whose else None


def _table(place: Place) -> Table:
    names = [place.key, place.partner, place.customer, *[cell.name for cell in place.cells]]
    columns: list[Column[Any]] = [Column(name) for name in dict.fromkeys(filter(None, names))]
    return Table(place.name, MetaData(), *columns, schema=place.schema or None)


def _kind(cell: Cell) -> FoundBy:
    return FoundBy(cell.identifier)


def _flag(conditions: Iterable[ColumnElement[bool]]) -> ColumnElement[int]:
    return case((or_(false(), *conditions), 1), else_=0)


def _of_whom(place: Place, made: Table, whom: Whom) -> list[ColumnElement[bool]]:
    wanted = ((place.partner, whom.partner), (place.customer, whom.customer))
    conditions = []
    for name, party in wanted:
        if party is None:
            continue
        if not name:
            raise NotTellable
        conditions.append(cast(made.c[name], String(36)) == bindparam(None, str(party)))
    return conditions


def _plain(column: Column[Any], numbers: list[str]) -> ColumnElement[bool]:
    """As it stands there: an index over the column serves."""
    return column.in_([form for number in numbers for form in spellings(number)])


def _written(column: Column[Any], numbers: list[str]) -> ColumnElement[bool]:
    """Whatever stands between the digits; the whole table is read."""
    signs: ColumnElement[str] = cast(column, String(60))
    for sign in (" ", "-", ".", "(", ")", "/"):
        signs = func.replace(signs, sign, "")
    return signs.in_([form for number in numbers for form in spellings(number)])


def _any_case(column: Column[Any], values: list[str]) -> ColumnElement[bool]:
    return func.lower(func.trim(cast(column, String(254)))).in_([v.lower() for v in values])


_HOLDS: Final = {
    FoundBy.PHONE: _plain,
    FoundBy.PHONE_WRITTEN: _written,
    FoundBy.EMAIL: _any_case,
    FoundBy.CUSTOMER_NUMBER: _any_case,
}
