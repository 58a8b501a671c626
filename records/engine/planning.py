"""Planning a run: where a rule applies, what the run freezes, and whether it may start."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from records.choices import Bound, JobState, StartEvent, Technique
from records.engine.corrections import sealed
from records.engine.counting import Preview
from records.engine.elsewhere.mapping import start_column
from records.engine.lanes import lay_lanes
from records.engine.models import AnonymisationJob
from records.engine.targets import preview_of
from records.errors import (
    KeptByLaw,
    MinimumErasesNothing,
    NothingMapped,
    StartUnknown,
    TechniqueUnavailable,
)
from records.holds import lock
from records.requests.models import RequestPart
from records.retention.models import RetentionRule
from records.retention.queries import kept_by_law
from records.retention.rules import formula
from records.statistics.services import release_before
from records.stores.models import StoreColumn, StoreTable
from records.telephony.calls import STARTS, TECHNIQUES
from voipgrid_privacy.kernel.history import events_of
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer


@dataclass(frozen=True, slots=True)
class Target:
    """Where a rule applies, and how: our own call records, or a mapped table."""

    table: StoreTable | None
    technique: Technique
    blanks: tuple[str, ...] = ()


def targets(rule: RetentionRule, on: date) -> list[Target]:
    """Return where the rule works on that day.

    Raises StartUnknown, NothingMapped, TechniqueUnavailable, KeptByLaw, MinimumErasesNothing.
    """
    if rule.bound == Bound.MINIMUM:
        raise MinimumErasesNothing
    minima = list(kept_by_law(rule, viewer=SYSTEM, on=on))
    for minimum in minima:
        if minimum.element_id in {None, rule.element_id}:
            raise KeptByLaw(rule=minimum.code)
    if rule.store.is_foreign:
        return _elsewhere(rule, minima)
    if rule.start_event not in STARTS:
        raise StartUnknown
    if rule.technique not in TECHNIQUES or rule.element_id or minima:
        raise TechniqueUnavailable
    return [Target(None, Technique(rule.technique))]


def _elsewhere(rule: RetentionRule, minima: list[RetentionRule]) -> list[Target]:
    """Return the mapped tables; a partner's rule needs a column with partners."""
    tables = rule.store.tables.filter(in_use=True).prefetch_related("columns__element")
    found = [
        target
        for table in tables
        if table.partner_column or rule.decided_by.is_model
        for target in _in_table(rule, table, {minimum.element_id for minimum in minima})
    ]
    if not found:
        raise NothingMapped
    return found


def _in_table(rule: RetentionRule, table: StoreTable, kept: set[UUID | None]) -> Iterator[Target]:
    """Yield the table if it holds data of the rule; what a law keeps stays, the rest goes."""
    columns = list(table.columns.all())
    about = [column for column in columns if _is_about(rule, column)]
    start = start_column(columns, StartEvent(rule.start_event))
    if not about or start is None:
        return
    staying = [column for column in about if column.element_id in kept]
    if rule.technique == Technique.DELETE and not staying and not rule.element_id:
        yield Target(table, Technique.DELETE)
        return
    if rule.technique == Technique.GENERALISE:
        raise TechniqueUnavailable
    blanks = [c.name for c in about if c not in staying and c.nullable and c != start]
    if not blanks:
        raise TechniqueUnavailable
    yield Target(table, Technique.SUPPRESS, tuple(blanks))


def _is_about(rule: RetentionRule, column: StoreColumn) -> bool:
    element = column.element
    if element is None or element.category_id != rule.category_id:
        return False
    return rule.element_id in {None, element.pk}


def plan(
    rule: RetentionRule, target: Target, *, on: date, by: Viewer, even_if_empty: bool
) -> AnonymisationJob | None:
    """Freeze rule, day, holds and preview in a run; None if there is nothing to do."""
    job = snapshot(rule, target, on, by)
    found = preview_of(job)
    if not found.rows and not even_if_empty:
        return None
    _statistics_first(rule, target, found, latest=found.newest, on=on)
    _freeze(job, found)
    job.save(force_insert=True)
    lay_lanes(job, found)
    return job


def plan_rows(
    rule: RetentionRule,
    target: Target,
    *,
    keys: Sequence[int],
    part: RequestPart,
    on: date,
    by: Viewer,
) -> AnonymisationJob:
    """Freeze a run of exactly these rows, which a data subject asked for (GDPR Art. 17).

    Statistics of months that are over are made before. A month that is not over yet misses these
    calls for good: no statistics are made of it, rather than false ones (``month_erased``).
    """
    job = of_rows(rule, target, keys=keys, part=part, on=on, by=by)
    found = preview_of(job)
    _statistics_first(rule, target, found, latest=on, on=on)
    _freeze(job, found)
    job.save(force_insert=True)
    lay_lanes(job, found)
    return job


def _statistics_first(
    rule: RetentionRule, target: Target, found: Preview, *, latest: date | None, on: date
) -> None:
    """Have statistics made of the calls that are about to go, of which none is after ``latest``."""
    if target.table is None and latest:
        partners = {UUID(partner) for partner in found.by_partner if partner}
        release_before(store=rule.store_id, parties=partners, latest=latest, on=on)


def of_rows(
    rule: RetentionRule,
    target: Target,
    *,
    keys: Sequence[int],
    part: RequestPart,
    on: date,
    by: Viewer,
) -> AnonymisationJob:
    """Return the run of exactly these rows, not yet counted or kept."""
    job = snapshot(rule, target, on, by)
    job.keys, job.request_part = sorted(keys), part
    job.formula = f"request {part.request.reference}, GDPR Art. 17(1)"
    return job


def corrects_rows(
    rule: RetentionRule,
    target: Target,
    *,
    values: Mapping[str, str],
    keys: Sequence[int],
    part: RequestPart,
    on: date,
    by: Viewer,
) -> AnonymisationJob:
    """Return the run that writes ``values`` by column into these rows, not yet counted or kept."""
    job = of_rows(rule, target, keys=keys, part=part, on=on, by=by)
    job.corrections = sealed(values, job=job.pk)
    job.formula = f"request {part.request.reference}, GDPR Art. 16"
    return job


def plan_correction(
    rule: RetentionRule,
    target: Target,
    *,
    values: Mapping[str, str],
    keys: Sequence[int],
    part: RequestPart,
    on: date,
    by: Viewer,
) -> AnonymisationJob:
    """Freeze a run that rectifies exactly these rows (GDPR Art. 16)."""
    job = corrects_rows(rule, target, values=values, keys=keys, part=part, on=on, by=by)
    found = preview_of(job)
    _freeze(job, found)
    job.save(force_insert=True)
    lay_lanes(job, found)
    return job


def snapshot(rule: RetentionRule, target: Target, on: date, by: Viewer) -> AnonymisationJob:
    """Return the run that the rule makes of that day, not yet counted or kept."""
    standard, table = rule.decided_by.is_model, target.table
    start_event = StartEvent(rule.start_event)
    return AnonymisationJob(
        rule=rule,
        rule_version=_version(rule),
        store=rule.store,
        table=table,
        fingerprint=table.fingerprint if table else "",
        cut_off=on,
        start_event=start_event,
        term_months=rule.term_months,
        term_days=rule.term_days,
        technique=target.technique,
        blanks=list(target.blanks),
        formula=formula(start_event=start_event, term=rule.term, cut_off=on),
        only_partner=None if standard else rule.decided_by_id,
        except_partners=_decided_otherwise(rule, on) if standard else [],
        requested_by=by.user_id,
        hold_epoch=lock.epoch(),
        salt=secrets.token_bytes(32),
    )


def _freeze(job: AnonymisationJob, found: Preview) -> None:
    job.rows_previewed, job.rows_held, job.rows_undated = found.rows, found.held, found.undated
    job.oldest_start, job.newest_start = found.oldest, found.newest
    job.shares = found.by_partner
    if found.rows > job.store.approval_above:
        job.state = JobState.WAITING


def _version(rule: RetentionRule) -> int:
    events = events_of(RetentionRule)._default_manager.filter(pgh_obj_id=rule.pk)
    latest: int = events.order_by("-pk").values_list("pk", flat=True)[0]
    return latest


def _decided_otherwise(rule: RetentionRule, on: date) -> list[UUID]:
    """Return the parties whose own decision takes the place of the standard instruction."""
    own = RetentionRule.objects.filter(
        store=rule.store_id,
        category=rule.category_id,
        element=rule.element_id,
        bound=rule.bound,
        valid_during__contains=on,
        decided_by__is_model=False,
    )
    return list(own.values_list("decided_by_id", flat=True))
