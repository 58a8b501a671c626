"""What is due: per partner and in all, with what holds spare and what has no date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from records.choices import StartEvent
from records.engine.models import AnonymisationJob
from records.retention.rules import Term, last_due_start


class RowsMoved(Exception):
    """Others changed rows between counting and changing; nothing was changed, it is tried again."""


@dataclass(frozen=True, slots=True)
class Share:
    """What is due of one partner; days and keys are of the rows that no hold spares."""

    partner: str
    rows: int
    held: int
    oldest: date | None
    newest: date | None
    lowest: int | None
    highest: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run will do, counted exactly."""

    shares: tuple[Share, ...]
    undated: int = 0

    @property
    def rows(self) -> int:
        """How many rows are due and spared by no hold."""
        return sum(share.rows for share in self.shares)

    @property
    def held(self) -> int:
        """How many rows are due but spared."""
        return sum(share.held for share in self.shares)

    @property
    def oldest(self) -> date | None:
        """The first day on which a term started."""
        return min((s.oldest for s in self.shares if s.oldest), default=None)

    @property
    def newest(self) -> date | None:
        """The last day on which a term started."""
        return max((s.newest for s in self.shares if s.newest), default=None)

    @property
    def keys(self) -> tuple[int, int]:
        """The first key and the end of the keys."""
        lowest = min((s.lowest for s in self.shares if s.lowest is not None), default=0)
        highest = max((s.highest for s in self.shares if s.highest is not None), default=0)
        return lowest, highest + 1

    @property
    def by_partner(self) -> dict[str, int]:
        """How many rows are due of each partner."""
        return {share.partner: share.rows for share in self.shares if share.rows}


@dataclass(frozen=True, slots=True)
class Erased:
    """What one batch did: how many rows of whom, the last key, and a digest over the keys."""

    rows: int
    last_key: int
    digest: bytes
    shares: dict[str, int]
    took_ms: int


def shares_of(rows: Iterable[tuple[object, ...]]) -> tuple[Share, ...]:
    """Return the rows of a counting query."""
    return tuple(Share(named(row[0]), *row[1:]) for row in rows)  # type: ignore[arg-type]


def named(partner: object) -> str:
    """Return a partner's identifier as evidence names it; empty where the store knows none."""
    try:
        return str(UUID(str(partner)))
    except ValueError:
        return ""


def last_day(job: AnonymisationJob) -> date:
    """Return the last day whose rows the job's rule makes due."""
    term = Term(months=job.term_months, days=job.term_days)
    return last_due_start(start_event=StartEvent(job.start_event), term=term, cut_off=job.cut_off)
