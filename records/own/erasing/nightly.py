"""The run of a night: each job by itself, and no row that is refused keeps the others waiting."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from time import monotonic
from typing import Final

from django.db import DatabaseError, transaction

from records.own.erasing.emptying import Batch, due
from records.own.erasing.services import EVERY, PARTS
from records.own.terms import before
from voipgrid_privacy.kernel.errors import DomainError, is_away
from voipgrid_privacy.kernel.legal_days import AMSTERDAM, legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer

NIGHT: Final = range(1, 5)
"""The hours of a ring that is answered: what is due can wait for when few people work."""
SECONDS: Final = 1_800.0
"""For how long a run goes on; the next ring finds the rest."""
logger = logging.getLogger(__name__)


@dataclass
class Seen:
    """What came of one try."""

    found: list[Batch] = field(default_factory=list)
    refused: bool = False


@contextmanager
def set_aside(code: str) -> Iterator[Seen]:
    """Note what the database or a rule refuses; when the database is away nothing goes on."""
    seen = Seen()
    try:
        yield seen
    except (DatabaseError, DomainError) as error:
        if is_away(error):
            raise
        logger.warning("%s: %s", code, type(error).__name__)
        seen.refused = True


class NotAllErased(Exception):
    """Rows whose term is over were refused; everything else that was due is erased."""


def keep_at_night(*, at: datetime, by: Viewer) -> int:
    """Keep to the terms where it is night; return how many rows."""
    if at.astimezone(AMSTERDAM).hour not in NIGHT:
        return 0
    return keep_to_own_terms(on=legal_day(at), by=by)


def keep_to_own_terms(*, on: date, by: Viewer, seconds: float = SECONDS) -> int:
    """Have each job empty what is due, a batch in a transaction; return how many rows.

    Safe to call again, at any time. Raises NotAllowed, and at the end NotAllErased.
    """
    by.must(Ability.RUN_RETENTION)
    run = Run(on, by, monotonic() + seconds)
    for code, job in EVERY.items():
        run.keep_to(code, job)
    if run.refused:
        raise NotAllErased(f"{run.refused}")
    return run.done


class Run:
    """What one run has done, what was refused, and until when it goes on."""

    def __init__(self, on: date, by: Viewer, until: float) -> None:
        self.on, self.by, self.until = on, by, until
        self.done = self.refused = 0

    def keep_to(self, code: str, job: Callable[..., int]) -> None:
        """Note that a job looked, and empty what is due for as long as there is time."""
        empty = partial(job, on=self.on, by=self.by)
        for batch in self._due(code, empty):
            self._empty(code, empty, batch)

    def _due(self, code: str, empty: Callable[..., int]) -> list[Batch]:
        if monotonic() >= self.until:
            return []
        with set_aside(code) as seen, transaction.atomic():
            empty(batches=())
            seen.found = due(PARTS[code], before(code, self.on))
        self.refused += seen.refused
        return seen.found

    def _empty(self, code: str, empty: Callable[..., int], batch: Batch) -> None:
        """Empty a batch; one that is refused in halves, until what is refused is one row."""
        if monotonic() >= self.until:
            return
        with set_aside(code) as seen:
            self.done += empty(batches=(batch,))
        halves = batch.halves() if seen.refused else ()
        for half in halves:
            self._empty(code, empty, half)
        if seen.refused and not halves:
            self.refused += 1
            logger.error("%s: %s is refused, and stays", code, batch)
