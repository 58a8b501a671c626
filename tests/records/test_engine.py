"""The engine: what is due goes, once, and the evidence says exactly which rows."""

import hashlib
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.choices import JobState, StartEvent, Technique
from records.engine import leases, own, run, services
from records.engine.counting import RowsMoved
from records.engine.models import AnonymisationJob, AnonymisationLane
from records.engine.planning import Target, snapshot
from records.engine.queries import Erasedness, job_result, jobs
from records.errors import JobNotOpen, RuleNotInForce, StartUnknown
from records.models import CallDetailRecord, RetentionRule
from records.retention.rules import Term, ends_on
from roles.models import Party
from tests.records.conftest import LONG_AGO, TODAY
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM

pytestmark = pytest.mark.django_db
Calls = Callable[..., None]
Planned = Callable[[], AnonymisationJob]


def whole() -> int:
    return CallDetailRecord.objects.filter(anonymised_on=None).count()


def test_what_is_due_loses_everything_that_points_to_a_person(
    calls: Calls, planned: Planned
) -> None:
    calls(3)
    job = planned()
    assert run.anonymise(job.pk) is False
    row = CallDetailRecord.objects.order_by("pk").first()
    assert row is not None
    assert row.pk < 0
    personal = [getattr(row, field) for field in CallDetailRecord.privacy.personal]
    assert personal == [None] * len(personal)
    assert (row.call_day, row.caller_class, row.callee_class) == (
        date(2025, 1, 11),
        "NL_FIXED",
        "NL_MOBILE",
    )
    assert row.anonymised_on == TODAY


def test_what_is_not_due_stays_whole(calls: Calls, planned: Planned) -> None:
    calls(2, LONG_AGO)
    calls(1, date(2026, 2, 28))
    calls(5, date(2026, 3, 1))
    run.anonymise(planned().pk)
    assert whole() == 5


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    starts=st.lists(st.dates(date(2023, 1, 1), date(2026, 12, 31)), min_size=1, max_size=30),
    term=st.builds(Term, months=st.integers(0, 14), days=st.integers(0, 40)),
    cut_off=st.dates(date(2023, 6, 1), date(2026, 12, 31)),
)
def test_the_store_finds_due_exactly_what_the_pure_rule_does(
    rule: RetentionRule, calls: Calls, starts: list[date], term: Term, cut_off: date
) -> None:
    with transaction.atomic():
        CallDetailRecord.objects.all().delete()
        for start in starts:
            calls(1, start)
        RetentionRule.objects.update(term_months=term.months, term_days=term.days)
        rule.refresh_from_db()
        job = snapshot(rule, Target(None, Technique.GENERALISE), cut_off, SYSTEM)
        assert own.preview(job).rows == sum(ends_on(start, term) <= cut_off for start in starts)


def test_counts_add_up_and_the_closing_check_finds_nothing(calls: Calls, planned: Planned) -> None:
    calls(1_700)
    job = planned()
    AnonymisationLane.objects.update(batch_size=500)
    run.anonymise(job.pk)
    job.refresh_from_db()
    evidence = job.batches.aggregate(rows=Sum("rows"))["rows"]
    assert job.state == JobState.DONE
    assert job.rows_previewed == job.rows_done == evidence == 1_700
    assert job.rows_left == 0
    assert (job.oldest_start, job.newest_start) == (LONG_AGO, LONG_AGO)
    assert job.batches_done == job.batches.count() > 1


def test_the_evidence_names_exactly_the_rows_and_nobody(calls: Calls, planned: Planned) -> None:
    calls(40)
    keys = sorted(CallDetailRecord.objects.values_list("pk", flat=True))
    job = planned()
    run.anonymise(job.pk)
    (batch,) = job.batches.all()
    expected = hashlib.sha256(bytes(job.salt) + ",".join(map(str, keys)).encode()).digest()
    assert bytes(batch.digest) == expected


def test_deleting_is_a_technique_too(
    calls: Calls, decide: Callable[..., RetentionRule], model_partner: Party
) -> None:
    decide(model_partner, technique=Technique.DELETE)
    calls(10)
    calls(4, TODAY)
    (job_id,) = services.ring_due(on=TODAY, by=SYSTEM)
    run.anonymise(job_id)
    assert CallDetailRecord.objects.count() == 4
    assert job_result(SYSTEM, job_id).rows_done == 10


@pytest.mark.parametrize(
    ("event", "left"), [(StartEvent.END_OF_CALL, 0), (StartEvent.END_OF_FINANCIAL_YEAR, 2)]
)
def test_other_events_start_the_clock_as_well(
    calls: Calls,
    decide: Callable[..., RetentionRule],
    model_partner: Party,
    event: StartEvent,
    left: int,
) -> None:
    decide(model_partner, start_event=event)
    calls(3, date(2024, 12, 31))
    calls(left, date(2026, 1, 31))
    (job_id,) = services.ring_due(on=TODAY, by=SYSTEM)
    run.anonymise(job_id)
    assert whole() == left


def test_a_call_ends_on_its_amsterdam_day(
    calls: Calls, decide: Callable[..., RetentionRule], model_partner: Party
) -> None:
    decide(model_partner, start_event=StartEvent.END_OF_CALL, term=Term(months=0, days=1))
    calls(1)
    CallDetailRecord.objects.update(started_at="2026-08-29T21:59:00Z", duration_seconds=120)
    assert services.ring_due(on=date(2026, 8, 30), by=SYSTEM) == []
    assert len(services.ring_due(on=date(2026, 8, 31), by=SYSTEM)) == 1


def test_a_store_that_does_not_know_the_event_refuses(
    decide: Callable[..., RetentionRule], model_partner: Party
) -> None:
    rule = decide(model_partner, start_event=StartEvent.END_OF_CONTRACT)
    assert services.ring_due(on=TODAY, by=SYSTEM) == []
    with pytest.raises(StartUnknown):
        services.request_run(rule=rule.pk, on=TODAY, by=SYSTEM)


def test_a_partner_that_decided_otherwise_is_left_out_of_the_standard(
    calls: Calls,
    rule: RetentionRule,
    decide: Callable[..., RetentionRule],
    belfabriek: Party,
    model_partner: Party,
) -> None:
    decide(belfabriek, term=Term(months=36), technique=Technique.DELETE)
    calls(5)
    calls(7, partner=model_partner.pk)
    (job_id,) = services.ring_due(on=TODAY, by=SYSTEM)
    run.anonymise(job_id)
    assert job_result(SYSTEM, job_id).rows_done == 7
    assert whole() == 5
    (own,) = services.ring_due(on=date(2028, 1, 31), by=SYSTEM)
    run.anonymise(own)
    assert whole() == 0


def test_the_ring_rung_twice_plans_one_job(calls: Calls, planned: Planned) -> None:
    calls(2)
    assert planned() == planned()
    assert AnonymisationJob.objects.count() == 1


def test_the_ring_plans_nothing_when_nothing_is_due(calls: Calls, rule: RetentionRule) -> None:
    calls(2, TODAY)
    assert services.ring_due(on=TODAY, by=SYSTEM) == []


def test_a_job_still_open_keeps_tomorrow_from_planning_another(
    calls: Calls, planned: Planned
) -> None:
    calls(2)
    job = planned()
    assert services.ring_due(on=date(2026, 9, 1), by=SYSTEM) == [job.pk]
    assert AnonymisationJob.objects.count() == 1


def test_a_job_is_left_alone_while_somebody_holds_its_lease(calls: Calls, planned: Planned) -> None:
    calls(2)
    job = planned()
    lane = leases.claim(job.pk)
    assert lane is not None
    assert lane.fencing_token == 1
    assert run.anonymise(job.pk) is False
    assert whole() == 2
    assert services.ring_due(on=TODAY, by=SYSTEM) == []


def test_a_worker_that_slept_through_its_lease_cannot_commit(
    calls: Calls, planned: Planned
) -> None:
    calls(1_200)
    job = planned()
    AnonymisationLane.objects.update(batch_size=500)
    sleeper = leases.claim(job.pk)
    assert sleeper is not None
    own.run_batch(sleeper)
    AnonymisationLane.objects.update(lease_until=timezone.now() - leases.LEASE)
    waker = leases.claim(job.pk)
    assert waker is not None
    assert waker.fencing_token == sleeper.fencing_token + 1
    with pytest.raises(leases.LeaseLost):
        own.run_batch(sleeper)
    assert whole() == 700
    leases.release(sleeper)
    waker.refresh_from_db()
    assert waker.lease_until is not None


def test_cancelled_midway_it_stops_and_can_be_taken_up_again(
    calls: Calls, planned: Planned
) -> None:
    calls(1_200)
    job = planned()
    AnonymisationLane.objects.update(batch_size=500)
    lane = leases.claim(job.pk)
    assert lane is not None
    own.run_batch(lane)
    services.cancel_job(job=job.pk, by=SYSTEM)
    with pytest.raises(leases.LeaseLost):
        own.run_batch(lane)
    with pytest.raises(JobNotOpen):
        services.cancel_job(job=job.pk, by=SYSTEM)
    services.resume_job(job=job.pk, by=SYSTEM)
    run.anonymise(job.pk)
    result = job_result(SYSTEM, job.pk)
    assert (result.state, result.rows_done, whole()) == (JobState.DONE, 1_200, 0)


def test_rows_that_become_due_behind_the_last_key_are_swept_up(
    calls: Calls, planned: Planned
) -> None:
    calls(600, TODAY)
    calls(600)
    job = planned()
    AnonymisationLane.objects.update(batch_size=500)
    lane = leases.claim(job.pk)
    assert lane is not None
    own.run_batch(lane)
    CallDetailRecord.objects.filter(anonymised_on=None).update(invoice_date=LONG_AGO)
    leases.release(lane)
    run.anonymise(job.pk)
    result = job_result(SYSTEM, job.pk)
    assert (result.state, result.rows_done, result.rows_left) == (JobState.DONE, 1_200, 0)


def test_a_run_that_stops_at_the_end_of_its_shift_says_there_is_more(
    calls: Calls, planned: Planned
) -> None:
    calls(1_200)
    job = planned()
    AnonymisationLane.objects.update(batch_size=500)
    assert run.anonymise(job.pk, seconds=0) is True
    assert services.ring_due(on=TODAY, by=SYSTEM) == [job.pk]


def test_the_result_promises_no_more_than_is_true(calls: Calls, planned: Planned) -> None:
    calls(3)
    job = planned()
    assert job_result(SYSTEM, job.pk).erasedness is Erasedness.NOT_YET
    run.anonymise(job.pk)
    result = job_result(SYSTEM, job.pk)
    assert result.erasedness is Erasedness.LOGICALLY
    assert result.files_gone_on is None
    assert result.logically_erased_on is not None
    assert result.copies_expire_on is not None
    assert (result.copies_expire_on - result.logically_erased_on).days == 30
    assert result.smallest_class is not None
    assert result.share_done == 1.0


def test_a_run_keeps_what_it_applied_after_the_rule_changed(calls: Calls, planned: Planned) -> None:
    calls(3)
    job = planned()
    RetentionRule.objects.update(term_months=60)
    run.anonymise(job.pk)
    assert whole() == 0
    assert job_result(SYSTEM, job.pk).formula.startswith("invoice_date + 6 months")


def test_an_officer_asks_for_a_run_once_a_day(calls: Calls, rule: RetentionRule) -> None:
    first = services.request_run(rule=rule.pk, on=TODAY, by=SYSTEM)
    assert services.request_run(rule=rule.pk, on=TODAY, by=SYSTEM) == first
    assert run.anonymise(first.pk) is False
    assert job_result(SYSTEM, first.pk).rows_done == 0
    with pytest.raises(RuleNotInForce):
        services.request_run(rule=rule.pk, on=date(2018, 1, 1), by=SYSTEM)


def test_eve_sees_no_run_and_starts_none(
    calls: Calls, planned: Planned, rule: RetentionRule
) -> None:
    calls(1)
    job = planned()
    assert list(jobs(PUBLIC)) == []
    with pytest.raises(NotFound):
        job_result(PUBLIC, job.pk)
    for ask in (
        lambda: services.request_run(rule=rule.pk, on=TODAY, by=PUBLIC),
        lambda: services.cancel_job(job=job.pk, by=PUBLIC),
        lambda: services.resume_job(job=job.pk, by=PUBLIC),
        lambda: services.ring_due(on=TODAY, by=PUBLIC),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_the_database_refuses_a_call_that_is_half_erased(calls: Calls) -> None:
    calls(1)
    with pytest.raises(IntegrityError, match="call_whole_or_generalised"), transaction.atomic():
        CallDetailRecord.objects.update(anonymised_on=TODAY, caller=None)


def test_two_decisions_for_the_same_data_cannot_overlap(
    rule: RetentionRule, decide: Callable[..., RetentionRule], model_partner: Party
) -> None:
    with pytest.raises(ValidationError) as refusal:
        decide(model_partner, code="again")
    assert "overlapping_retention_rule" in [e.code for e in refusal.value.error_dict["__all__"]]


def test_a_rule_without_a_real_ground_is_refused(rule: RetentionRule) -> None:
    rule.grounds = ["Tw Art. 11.5(2)", "because we like to"]
    with pytest.raises(ValidationError) as refusal:
        rule.full_clean()
    assert "grounds" in refusal.value.error_dict


def test_a_batch_finds_its_range_and_changes_it_with_one_statement(
    calls: Calls, planned: Planned
) -> None:
    calls(10)
    job = planned()
    lane = leases.claim(job.pk)
    assert lane is not None
    with connection.execute_wrapper(count := Counter()):
        own.run_batch(lane)
    assert count.changes == 1


def test_a_row_that_escapes_its_batch_undoes_all_of_it(calls: Calls, planned: Planned) -> None:
    calls(10)
    job = planned()
    lane = leases.claim(job.pk)
    assert lane is not None
    escapes = CallDetailRecord.objects.order_by("pk")[4].pk
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION escape() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
        )
        cursor.execute(
            "CREATE TRIGGER escapes BEFORE UPDATE ON records_calldetailrecord"
            f" FOR EACH ROW WHEN (OLD.id = {escapes}) EXECUTE FUNCTION escape()"
        )
    with pytest.raises(RowsMoved):
        own.run_batch(lane)
    assert whole() == 10
    assert not job.batches.exists()


class Counter:
    """Counts the statements that touch the store."""

    changes = 0

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        text = sql if isinstance(sql, str) else sql.as_string(None)
        self.changes += "records_calldetailrecord" in text
        return execute(sql, params, many, context)
