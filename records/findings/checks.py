"""The checks of keeping and erasing: they read rows of ours, never the stores themselves."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from records.choices import Bound, JobState, StartEvent
from records.engine.models import AnonymisationJob
from records.engine.planning import targets
from records.engine.rewrites.queries import overdue_rewrites
from records.errors import KeptByLaw, NothingMapped, StartUnknown, TechniqueUnavailable
from records.retention.models import RetentionRule
from records.retention.queries import conflicts, rules
from records.retention.rules import Clock, Term
from records.statistics.choices import MonthState
from records.statistics.queries import decisions, months
from records.stores.models import StoreConnection
from roles.choices import PartyKind
from roles.findings import Found, Scopes, add_check, within
from roles.models import Party
from voipgrid_privacy.kernel.tenancy import SYSTEM

DAY = timedelta(days=1)
A_YEAR = 366 + 31
STUCK = (JobState.FAILED, JobState.CANCELLED, JobState.WAITING, JobState.PAUSED)


@add_check
def overdue(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report runs that left data past its term: a day of grace is for the run itself."""
    for job in _latest(scopes):
        if job.oldest_start is None or (job.state not in STUCK and not _idle(job, on)):
            continue
        clock = Clock(StartEvent(job.start_event), Term(months=job.term_months, days=job.term_days))
        if (on - clock.ends(job.oldest_start)).days >= 1:
            yield _about(job.rule, "retention_overdue")


def _idle(job: AnonymisationJob, on: date) -> bool:
    """Say whether a run that should be at work was planned days ago and is not finished."""
    return job.state in {JobState.PLANNED, JobState.RUNNING} and (on - job.cut_off).days >= 1


@add_check
def undated(on: date, scopes: Scopes) -> Iterator[Found]:  # noqa: ARG001  counted by the latest run
    """Report rows whose term never starts."""
    for job in _latest(scopes):
        if job.rows_undated:
            yield _about(job.rule, "retention_start_missing", number=job.rows_undated)


@add_check
def impossible(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report rules in force that no run can carry out."""
    for rule in rules(SYSTEM, on=on).filter(bound=Bound.MAXIMUM):
        if within(rule.decided_by_id, scopes) and _cannot_run(rule, on):
            yield _about(rule, "retention_cannot_run")


def _cannot_run(rule: RetentionRule, on: date) -> bool:
    try:
        targets(rule, on)
    except (NothingMapped, StartUnknown, TechniqueUnavailable):
        return True
    except KeptByLaw:
        return False
    return False


@add_check
def contradictions(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report where a law has data kept longer than another rule allows."""
    for conflict in conflicts(SYSTEM, on=on):
        if within(conflict.maximum.decided_by_id, scopes):
            yield _about(
                conflict.maximum,
                "retention_minimum_outlasts_maximum",
                more=f"/minimum={conflict.minimum.code}",
            )


@add_check
def unhealthy(on: date, scopes: Scopes) -> Iterator[Found]:  # noqa: ARG001  by the latest check
    """Report stores whose latest check found a problem; the platform runs them."""
    platform = _platform(scopes)
    if platform is None:
        return
    for connection in StoreConnection.objects.select_related("store"):
        if connection.problems:
            yield Found(platform, "store_unhealthy", f"store={connection.store.code}")


@add_check
def unwritten(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report tables whose files still hold what was erased; the platform runs the stores."""
    platform = _platform(scopes)
    if platform is None:
        return
    for rewrite in overdue_rewrites(on=on):
        yield Found(platform, "files_not_rewritten", f"rewrite={rewrite.pk}")


def _platform(scopes: Scopes) -> UUID | None:
    """Return the platform, if findings about it are asked for."""
    found = Party.objects.filter(kind=PartyKind.PLATFORM).values_list("pk", flat=True).first()
    return found if found and within(found, scopes) else None


@add_check
def uncounted(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report months of the past year without statistics: late, overtaken, or beyond the budget."""
    for decision in decisions(viewer=SYSTEM).filter(valid_during__startswith__lte=on):
        party = decision.party_id
        if not within(party, scopes):
            continue
        states = [
            month.state
            for month in months(decision, on=on - DAY, viewer=SYSTEM)
            if (on - month.first_day).days < A_YEAR
        ]
        key = f"decision={decision.pk}"
        without = sum(state in {MonthState.WAITS, MonthState.ERASED} for state in states)
        if without:
            yield Found(party, "statistics_month_missing", key, party, number=without)
        if beyond := states.count(MonthState.NO_BUDGET):
            yield Found(party, "statistics_budget_used_up", key, party, number=beyond)


def _about(rule: RetentionRule, code: str, *, more: str = "", number: int | None = None) -> Found:
    """Return the finding about a rule: its subject is the rule, its scope whoever decided it."""
    key = f"rule={rule.pk}{more}"
    return Found(rule.decided_by_id, code, key, None, rule.category_id, number)


def _latest(scopes: Scopes) -> list[AnonymisationJob]:
    """Return the latest run of each rule and table of these deciders."""
    rows = AnonymisationJob.objects.select_related("rule").order_by(
        "rule_id", "table_id", "-planned_at"
    )
    wanted = rows if scopes is None else rows.filter(rule__decided_by__in=scopes)
    return list(wanted.distinct("rule_id", "table_id"))
