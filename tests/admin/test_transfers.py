"""Transfers for officers: the page of a day, recording, and what keeps a ground up."""

from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roles.models import (
    AdequacyCoverage,
    LawAct,
    Party,
    Service,
    Transfer,
    TransferAssessment,
    TransferDocument,
)
from roles.services import conclude_contract, register_party
from roles.transfers.services import record_transfer
from tests.admin.test_sub_processors import act
from voipgrid_privacy.kernel.tenancy import SYSTEM

PAGE = "admin:transfer_overview"
START = date(2026, 1, 1)


def html(response) -> str:
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


@pytest.fixture
def supply(register):
    us = register_party(kind="SUPPLIER", name="Ridgeline", country="US", is_public=True, by=SYSTEM)
    return conclude_contract(
        provider=us,
        acquirer=Party.objects.get(kind="PLATFORM"),
        service=Service.objects.get(code="TELEPHONY"),
        kind="SUPPLY",
        on=START,
        by=SYSTEM,
    )


def given(supply, **more):
    return {
        "exporter": supply.acquirer_id,
        "importer": supply.provider_id,
        "country": "US",
        "contract": supply.pk,
        "mechanism": "SAFEGUARDS",
        "instrument": "SCC_2021",
        "signed_on": "2025-12-01",
        "on": "2026-01-01",
        **more,
    }


def test_the_page_of_a_day_has_map_table_and_law(olga, supply):
    page = html(olga.get(reverse(PAGE), {"on": "2026-06-01"}))
    assert "Ridgeline" in page
    assert "Voor deze doorgifte is geen grond vastgelegd." in page
    adequate = "Passend beschermingsniveau voor importeurs die eronder vallen"
    assert f"Verenigde Staten: {adequate}." in page
    assert "(EU) 2023/1795" in page
    past = html(olga.get(reverse(PAGE), {"on": "2016-01-01"}))
    assert "ongeldig verklaard door het Hof van Justitie (C-362/14)" in past
    assert "2016/1250" not in past
    assert "Ridgeline" not in past


def test_an_officer_records_assesses_changes_attaches_and_ends(olga, supply):
    add = reverse("admin:roles_transfer_add")
    refused = html(olga.post(add, given(supply, country="NO")))
    assert "inside_eea" in refused
    assert not Transfer.objects.exists()
    handled = ["OTHER_PERSONAL", "TRAFFIC_BILLING", "TRANSMITTED"]
    data = {"data_categories": handled, "supplementary": []}
    olga.post(add, given(supply, **data))
    row = Transfer.objects.get()
    assert (row.modules, row.categories) == ([3], handled)
    assert "Er is geen doorgiftebeoordeling" in html(act(olga, row, "change"))
    done = {
        "done_on": "2026-02-01",
        "outcome": "EQUIVALENT",
        "review_on": "2027-02-01",
        "assessor": "FG",
    }
    act(olga, row, "assess", done)
    assert TransferAssessment.objects.get().transfer == row
    assert "assessed_already" in html(act(olga, row, "assess", done))
    file = SimpleUploadedFile("scc.pdf", b"%PDF-1.7 signed", "application/pdf")
    act(olga, row, "attach", {"file": file})
    kept = TransferDocument.objects.get()
    download = act(olga, kept, "download")
    assert download.content == b"%PDF-1.7 signed"
    alter = {"mechanism": "DEROGATION", "derogation": "e", "on": "2026-06-01"}
    act(olga, row, "alter", alter)
    after = Transfer.objects.exclude(pk=row.pk).get()
    assert (after.derogation, after.valid_from) == ("e", date(2026, 6, 1))
    act(olga, after, "end", {"on": "2026-07-01"})
    after.refresh_from_db()
    assert after.valid_until == date(2026, 7, 1)


def test_an_officer_records_that_an_importer_is_covered(olga, supply):
    add = reverse("admin:roles_adequacycoverage_add")
    asked = {
        "importer": supply.provider_id,
        "decision": "US_DPF",
        "covers": "NOT_STAFF",
        "on": "2026-01-01",
        "checked_on": "2026-01-01",
    }
    olga.post(add, asked)
    row = AdequacyCoverage.objects.get()
    page = html(olga.get(reverse(PAGE), {"on": "2026-06-01"}))
    assert "waar de importeur onder valt" in page
    act(olga, row, "end", {"on": "2026-03-01"})
    page = html(olga.get(reverse(PAGE), {"on": "2026-06-01"}))
    assert "waar de importeur onder valt" not in page
    assert html(olga.get(reverse("admin:roles_adequacycoverage_changelist")))


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_a_past_day_is_taken_along_with_the_same_bytes(olga, supply, form):
    def taken() -> bytes:
        answer = olga.get(reverse(PAGE), {"on": "2026-03-01", "format": form})
        return b"".join(answer) if answer.streaming else answer.content

    first = taken()
    assert taken() == first


def test_a_longer_list_takes_no_more_queries(olga, supply):
    def entered(country, mechanism="DEROGATION"):
        record_transfer(
            exporter=supply.acquirer,
            importer=supply.provider,
            country=country,
            mechanism=mechanism,
            derogation="e",
            on=START,
            by=SYSTEM,
        )

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert "Geen geldige grond" not in html(olga.get(listed))
        return len(seen)

    listed = reverse("admin:roles_transfer_changelist")
    entered("US")
    asked()
    one = asked()
    for country in ("IN", "CN", "SG", "AU"):
        entered(country)
    assert asked() == one


def test_an_auditor_reads_and_records_nothing(auditor, supply):
    assert "Ridgeline" in html(auditor.get(reverse(PAGE), {"on": "2026-06-01"}))
    assert auditor.get(reverse("admin:roles_transfer_add")).status_code == 403


def test_who_is_no_officer_does_not_get_in(eve, supply):
    assert eve.get(reverse(PAGE)).status_code in {302, 403}


def an_act(**more):
    return {
        "kind": "INVALIDATED",
        "about": "CH",
        "number": "C-999/26",
        "adopted_on": "2026-11-20",
        "effective_on": "2026-11-20",
        "url": "https://curia.europa.eu/C-999-26",
        "seen": "OFFICIAL",
        **more,
    }


def test_an_officer_enters_an_act_of_law_and_lets_another_succeed_it(olga, register):
    add = reverse("admin:roles_lawact_add")
    assert "CH: 2000/518/EC" in html(olga.get(add))
    refused = html(olga.post(add, an_act(number="een arrest")))
    assert "judgment_unnamed" in refused
    assert not LawAct.objects.exists()
    olga.post(add, an_act())
    row = LawAct.objects.get()
    page = html(olga.get(reverse(PAGE), {"on": "2026-11-27"}))
    assert "ongeldig verklaard door het Hof van Justitie (C-999/26)" in page
    assert "telt" in html(act(olga, row, "change"))
    later = {**an_act(number="C-999/26", effective_on="2026-12-01")}
    act(olga, row, "succeed", {k: v for k, v in later.items() if k not in {"kind", "about"}})
    made = LawAct.objects.get(replaces=row)
    assert made.effective_on == date(2026, 12, 1)
    assert "law_act_succeeded" in html(act(olga, row, "withdraw", {"sure": "1"}))
    act(olga, made, "withdraw", {"sure": "1"})
    listed = html(olga.get(reverse("admin:roles_lawact_changelist")))
    assert "opgevolgd" in listed
    assert "ingetrokken" in listed
    page = html(olga.get(reverse(PAGE), {"on": "2026-12-02"}))
    assert "C-999/26" not in page


def test_a_new_decision_is_marked_as_entered_by_hand(olga, register):
    given = an_act(kind="ADEQUACY", about="", country="KE", number="(EU) 2026/999")
    olga.post(reverse("admin:roles_lawact_add"), given)
    assert LawAct.objects.get().decision == "KE"
    page = html(olga.get(reverse(PAGE), {"on": "2026-11-27"}))
    assert "met de hand ingevoerd" in page
    assert "Kenia: Passend beschermingsniveau." in page
    assert "met de hand ingevoerd" not in html(olga.get(reverse(PAGE), {"on": "2026-11-19"}))


def test_the_page_of_a_day_is_paged_with_as_many_queries_as_for_one(olga, supply):
    def asked(**query):
        with CaptureQueriesContext(connection) as queries:
            page = html(olga.get(reverse(PAGE), {"on": "2026-06-01", **query}))
        return page, len(queries)

    asked()
    _page, few = asked()
    for number in range(60):
        us = register_party(kind="SUPPLIER", name=f"Far {number:02}", country="US", by=SYSTEM)
        conclude_contract(
            provider=us,
            acquirer=supply.acquirer,
            service=supply.service,
            kind="SUPPLY",
            on=START,
            by=SYSTEM,
        )
    first, many = asked()
    assert many == few
    assert "Far 49" in first
    assert "Far 50" not in first
    assert "Ridgeline" in asked(page=2)[0]
