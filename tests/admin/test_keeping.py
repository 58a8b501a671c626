"""Keeping and erasing in the admin: a dry run, a typed name, a run; stores and holds."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from records.models import AnonymisationJob, CallDetailRecord, DataStore, LegalHold, RetentionRule
from records.register import load_retention_register
from records.stores import services
from records.stores.models import StoreColumn, StoreTable
from roles.models import DataCategory, Party, Source
from roles.services.findings import recompute_findings
from tests.records.conftest import INSERT
from voipgrid_privacy.kernel.tenancy import SYSTEM

LONG_AGO = date(2024, 1, 31)
YES = {"confirm": "yes"}


@pytest.fixture
def rule(register) -> RetentionRule:
    return load_retention_register(by=SYSTEM)


@pytest.fixture
def calls(rule, django_db_blocker) -> None:
    from django.db import connection

    partner = Party.objects.filter(kind="PARTNER").first()
    with connection.cursor() as cursor:
        cursor.execute(INSERT, (partner.pk, partner.pk, LONG_AGO, LONG_AGO, 12))


@pytest.fixture
def doorbell(monkeypatch) -> list[str]:
    rung: list[str] = []
    monkeypatch.setattr(
        "records.admin.jobs.run_anonymisation_job.delay_on_commit", rung.append, raising=False
    )
    return rung


def page(row, action: str = "change") -> str:
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_{action}"
    return reverse(name, args=(row.pk,))


def test_a_run_starts_with_a_dry_run_and_the_typed_name_of_the_rule(olga, rule, calls, doorbell):
    address = page(rule, "run_now")
    shown = olga.get(address).content.decode()
    assert "12" in shown
    assert "+311…" in shown
    assert "0000001" not in shown
    assert olga.post(address, {"typed": "something"}).status_code == 200
    assert not AnonymisationJob.objects.exists()
    assert olga.post(address, {"typed": rule.code}).status_code == 302
    job = AnonymisationJob.objects.get()
    assert (job.state, job.rows_previewed) == ("PLANNED", 12)
    assert doorbell == [str(job.pk)]
    assert olga.get(page(job)).status_code == 200


def test_a_large_run_waits_for_somebody_else(olga, dpo, rule, calls, doorbell):
    DataStore.objects.update(approval_above=5)
    olga.post(page(rule, "run_now"), {"typed": rule.code})
    job = AnonymisationJob.objects.get()
    assert (job.state, doorbell) == ("WAITING", [])
    refused = olga.post(page(job, "approve"), YES)
    assert "same_person" in refused.content.decode()
    other = _officer("bert")
    assert other.post(page(job, "approve"), YES).status_code == 302
    job.refresh_from_db()
    assert (job.state, job.approved_by) == ("PLANNED", other.user.pk)


def _officer(name: str):
    from tests.admin.conftest import _client

    return _client(name, "privacy_officer")


def test_a_run_is_paused_and_resumed(olga, rule, calls, doorbell):
    olga.post(page(rule, "run_now"), {"typed": rule.code})
    job = AnonymisationJob.objects.get()
    for action, state in (("pause", "PAUSED"), ("resume", "PLANNED"), ("cancel", "CANCELLED")):
        assert olga.post(page(job, action), YES).status_code == 302
        job.refresh_from_db()
        assert job.state == state


def test_what_falls_due_is_shown_by_month(olga, rule, calls):
    assert "12" in olga.get(page(rule, "calendar")).content.decode()


def test_a_decision_is_entered_changed_and_ended(olga, rule):
    category = DataCategory.objects.get(code="OTHER_PERSONAL")
    decision = {
        "code": "contacts-5-years",
        "category": category.pk,
        "element": "",
        "store": rule.store.pk,
        "bound": "MAXIMUM",
        "decided_by": rule.decided_by.pk,
        "role": "CONTROLLER",
        "start_event": "end_of_contract",
        "term_months": 60,
        "term_days": 0,
        "source": Source.objects.first().pk,
        "technique": "DELETE",
        "law": "GDPR Art. 5(1)(e)",
        "on": "2020-01-01",
    }
    add = reverse("admin:records_retentionrule_add")
    refused = olga.post(add, decision | {"law": "because"})
    assert refused.status_code == 200
    assert olga.post(add, decision).status_code == 302
    made = RetentionRule.objects.get(code="contacts-5-years")
    assert olga.get(page(made)).status_code == 200
    changed = {"months": 24, "days": 0, "on": "2026-01-01"}
    assert olga.post(page(made, "replace"), changed).status_code == 302
    newer = RetentionRule.objects.get(
        code="contacts-5-years", valid_during__contains=date(2026, 2, 1)
    )
    assert (newer.term_months, newer.pk != made.pk) == (24, True)
    assert olga.post(page(newer, "end"), {"on": "2026-06-01"}).status_code == 302


def test_a_hold_is_placed_and_released(olga, rule):
    add = reverse("admin:records_legalhold_add")
    hold = {"case": "2026-1", "reason": "A claim.", "number": "020-1234567", "party": ""}
    empty = {"store": "", "since": "", "until": ""}
    assert "hold_reaches_nothing" in olga.post(add, hold | empty | {"number": ""}).content.decode()
    assert olga.post(add, hold | empty).status_code == 302
    placed = LegalHold.objects.get()
    assert placed.number == "+31201234567"
    assert olga.get(page(placed)).status_code == 200
    assert olga.post(page(placed, "release"), {"reason": "Settled."}).status_code == 302
    placed.refresh_from_db()
    assert placed.released_at is not None


def test_a_store_is_entered_connected_and_found_down(olga, rule):
    add = reverse("admin:records_datastore_add")
    store = {
        "code": "billing",
        "kind": "POSTGRESQL",
        "name_nl": "Facturen",
        "name_en": "Invoices",
        "zone": "Europe/Amsterdam",
        "wal_retention_days": 7,
        "backup_retention_days": 30,
        "approval_above": 1000,
    }
    assert olga.post(add, store).status_code == 302
    made = DataStore.objects.get(code="billing")
    address = {"host": "127.0.0.1", "port": 1, "database": "d", "account": "a", "password": "pw"}
    assert olga.post(page(made, "connect"), address).status_code == 302
    assert "pw" not in olga.get(page(made, "connect")).content.decode().split("csrf")[0]
    assert olga.post(page(made, "check_now"), YES).status_code == 302
    assert "store_unavailable" in olga.post(page(made, "read"), YES).content.decode()
    assert made.connection.problems == ["UNREACHABLE"]
    recompute_findings(on=timezone.localdate(), by=SYSTEM)
    from roles.models import Finding

    assert Finding.objects.filter(code="store_unhealthy").count() == 1


def test_a_table_is_mapped_column_by_column(olga, rule):
    store = services.register_store(
        code="crm", name=rule.store.name, kind="POSTGRESQL", wal_retention_days=1,
        backup_retention_days=1, by=SYSTEM,
    )  # fmt: skip
    table = StoreTable.objects.create(store=store, name="cdr", fingerprint="x")
    for place, (name, kind) in enumerate((("id", "BIGINT"), ("src", "TEXT"), ("day", "DATE"))):
        StoreColumn.objects.create(
            table=table, position=place, name=name, data_type=kind, nullable=True
        )
    answer = {"key": "id", "holds:src": "calling_number", "starts:day": "invoice_date"}
    assert olga.get(page(table, "map")).status_code == 200
    assert olga.post(page(table, "map"), answer).status_code == 302
    table.refresh_from_db()
    assert (table.in_use, table.key_column) == (True, "id")
    src = StoreColumn.objects.get(name="src")
    assert src.element.code == "calling_number"
    assert olga.post(page(table, "leave"), YES).status_code == 302
    assert olga.get(page(table)).status_code == 200


def test_an_auditor_reads_and_does_nothing(auditor, rule, calls):
    assert auditor.get(page(rule)).status_code == 200
    assert auditor.post(page(rule, "run_now"), {"typed": rule.code}).status_code == 403
    assert CallDetailRecord.objects.filter(anonymised_on=None).count() == 12
