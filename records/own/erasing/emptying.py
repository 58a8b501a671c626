"""How rows whose term is over are emptied: in batches, past those that a legal hold names."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from records.holds import lock
from records.holds.models import LegalHold
from records.own.terms import before
from voipgrid_privacy.kernel.tenancy import Ability, Viewer

BATCH: Final = 1_000
"""How many rows of a table go in one transaction."""


@dataclass(frozen=True, slots=True)
class Emptied:
    """Rows of a table, and what becomes of their personal fields: None, the rows go.

    ``rows`` are those whose term began on a day or earlier; ``parties`` are the ways from a row to
    the parties for whose cases it may have to stay.
    """

    rows: Callable[[date], QuerySet[Any]]
    parties: tuple[str, ...]
    fields: Mapping[str, Any] | None = None


def keep_to(code: str, parts: Sequence[Emptied], *, on: date, by: Viewer) -> int:
    """Empty a batch of each part whose term is over on ``on``; return how many rows.

    No hold is placed meanwhile. Run until it returns 0. Raises NotAllowed.
    """
    by.must(Ability.RUN_RETENTION)
    lock.together()
    day, held = before(code, on), _held()
    return sum(_empty(part, day, held) for part in parts)


def _held() -> frozenset[UUID]:
    """Return whose data stays (GDPR Art. 17(3)(e)): who is named by a hold that is not of a store.

    Also where the hold is of a number or a period: about whom a case is says more than it does.
    """
    active = LegalHold.objects.active().filter(store=None, restriction=None)
    found = active.exclude(party=None).values_list("party", flat=True)
    return frozenset(party for party in found.distinct() if party)


def _empty(part: Emptied, day: date, held: frozenset[UUID]) -> int:
    rows = part.rows(day)
    for way in part.parties if held else ():
        rows = rows.exclude(**{f"{way}__in": held})
    if part.fields is not None:
        rows = rows.filter(_something_in(part.fields))
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    every = rows.model._default_manager.all()
    locked = every.filter(pk__in=keys).order_by("pk").select_for_update(skip_locked=True)
    mine = every.filter(pk__in=list(locked.values_list("pk", flat=True)))
    count: int = mine.count()
    if part.fields is None:
        mine.delete()
    else:
        mine.update(**part.fields)
    return count


def _something_in(fields: Mapping[str, Any]) -> Q:
    return reduce(or_, (~Q(**{name: empty}) for name, empty in fields.items()))
