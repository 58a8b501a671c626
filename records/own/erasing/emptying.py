"""How rows whose term is over are emptied: in batches, past those that a legal hold names."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from records.holds import lock
from records.holds.models import LegalHold
from voipgrid_privacy.kernel.history import erasing

BATCH: Final = 1_000
"""How many rows of a table go in one transaction."""
AT_ONCE: Final = 100_000
"""How many rows of a table one run looks up; the next goes on."""


@dataclass(frozen=True, slots=True)
class Emptied:
    """Rows of a table, and what becomes of their personal fields: None, the rows go.

    ``rows`` are those whose term began on a day or earlier; ``parties`` are the ways from a row to
    the parties for whose cases it may have to stay. ``above`` are the rows that are locked with it:
    on which it depends whether the term is over. ``left`` says in which rows something is left,
    where a field is not just empty afterwards.
    """

    rows: Callable[[date], QuerySet[Any]]
    parties: tuple[str, ...]
    fields: Mapping[str, Any] | None = None
    above: tuple[str, ...] = ()
    left: Q | None = None

    @property
    def model(self) -> Any:
        """The table."""
        return self.rows(date(2000, 1, 1)).model

    def due(self, day: date) -> QuerySet[Any]:
        """Return the rows that are to be emptied, past every hold there is now."""
        rows, held = self.rows(day), _held()
        for way in self.parties if held else ():
            rows = rows.exclude(**{f"{way}__in": held})
        return rows if self.fields is None else rows.filter(self.left or _something(self.fields))

    def keys(self, day: date) -> list[Any]:
        """Return the keys of rows that are due; asked once a run, and before anything is locked."""
        return list(self.due(day).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one table that were due when a run began."""

    part: Emptied
    keys: tuple[Any, ...]

    def __str__(self) -> str:
        return f"{self.part.model._meta.label} {', '.join(map(str, self.keys[:3]))}"

    def halves(self) -> tuple["Batch", ...]:
        """Return two of half the size; none of a single row."""
        middle = len(self.keys) // 2
        parts = (self.keys[:middle], self.keys[middle:])
        return tuple(Batch(self.part, keys) for keys in parts) if middle else ()

    def empty(self, day: date) -> int:
        """Lock the rows, ask again whether they are due, and empty those; return how many.

        No hold is placed meanwhile, and what others lock is for another time.
        """
        _no_hold_meanwhile()
        mine = self.part.due(day).filter(pk__in=self._locked())
        if self.part.fields is not None:
            with erasing():
                return mine.update(**self.part.fields)
        keys = list(mine.values_list("pk", flat=True))
        mine.model._default_manager.filter(pk__in=keys).delete()
        return len(keys)

    def _locked(self) -> list[Any]:
        above = self.part.above
        rows = self.part.model._default_manager.filter(pk__in=self.keys).order_by("pk")
        rows = rows.select_related(*above) if above else rows
        rows = rows.only("id", *_down(above))
        return [row.pk for row in rows.select_for_update(skip_locked=True, of=("self", *above))]


def _down(above: Iterable[str]) -> Iterator[str]:
    """Return the fields that lead to some rows, and no other of theirs: papers are large."""
    for way in above:
        steps = way.split("__")
        yield from ("__".join(steps[: depth + 1]) for depth in range(len(steps)))
        yield f"{way}__id"


def due(parts: Iterable[Emptied], day: date) -> list[Batch]:
    """Return what is due of some parts, so many rows at a time."""
    return [Batch(part, keys) for part in parts for keys in batched(part.keys(day), BATCH)]


def batched(keys: Sequence[Any], size: int) -> list[tuple[Any, ...]]:
    """Return keys in pieces."""
    return [tuple(keys[start : start + size]) for start in range(0, len(keys), size)]


def _held() -> frozenset[UUID]:
    """Return whose data stays (GDPR Art. 17(3)(e)): who is named by a hold that is not of a store.

    Also where the hold is of a number or a period: about whom a case is says more than it does.
    """
    active = LegalHold.objects.active().filter(store=None, restriction=None)
    found = active.exclude(party=None).values_list("party", flat=True)
    return frozenset(party for party in found.distinct() if party)


def _no_hold_meanwhile() -> None:
    """Take the lock in a statement of its own: what comes after it sees every hold."""
    with connection.cursor() as cursor:
        cursor.execute(*lock.shared_in("SELECT 1"))


def _something(fields: Mapping[str, Any]) -> Q:
    return reduce(or_, (~Q(**{name: empty}) for name, empty in fields.items()))
