"""Rewrites of tables in the admin: seen, planned, asked for now, put off."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from records.choices import RewriteState
from records.models import DataStore, TableRewrite
from records.register import load_retention_register
from records.tasks import look_after_rewrites, rewrite_table
from roles.models import Finding
from roles.services.findings import recompute_findings
from tests.admin.test_keeping import YES, page
from voipgrid_privacy.kernel.tenancy import SYSTEM


@pytest.fixture
def waiting(register) -> TableRewrite:
    load_retention_register(by=SYSTEM)
    store = DataStore.objects.get(kind="OWN_POSTGRESQL")
    return TableRewrite.objects.create(store=store)


def test_it_is_listed_with_what_to_do_about_it(olga, waiting):
    shown = olga.get(reverse("admin:records_tablerewrite_changelist")).content.decode()
    assert str(waiting.store) in shown
    shown = olga.get(page(waiting)).content.decode()
    for name in ("plan", "at_once", "put_off"):
        assert page(waiting, name) in shown


def test_quiet_hours_are_chosen_and_withdrawn(olga, waiting):
    tomorrow = timezone.localdate() + timedelta(days=1)
    hours = {"on": tomorrow.isoformat(), "since": "03:00", "hours": "2"}
    assert olga.get(page(waiting, "plan")).status_code == 200
    assert olga.post(page(waiting, "plan"), hours).status_code == 302
    waiting.refresh_from_db()
    starts = timezone.localtime(waiting.window.lower)
    assert (starts.date(), starts.hour) == (tomorrow, 3)
    assert waiting.window.upper - waiting.window.lower == timedelta(hours=2)
    later = (tomorrow + timedelta(days=30)).isoformat()
    delay = {"until": later, "reason": "SPACE"}
    assert olga.post(page(waiting, "put_off"), delay).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.window) == (RewriteState.PUT_OFF, None)


def test_a_window_in_the_past_is_refused_in_words(olga, waiting):
    hours = {"on": "2020-01-01", "since": "03:00", "hours": "2"}
    answer = olga.post(page(waiting, "plan"), hours, headers={"accept-language": "en"})
    assert answer.status_code == 200
    waiting.refresh_from_db()
    assert waiting.state == RewriteState.WAITS


def test_asked_for_now_the_ring_finds_it(olga, waiting, monkeypatch):
    rung: list[str] = []
    monkeypatch.setattr(look_after_rewrites, "delay_on_commit", lambda: rung.append("look"))
    assert olga.post(page(waiting, "at_once"), YES).status_code == 302
    assert rung == ["look"]
    monkeypatch.setattr(rewrite_table, "delay", rung.append)
    look_after_rewrites()
    assert rung == ["look", str(waiting.pk)]


def test_a_week_undecided_is_a_finding(waiting):
    on = timezone.localdate()
    recompute_findings(on=on, by=SYSTEM)
    assert not Finding.objects.filter(code="files_not_rewritten").exists()
    recompute_findings(on=on + timedelta(days=8), by=SYSTEM)
    assert Finding.objects.get(code="files_not_rewritten").key == f"rewrite={waiting.pk}"
