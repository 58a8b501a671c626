"""How far an import is, told beside its transaction so that others see it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from roles.models import Import
from roles.services.importing.staging import Told

PAUSE: Final = 0.5
"""Seconds between two words of how far it is: each is a commit of its own."""


@contextmanager
def telling(batch_id: UUID) -> Iterator[Told]:
    """Give a function that says how far the work is, beside its transaction, so that others see it.

    Inside another transaction there is nobody to tell.
    """
    if connection.in_atomic_block:
        yield lambda _done: None
        return
    own = connection.copy()
    try:
        total = Import.objects.filter(pk=batch_id).values_list("new", "changed").first() or (0, 0)
        pace = Pace(lambda done: _write(own, batch_id, done, sum(total)))
        yield pace.tell
        pace.finish()
    finally:
        own.close()


@dataclass(slots=True)
class Pace:
    """Passes on how far the work is: now and then, and the last word always."""

    write: Callable[[int], None]
    done: int = 0
    told: int = 0
    at: float = -PAUSE

    def tell(self, done: int) -> None:
        """Take how far it is."""
        self.done = done
        if monotonic() >= self.at + PAUSE:
            self.finish()

    def finish(self) -> None:
        """Pass on what was not passed on yet."""
        if self.done != self.told:
            self.write(self.done)
            self.told, self.at = self.done, monotonic()


def _write(line: BaseDatabaseWrapper, batch_id: UUID, done: int, total: int) -> None:
    with line.cursor() as cursor:
        cursor.execute(PROGRESS, [batch_id, done, total, done, total])


PROGRESS: Final = (
    "INSERT INTO roles_importprogress (batch_id, done, total) VALUES (%s, %s, %s)"
    " ON CONFLICT (batch_id) DO UPDATE SET done = %s, total = %s"
)
