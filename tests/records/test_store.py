"""Filling the store, loading the register, ringing the bell, and keeping partners out."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from unittest import mock
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, ProgrammingError, connection, transaction

from records import tasks
from records.choices import JobState, NumberKind
from records.engine import run, services
from records.engine.models import AnonymisationJob
from records.errors import NobodyToCall, RegisterMissing, StoreUnavailable
from records.models import CallDetailRecord, Certificate, DataStore, NumberClass, RetentionRule
from records.register import load_retention_register
from records.retention.queries import rules
from records.retention.services import end_retention
from records.telephony.generator import Pair, calls_of, invoice_date_of
from roles.choices import ContractKind, PartyKind
from roles.models import Contract, DataCategory, Party, Service
from tests.records.conftest import TODAY, text
from voipgrid_privacy.kernel.history import trail_of
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, Viewer, partner_scope

pytestmark = pytest.mark.django_db
PAIR = Pair(partner=UUID(int=1), customer=UUID(int=2))


@pytest.fixture
def subscription(belfabriek: Party, bakker: Party) -> Contract:
    service = Service.objects.create(code="TELEPHONY", name=text("Telephony"))
    return Contract.objects.create(
        provider=belfabriek,
        acquirer=bakker,
        service=service,
        kind=ContractKind.SUBSCRIPTION,
        valid_during=(date(2024, 1, 1), None),
    )


@pytest.fixture
def category(db: None) -> DataCategory:
    words = text("Traffic and billing data")
    return DataCategory.objects.create(code="TRAFFIC_BILLING", name=words, description=words)


def generate(**options: object) -> str:
    out = StringIO()
    call_command("generate_calls", stdout=out, **options)
    return out.getvalue()


def test_generated_calls_belong_to_the_customers_in_the_register(
    subscription: Contract, bakker: Party, belfabriek: Party
) -> None:
    assert "200 calls added" in generate(calls=200, months=12, until=TODAY)
    rows = CallDetailRecord.objects.all()
    assert rows.count() == 200
    assert set(rows.values_list("partner_id", "customer_id")) == {(belfabriek.pk, bakker.pk)}


def test_generated_once_per_seed(subscription: Contract) -> None:
    generate(calls=50, seed=7)
    assert "0 calls added" in generate(calls=50, seed=7)
    assert "50 calls added" in generate(calls=50, seed=8)
    assert CallDetailRecord.objects.count() == 100


def test_the_same_seed_generates_the_same_calls_in_order_of_time() -> None:
    first, second = (
        list(calls_of([PAIR], calls=300, months=6, until=TODAY, seed=3)) for _ in range(2)
    )
    assert first == second
    days = [call.started_at.date() for call in first]
    assert days == sorted(days)
    assert days[0] == date(2026, 2, 28)
    assert days[-1] < TODAY


def test_calls_are_billed_on_the_last_day_of_their_month() -> None:
    assert invoice_date_of(date(2028, 2, 3)) == date(2028, 2, 29)


def test_calls_cannot_be_generated_for_nobody(db: None) -> None:
    with pytest.raises(CommandError) as refused:
        generate(calls=1)
    assert isinstance(refused.value.__cause__, NobodyToCall)


def test_the_register_ships_one_rule_with_its_ground(
    category: DataCategory, model_partner: Party
) -> None:
    call_command("load_retention", stdout=StringIO())
    rule = load_retention_register(by=SYSTEM)
    assert RetentionRule.objects.get() == rule
    assert [str(citation) for citation in rule.cites] == [
        "Tw Art. 11.5(2)",
        "ePrivacy Art. 6(2)",
        "WP69",
    ]
    assert (rule.term_months, rule.decided_by) == (6, model_partner)
    assert NumberClass.objects.get(prefix="+31612").number_class == NumberKind.NL_MOBILE
    assert [event["pgh_label"] for event in trail_of(rule)] == ["insert"]


def test_the_register_asks_for_the_roles_first(db: None) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("load_retention", stdout=StringIO())
    assert isinstance(refused.value.__cause__, RegisterMissing)
    assert DataStore.objects.count() == 0


def test_a_rule_is_ended_and_not_rewritten(rule: RetentionRule) -> None:
    ended = end_retention(rule=rule.pk, on=date(2027, 1, 1), by=SYSTEM)
    assert rules(SYSTEM, on=date(2026, 12, 31)).get() == ended
    assert not rules(SYSTEM, on=date(2027, 1, 1)).exists()


def test_the_command_runs_what_is_due_here_and_now(
    rule: RetentionRule, calls: Callable[..., None]
) -> None:
    calls(20)
    out = StringIO()
    call_command("run_retention", on=TODAY, stdout=out)
    assert "done, 20 rows in 1 batches, 0 left" in out.getvalue()
    call_command("run_retention", on=TODAY, stdout=out)
    assert "Nothing is due." in out.getvalue()


def test_the_bell_rings_for_each_job_and_the_worker_rings_again_while_there_is_more(
    rule: RetentionRule, calls: Callable[..., None]
) -> None:
    calls(5)
    with (
        mock.patch.object(tasks.run_anonymisation_job, "delay") as bell,
        mock.patch.object(tasks.issue_certificate, "delay") as done,
    ):
        tasks.ring_due_anonymisation()
        ((job,),) = (call.args for call in bell.call_args_list)
        with mock.patch.object(run, "anonymise", return_value=True):
            tasks.run_anonymisation_job(job)
        assert bell.call_count == 2
        tasks.run_anonymisation_job(job)
        assert bell.call_count == 2
    done.assert_called_once_with(job)
    assert AnonymisationJob.objects.get().state == JobState.DONE


def test_a_run_that_stopped_without_a_certificate_is_found_by_the_next_ring(
    rule: RetentionRule, calls: Callable[..., None]
) -> None:
    calls(5)
    (job,) = services.ring_due(on=TODAY, by=SYSTEM)
    run.anonymise(job)
    with mock.patch.object(tasks.issue_certificate, "delay", tasks.issue_certificate):
        tasks.issue_certificates()
    assert Certificate.objects.filter(job=job).count() == 2
    with mock.patch.object(tasks.issue_certificate, "delay") as bell:
        tasks.issue_certificates()
    bell.assert_not_called()


def test_while_a_store_is_away_its_certificate_waits_for_the_next_ring(db: None) -> None:
    away = mock.patch.object(tasks, "certify_run", side_effect=StoreUnavailable(reason="away"))
    with away as certify:
        tasks.issue_certificate(str(uuid4()))
    certify.assert_called_once()


def test_a_database_that_is_away_makes_the_task_try_again(rule: RetentionRule) -> None:
    assert OperationalError in tasks.run_anonymisation_job.autoretry_for


PARTNER_TABLES = ("records_retentionrule", "records_retentionruleevent", "records_datastore")
CLOSED_TABLES = (
    "records_calldetailrecord",
    "records_anonymisationjob",
    "records_anonymisationbatch",
    "records_generatedcalls",
    "records_numberclass",
)


def partner(party: Party) -> Viewer:
    return Viewer(user_id=None, name=party.name, parties=frozenset({party.pk}))


def as_partner(party: Party, sql: str) -> None:
    with transaction.atomic(), partner_scope(partner(party)), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("table", CLOSED_TABLES)
def test_a_partners_session_cannot_even_ask_for_calls_and_runs(
    table: str, belfabriek: Party
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        as_partner(belfabriek, f'SELECT 1 FROM "{table}"')


@pytest.mark.parametrize("table", [*PARTNER_TABLES, *CLOSED_TABLES])
def test_a_partners_session_changes_nothing_here(table: str, belfabriek: Party) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        as_partner(belfabriek, f'DELETE FROM "{table}"')


def test_a_partner_reads_its_own_decisions_and_the_standard_and_no_other(
    rule: RetentionRule, decide: Callable[..., RetentionRule], belfabriek: Party
) -> None:
    own = decide(belfabriek)
    decide(Party.objects.create(kind=PartyKind.PARTNER, name="Other"))
    expected = {own.code, rule.code}
    assert {r.code for r in rules(partner(belfabriek), on=TODAY)} == expected
    assert {r.code for r in rules(PUBLIC, on=TODAY)} == {rule.code}
    with partner_scope(partner(belfabriek)):
        assert set(RetentionRule.objects.values_list("code", flat=True)) == expected
