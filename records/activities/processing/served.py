"""Reading who is served: under which contracts, and to whom it is alike."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.db import connection

from records.activities.processing import served_sql as sql
from roles.models import Party
from roles.queries.parties import sellers_below
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, read_as_application

FEW: Final = 10_000
"""Up to how many served parties are sorted; of more, names are walked in order."""
AT_ONCE: Final = 2_000
START: Final = ("", UUID(int=0))


@dataclass(frozen=True, slots=True)
class Serving:
    """One contract under which a party is served; ``alike`` is equal where answers are."""

    service: str
    provider: UUID
    alike: str
    reference: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Served:
    """A party that is served that day, with its contracts."""

    id: UUID
    name: str
    kvk_number: str
    country: str
    under: tuple[Serving, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose record, as it is on which day; ``q`` is searched for: a name, a number, a reference.

    ``sellers`` are the party and the resellers below it.
    """

    viewer: Viewer
    on: date
    sellers: tuple[UUID, ...]
    q: str = ""

    def params(self, **more: Any) -> dict[str, Any]:
        """Return the parameters of a statement."""
        sellers = "{" + ",".join(map(str, self.sellers)) + "}"  # a driver spells them one by one
        return {"sellers": sellers, "on": self.on, "q": self.q, "few": FEW, **more}


def asked_of(*, viewer: Viewer, party: UUID, on: date, q: str = "") -> Asked:
    """Return the question, with the sellers read once for all its statements."""
    with read_as_application():
        return Asked(viewer, on, tuple(sellers_below(party, on)), q)


def some(asked: Asked, *, after: UUID | None, most: int) -> tuple[list[Served], int]:
    """Return the parties that follow ``after`` by name, at most ``most``, and how many there are.

    Read as the application, because policies would judge each contract of the chain below; then
    the viewer's session says which of the parties it sees. Raises NotFound for an ``after`` that
    is not the viewer's: a name would be guessed by what comes behind it.
    """
    name, pk = _place(asked.viewer, after)
    found, total = _found(asked, asked.params(name=name, after=pk, most=most))
    visible = Party.objects.visible_to(asked.viewer).filter(pk__in=found)
    mine = list(visible.values_list("pk", flat=True))
    return list(_served(_read(sql.SOME, asked.params(parties=mine)))), total


def _found(asked: Asked, params: dict[str, Any]) -> tuple[list[UUID], int]:
    """Return who comes next, and how many there are in all."""
    if asked.q:
        return _few(_read(sql.NAMED, params))
    total = _counted(params)
    if total > FEW:
        return [row[0] for row in _read(sql.MANY, params)], total
    return [row[0] for row in _read(sql.FEW, params)], total


def _few(rows: list[Any]) -> tuple[list[UUID], int]:
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _counted(params: dict[str, Any]) -> int:
    [(contracts, several)] = _read(sql.CONTRACTS, params)
    if several:
        [(contracts,)] = _read(sql.PARTIES, params)
    return int(contracts)


def _read(statement: str, params: dict[str, Any]) -> list[Any]:
    with read_as_application(), connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def everyone(asked: Asked) -> Iterator[list[Served]]:
    """Yield all who are served, some thousand at a time, by a cursor of the server.

    Runs within the scope of the viewer, in one transaction.
    """
    viewer = asked.viewer
    params = asked.params(all=viewer.sees_everything, viewers=list(viewer.parties))
    with connection.chunked_cursor() as cursor:
        statement = sql.UNRESTRICTED if viewer.sees_everything else sql.EVERYONE
        cursor.execute(statement, params)
        left: list[Any] = []
        while rows := cursor.fetchmany(AT_ONCE):
            whole, left = _split([*left, *rows])
            yield list(_served(whole))
        yield list(_served(left))


def _split(rows: list[Any]) -> tuple[list[Any], list[Any]]:
    """Return the rows of parties of which all rows are there, and those of the last one."""
    last = rows[-1][0]
    number = next(n for n in range(len(rows), 0, -1) if n == 1 or rows[n - 2][0] != last) - 1
    return rows[:number], rows[number:]


def _place(viewer: Viewer, after: UUID | None) -> tuple[str, UUID]:
    if after is None:
        return START
    name = Party.objects.visible_to(viewer).filter(pk=after).values_list("name", flat=True)
    found = name.first()
    if found is None:
        raise NotFound
    return found, after


def _served(rows: Iterable[Any]) -> Iterator[Served]:
    for (pk, name, kvk, country), same in groupby(rows, key=lambda row: tuple(row[:4])):
        under = tuple(Serving(*row[4:9]) for row in same)
        yield Served(pk, name, kvk, country, under)
