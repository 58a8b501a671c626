"""Finding somebody: where, as whom, and in how many rows. Values are not read here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from records.answers.choices import Searched
from records.answers.identifiers import Identifier
from records.answers.places import Place, places
from records.answers.reaching import TookTooLong, rows_at
from records.answers.statements import (
    ANYBODY,
    MOST_ROWS,
    NotTellable,
    Whom,
    counting,
    matching,
    not_searched_by,
)
from records.choices import Whose
from records.errors import SchemaDrifted, StoreNotForeign, StorePasswordLost, StoreUnavailable

UNREACHED = (StoreUnavailable, StoreNotForeign, StorePasswordLost)


@dataclass(frozen=True, slots=True)
class Hits:
    """What came of one place: the keys of rows, by as whom the person is in them.

    A row in which somebody is more than one thing, such as a call to the own number, has a set of
    its own. ``more``: there are more rows than one answer takes. ``not_by``: kinds of identifiers
    that were given and by which nobody can be found there.
    """

    place: Place
    outcome: Searched
    keys: dict[frozenset[str], list[Any]]
    more: bool = False
    not_by: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows were found."""
        return sum(map(len, self.keys.values()))


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """That somebody is in rows of a partner's customer, as whom, how often; no rows themselves."""

    place: Place
    partner: UUID | None
    customer: UUID | None
    rows: dict[str, int]


def found_in(where: Sequence[Place], given: Sequence[Identifier], whom: Whom) -> Iterator[Hits]:
    """Look in each place for rows of ``whom`` with one of ``given``; a place that is out of reach
    stops no other.
    """
    for place in where:
        yield _hits(place, given, whom)


def located(
    given: Sequence[Identifier], whom: Whom = ANYBODY
) -> tuple[list[Whereabouts], list[Hits]]:
    """Return in which rows of ``whom`` somebody is, and the places of which that is not known.

    For whom it may concern as processor: what must be forwarded, and to whom (Art. 28(3)(e)).
    """
    found: list[Whereabouts] = []
    unknown: list[Hits] = []
    for place in places():
        try:
            statement = counting(place, given, whom)
            if statement is None:
                unknown.append(Hits(place, Searched.NOT_SEARCHABLE, {}))
                continue
            (rows,) = rows_at(place, statement)
        except _FAILURES as error:
            unknown.append(Hits(place, _failure(error), {}))
        else:
            found += [_whereabouts(place, row) for row in rows]
    return found, unknown


def _hits(place: Place, given: Sequence[Identifier], whom: Whom) -> Hits:
    try:
        statement = matching(place, given, whom)
        if statement is None:
            return Hits(place, Searched.NOT_SEARCHABLE, {})
        rows = rows_at(place, statement)[0]
    except _FAILURES as error:
        return Hits(place, _failure(error), {})
    keys: dict[frozenset[str], list[Any]] = {}
    for key, *flags in rows[:MOST_ROWS]:
        whose = frozenset(w.value for w, flag in zip(Whose, flags, strict=True) if flag)
        keys.setdefault(whose, []).append(key)
    outcome = Searched.FOUND if keys else Searched.NOTHING
    missed = tuple(not_searched_by(place, given))
    return Hits(place, outcome, keys, more=len(rows) > MOST_ROWS, not_by=missed)


UNREAD = (TookTooLong, SchemaDrifted, *UNREACHED)
"""Why rows cannot be read now."""
_FAILURES = (NotTellable, *UNREAD)


def _failure(error: Exception) -> Searched:
    known = {
        TookTooLong: Searched.TOO_LONG,
        NotTellable: Searched.NOT_TELLABLE,
        SchemaDrifted: Searched.DRIFTED,
    }
    return known.get(type(error), Searched.UNREACHED)


def _whereabouts(place: Place, row: tuple[Any, ...]) -> Whereabouts:
    partner, customer, *counts = row
    rows = {w.value: int(n) for w, n in zip(Whose, counts, strict=True) if n}
    return Whereabouts(place, _party(partner), _party(customer), rows)


def _party(value: Any) -> UUID | None:
    """Return a party by what stands in the column; what is no identifier of ours is nobody's."""
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None
