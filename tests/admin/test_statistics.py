"""Statistics in the admin: decided for a partner, read, taken along, ended; and what is wrong."""

from datetime import date

import pytest
from django.urls import reverse

from records.models import DataStore, StatisticsDecision, StatisticsRelease
from records.register import load_retention_register
from records.statistics.services import decide_statistics, release_month
from roles.models import Finding, Party
from roles.services.findings import recompute_findings
from tests.admin.test_keeping import page
from voipgrid_privacy.kernel.tenancy import SYSTEM

ADD = "admin:records_statisticsdecision_add"
MARCH = date(2026, 3, 1)


@pytest.fixture
def partner(register) -> Party:
    load_retention_register(by=SYSTEM)
    return Party.objects.create(kind="PARTNER", name="Belfabriek")


@pytest.fixture
def made(partner) -> StatisticsRelease:
    store = DataStore.objects.get()
    row = decide_statistics(party=partner.pk, store=store.pk, on=MARCH, budget=2, by=SYSTEM)
    return release_month(decision=row.pk, month=MARCH, on=date(2026, 6, 1), by=SYSTEM)


def given(partner: Party, **changes: object) -> dict[str, object]:
    store = DataStore.objects.get().pk
    usual = {"epsilon": "1", "budget": "12", "most_calls": "200", "on": "2026-03-01"}
    return {"party": partner.pk, "store": store, **usual, **changes}


def test_an_officer_enters_what_a_partner_decided(olga, partner):
    assert "200" in olga.get(reverse(ADD)).content.decode()
    refused = olga.post(reverse(ADD), given(partner, epsilon="3"))
    assert "epsilon" in refused.content.decode().lower()
    assert not StatisticsDecision.objects.exists()
    assert olga.post(reverse(ADD), given(partner)).status_code == 302
    assert StatisticsDecision.objects.get().party == partner


def test_the_standard_text_is_refused_in_words(olga, partner):
    model = Party.objects.get(is_model=True, kind="PARTNER")
    answer = olga.post(reverse(ADD), given(model))
    assert answer.status_code == 200
    assert "standaardtekst" in answer.content.decode()


def test_a_decision_shows_months_and_what_they_cost(olga, auditor, made):
    for client in (olga, auditor):
        html = client.get(page(made.decision)).content.decode()
        assert page(made) in html
        assert "ε = 1 van 2" in html
        assert "budget van dat jaar is op" in html  # May on
        assert "<svg" in html


def test_a_month_is_read_and_taken_along(olga, made):
    html = olga.get(page(made)).content.decode()
    assert html.count('class="bars"') == 2
    assert "OpenDP" in html
    assert "_save" not in html
    got = b"".join(olga.get(page(made, "as_csv")).streaming_content).decode()
    assert str(made.calls) in got
    listed = olga.get(reverse("admin:records_statisticsrelease_changelist")).content.decode()
    assert "maart 2026" in listed


def test_it_is_ended(olga, auditor, made):
    address = page(made.decision, "end")
    assert auditor.get(address).status_code == 403
    assert olga.post(address, {"on": "2026-03-15"}).status_code == 200
    assert olga.post(address, {"on": "2026-04-01"}).status_code == 302
    assert StatisticsDecision.objects.get().valid_until == date(2026, 4, 1)


def test_a_partner_sees_none_of_it_here(eve, made):
    for row in (made, made.decision):
        assert eve.get(page(row)).status_code in {302, 403, 404}


def test_what_is_missing_and_what_is_used_up_are_findings(partner, made):
    recompute_findings(on=date(2026, 9, 1), by=SYSTEM)
    rows = Finding.objects.filter(party=partner, code__startswith="statistics_")
    found = {row.code: (row.number, row.owner) for row in rows}
    # April fits and was not made; May, June and July do not fit any more.
    assert found == {
        "statistics_month_missing": (1, "PLATFORM"),
        "statistics_budget_used_up": (3, "PARTNER"),
    }


def test_a_month_is_no_finding_before_its_day_is_over(partner, made):
    recompute_findings(on=date(2026, 5, 11), by=SYSTEM)
    assert not Finding.objects.filter(code="statistics_month_missing").exists()
    recompute_findings(on=date(2026, 5, 12), by=SYSTEM)
    assert Finding.objects.filter(code="statistics_month_missing").exists()
