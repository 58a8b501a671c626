"""What can be asked of the engine: plan what is due, run a rule, approve, pause, cancel, resume."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Now

from records.choices import OPEN_STATES, STOPPED_STATES, WORK_STATES, Bound, JobState
from records.engine.lanes import lay_lanes
from records.engine.leases import FREE, WORKABLE
from records.engine.models import AnonymisationJob, AnonymisationLane, RuleLook
from records.engine.planning import Target, plan, targets
from records.engine.targets import preview_of
from records.errors import (
    JobNotOpen,
    JobNotStopped,
    JobNotWaiting,
    KeptByLaw,
    NothingMapped,
    RuleNotInForce,
    RunStillOpen,
    SamePerson,
    SchemaDrifted,
    StartUnknown,
    StoreUnavailable,
    TechniqueUnavailable,
)
from records.holds import lock
from records.retention.models import RetentionRule
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

CANNOT_RUN = (KeptByLaw, NothingMapped, StartUnknown, TechniqueUnavailable)
"""Why a rule has no run: each is a finding, and none stops the other rules."""


@use_case
def ring_due(*, on: date, by: Viewer) -> Sequence[UUID]:
    """Plan a run for each rule that has rows due on ``on``; return every run that waits.

    Any process may ring, any number of times: a rule has one run a day until holds change, and a
    ringer that finds another at work on a rule leaves it alone. Runs that a dead worker left are
    returned again once their lease has run out; a run is named once for each lane that is free.
    """
    by.must(Ability.RUN_RETENTION)
    for rule in _rules(by, on).select_for_update(skip_locked=True, of=("self",)):
        _plan_due(rule, on, by)
    waiting = AnonymisationLane.objects.filter(FREE, WORKABLE, finished=False).order_by(
        "job__planned_at", "number"
    )
    return list(waiting.values_list("job_id", flat=True))


def _plan_due(rule: RetentionRule, on: date, by: Viewer) -> None:
    """Plan what the rule has to do; what cannot be done now is tried again by the next ring."""
    try:
        for target in targets(rule, on):
            if not _settled(rule, target, on):
                plan(rule, target, on=on, by=by, even_if_empty=False)
                _looked(rule, target, on)
    except (*CANNOT_RUN, SchemaDrifted, StoreUnavailable):
        return


@use_case
def request_run(*, rule: UUID, on: date, by: Viewer) -> AnonymisationJob:
    """Plan a run of one rule for one day, or return the one that day already has.

    Of a rule with several tables, the run of the first with something to do is returned. Raises
    NotAllowed, NotFound, RuleNotInForce, RunStillOpen (of another day), StartUnknown,
    NothingMapped, TechniqueUnavailable, KeptByLaw, MinimumErasesNothing, SchemaDrifted,
    StoreUnavailable.
    """
    by.must(Ability.RUN_RETENTION)
    found = _rule(rule, by)
    by_term = found.jobs.filter(request_part=None)
    if existing := by_term.filter(cut_off=on, hold_epoch=lock.epoch()).first():
        return existing
    _refuse_impossible(found, on)
    jobs = [plan(found, target, on=on, by=by, even_if_empty=True) for target in targets(found, on)]
    made = [job for job in jobs if job is not None]
    return max(made, key=lambda job: job.rows_previewed)


@use_case
def approve_job(*, job: UUID, at: datetime, by: Viewer) -> AnonymisationJob:
    """Let a run that waits begin: by a person, and not by who asked for it.

    Raises NotFound, JobNotWaiting, SamePerson.
    """
    by.must(Ability.RUN_RETENTION)
    row = _locked(job, by)
    if row.state != JobState.WAITING:
        raise JobNotWaiting
    if by.user_id is None or by.user_id == row.requested_by:
        raise SamePerson
    row.state, row.approved_by, row.approved_at = JobState.PLANNED, by.user_id, at
    row.save(update_fields=["state", "approved_by", "approved_at"])
    return row


@use_case
def pause_job(*, job: UUID, by: Viewer) -> AnonymisationJob:
    """Let a run rest: the batches under way commit, no other starts. Raises JobNotOpen."""
    by.must(Ability.RUN_RETENTION)
    row = _locked(job, by)
    if row.state not in WORK_STATES:
        raise JobNotOpen
    return _set_state(row, JobState.PAUSED)


@use_case
def cancel_job(*, job: UUID, by: Viewer) -> AnonymisationJob:
    """Stop a run: the batches under way commit, no other starts. Raises JobNotOpen."""
    by.must(Ability.RUN_RETENTION)
    row = _locked(job, by)
    if row.state not in OPEN_STATES:
        raise JobNotOpen
    AnonymisationJob.objects.filter(pk=row.pk).update(finished_at=Now())
    return _set_state(row, JobState.CANCELLED)


@use_case
def resume_job(*, job: UUID, by: Viewer) -> AnonymisationJob:
    """Take a paused run up where it is, a failed or cancelled one from its first key.

    What was done is not done again. Raises JobNotStopped, StoreUnavailable, SchemaDrifted.
    """
    by.must(Ability.RUN_RETENTION)
    row = _locked(job, by)
    if row.state == JobState.PAUSED:
        return _set_state(row, JobState.PLANNED)
    if row.state not in {JobState.FAILED, JobState.CANCELLED}:
        raise JobNotStopped
    rows = AnonymisationJob.objects.filter(pk=row.pk)
    rows.update(sweep=F("sweep") + 1, problem="", finished_at=None)
    lay_lanes(row, preview_of(row))
    return _set_state(row, JobState.PLANNED)


def _set_state(job: AnonymisationJob, state: JobState) -> AnonymisationJob:
    job.state = state
    stopped = Now() if state in STOPPED_STATES else None
    AnonymisationJob.objects.filter(pk=job.pk).update(state=state, stopped_at=stopped)
    return job


def _locked(job: UUID, by: Viewer) -> AnonymisationJob:
    rows = AnonymisationJob.objects.visible_to(by).select_for_update(of=("self",))
    if (row := rows.select_related("store", "table").filter(pk=job).first()) is None:
        raise NotFound
    return row


def _rule(rule: UUID, by: Viewer) -> RetentionRule:
    rows = RetentionRule.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("store", "decided_by").filter(pk=rule).first()
    if found is None:
        raise NotFound
    return found


def _rules(by: Viewer, on: date) -> QuerySet[RetentionRule]:
    rows = RetentionRule.objects.visible_to(by).filter(valid_during__contains=on)
    return rows.filter(bound=Bound.MAXIMUM).select_related("store", "decided_by")


def _settled(rule: RetentionRule, target: Target, on: date) -> bool:
    """Whether the table has its run of the day, one of an earlier day that is open, or nothing due.

    A hold that was placed or released since makes it worth another look.
    """
    jobs = rule.jobs.filter(table=target.table, request_part=None)
    same = {"hold_epoch": lock.epoch()}
    if jobs.filter(state__in=OPEN_STATES).exists() or jobs.filter(cut_off=on, **same).exists():
        return True
    looks = RuleLook.objects.filter(rule=rule, table=target.table, on=on, **same)
    return target.table is not None and looks.exists()


def _looked(rule: RetentionRule, target: Target, on: date) -> None:
    """Remember that another system was asked, so that it is asked once a day."""
    if target.table is not None:
        RuleLook.objects.update_or_create(
            rule=rule, table=target.table, defaults={"on": on, "hold_epoch": lock.epoch()}
        )


def _refuse_impossible(rule: RetentionRule, on: date) -> None:
    if on not in rule.valid_during:
        raise RuleNotInForce
    if rule.jobs.filter(state__in=OPEN_STATES, request_part=None).exists():
        raise RunStillOpen
