"""What the register keeps itself, with what erases it and when that last did something."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from records.activities.choices import RecordKind
from records.activities.models import Activity as Entry
from records.own.declared import (
    Activity,
    Job,
    Table,
    history_tables,
    own_activities,
    own_jobs,
    tables_of,
)
from roles.choices import PartyKind
from voipgrid_privacy.kernel.models import ErasingJob
from voipgrid_privacy.kernel.tenancy import Viewer


@dataclass(frozen=True, slots=True)
class Erased:
    """A job, how often it is rung for (seconds), and what it did last; None: nothing is noted."""

    job: Job
    every: float
    last: ErasingJob | None

    @property
    def minutes(self) -> int:
        """How often it is rung for, in minutes."""
        return round(self.every / 60)


@dataclass(frozen=True, slots=True)
class Kept:
    """An activity with its tables, each with its job; ``entry`` is its place in the record."""

    activity: Activity
    entry: Entry | None
    tables: tuple[tuple[Table, Erased | None], ...]


@dataclass(frozen=True, slots=True)
class OwnData:
    """Everything, and the tables of which nothing says how long they are kept."""

    kept: tuple[Kept, ...]
    jobs: tuple[Erased, ...]
    history: int

    @property
    def tables(self) -> int:
        """How many tables have personal fields, history aside."""
        return sum(len(each.tables) for each in self.kept)

    @property
    def open(self) -> list[Table]:
        """The tables without term and job."""
        return [table for each in self.kept for table, _job in each.tables if table.open]


def own_data(*, viewer: Viewer) -> OwnData:
    """Return what the register keeps of people."""
    jobs = _jobs()
    entries = _entries(viewer)
    return OwnData(
        tuple(
            Kept(
                each,
                entries.get(each.entry or ""),
                tuple((table, jobs[table.job.code] if table.job else None) for table in tables),
            )
            for each in own_activities()
            if (tables := tables_of(each))
        ),
        tuple(jobs.values()),
        len(history_tables()),
    )


def _jobs() -> dict[str, Erased]:
    done = ErasingJob.objects.in_bulk()
    rings: Mapping[str, Any] = settings.CELERY_BEAT_SCHEDULE
    return {
        job.code: Erased(job, rings[job.ring]["schedule"], done.get(job.code)) for job in own_jobs()
    }


def _entries(viewer: Viewer) -> dict[str, Entry]:
    """Return the entries of VoIPGRID's own record, by code."""
    rows = Entry.objects.visible_to(viewer).filter(
        kind=RecordKind.CONTROLLER, party__kind=PartyKind.PLATFORM
    )
    return {row.code: row for row in rows}
