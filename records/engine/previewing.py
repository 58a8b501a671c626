"""A dry run: exactly what a run would do, without doing it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from records.choices import JobState, Strategy, Technique
from records.engine import own
from records.engine.counting import Preview
from records.engine.estimates import Estimate, estimate
from records.engine.lanes import whole_parts
from records.engine.models import AnonymisationJob
from records.engine.planning import snapshot, targets
from records.engine.targets import preview_of
from records.retention.models import RetentionRule
from roles.models import Party
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer

FEWEST_FOR_A_PACE = 10_000


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a run of a rule would do in one table.

    ``partitions`` are those that go whole, how, and with how many rows; the rest goes in place.
    """

    where: str
    technique: Technique
    blanks: tuple[str, ...]
    found: Preview
    partners: tuple[tuple[str, int], ...]
    sample: tuple[tuple[Any, ...], ...]
    estimate: Estimate
    needs_approval: bool
    partitions: tuple[tuple[str, Strategy, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """How many rows of a rule fall due in a month."""

    first_day: date
    rows: int


def dry_run(*, viewer: Viewer, rule: UUID, on: date) -> list[DryRun]:
    """Return what a run on that day would do, per table; nothing is changed or kept.

    Raises NotAllowed, NotFound, and what :func:`records.engine.planning.targets` raises.
    """
    viewer.must(Ability.RUN_RETENTION)
    found = _rule(viewer, rule)
    return [
        _dry(snapshot(found, target, on, viewer), target.blanks) for target in targets(found, on)
    ]


def _dry(job: AnonymisationJob, blanks: tuple[str, ...]) -> DryRun:
    found, technique = preview_of(job), Technique(job.technique)
    return DryRun(
        where=str(job.table or job.store),
        technique=technique,
        blanks=blanks,
        found=found,
        partners=tuple(_named(found)),
        sample=tuple(own.sample(job)) if job.table is None else (),
        estimate=estimate(technique, found.rows, before=_pace(job)),
        needs_approval=found.rows > job.store.approval_above,
        partitions=tuple(
            (part.partition.name, part.strategy, part.filled.due)
            for part in whole_parts(job, found.rows)
        ),
    )


def _named(found: Preview) -> Iterator[tuple[str, int]]:
    """Yield partners by name with their rows, most first."""
    counted = sorted(found.by_partner.items(), key=lambda item: -item[1])
    names = dict(
        Party.objects.filter(pk__in=[p for p, _n in counted if p]).values_list("pk", "name")
    )
    for partner, rows in counted:
        yield (names.get(UUID(partner), partner) if partner else "", rows)


def _pace(job: AnonymisationJob) -> float | None:
    """Return the rows a second of the last run of the same kind, if it was worth measuring."""
    before = AnonymisationJob.objects.filter(
        rule=job.rule, state=JobState.DONE, rows_done__gte=FEWEST_FOR_A_PACE
    ).order_by("-finished_at")
    last = before.first()
    if last is None or last.started_at is None or last.finished_at is None:
        return None
    took = (last.finished_at - last.started_at).total_seconds()
    return last.rows_done / took if took > 0 else None


def falls_due(*, viewer: Viewer, rule: UUID, on: date) -> list[Month]:
    """Return the calendar of a rule on our own call records: rows that fall due, by month.

    What is overdue counts in the month of ``on``. Raises NotAllowed, NotFound.
    """
    viewer.must(Ability.RUN_RETENTION)
    found = _rule(viewer, rule)
    months: dict[date, int] = {}
    for target in targets(found, on):
        if target.table is None:
            for start, rows in own.days(snapshot(found, target, on, viewer)):
                ends = max(found.clock.ends(start), on)
                month = ends.replace(day=1)
                months[month] = months.get(month, 0) + rows
    return [Month(month, months[month]) for month in sorted(months)]


def _rule(viewer: Viewer, rule: UUID) -> RetentionRule:
    rows = RetentionRule.objects.visible_to(viewer).select_related("store", "decided_by")
    found = rows.filter(pk=rule).first()
    if found is None:
        raise NotFound
    return found
