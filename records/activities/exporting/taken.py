"""What every form of a record starts from: the record, its words, who takes it, its name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import islice
from typing import Final, TypeVar

from django.utils.translation import get_language, override

from records.activities.processing import Group, every_group
from records.activities.queries import Record
from records.activities.vocabulary import Vocabulary
from voipgrid_privacy.kernel.tenancy import Viewer

T = TypeVar("T")
TOGETHER: Final = 200
"""How many rows are made at a time: to change the language takes as long as to make one."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A record as it is taken along, by whom."""

    found: Record
    words: Vocabulary
    viewer: Viewer

    @property
    def name(self) -> str:
        """Name of the file, without its ending; no person's or company's name is in it."""
        found = self.found
        return f"art30-{found.kind.lower()}-{found.party.pk}-{found.on.isoformat()}"

    @property
    def made_at(self) -> datetime:
        """The instant of which the record speaks, for files that have a date in them."""
        return self.found.known_at or datetime.combine(self.found.on, time(), UTC)

    def groups(self) -> Iterator[Group]:
        """Yield the groups of the record as processor, at constant memory."""
        found = self.found
        return every_group(viewer=self.viewer, party=found.party, on=found.on)


def in_language(rows: Iterable[T]) -> Iterator[T]:
    """Yield ``rows``, each in the language of now: what is streamed comes after its request."""
    return _spoken(iter(rows), get_language() or "nl")


def _spoken(rows: Iterator[T], language: str) -> Iterator[T]:
    while True:
        with override(language):
            some = list(islice(rows, TOGETHER))
        yield from some
        if len(some) < TOGETHER:
            return
