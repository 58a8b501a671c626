"""Ends of service in the admin: the list of what is due, and the steps that officers enter."""

from datetime import date

import pytest
from django.urls import reverse

from roles.agreements.models import Agreement, EndOfService
from roles.agreements.services import end_agreement, record_agreement
from roles.models import Party, Service
from roles.services import conclude_contract, register_party
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
START, END = date(2026, 1, 1), date(2026, 9, 1)
SAID = {"name": "H. Host", "on": "2026-09-02"}


@pytest.fixture
def agreement(register):
    platform = Party.objects.get(kind="PLATFORM")
    host = register_party(kind="SUPPLIER", name="Datacenter", by=SYSTEM)
    conclude_contract(
        provider=host,
        acquirer=platform,
        service=Service.objects.get(code="TELEPHONY"),
        kind="SUPPLY",
        on=START,
        by=SYSTEM,
    )
    days = {"processor_signed_on": START, "controller_signed_on": START, "on": START}
    made = record_agreement(
        processor=host, controller=platform, reference="DC-1", **days, by=SYSTEM
    )
    return end_agreement(agreement=made, on=END, by=SYSTEM)


def of(agreement, action):
    return reverse(f"admin:roles_agreement_{action}", args=[agreement.pk])


def step(end, name):
    return reverse("admin:end_of_service_step", args=[end.pk, name])


def test_an_officer_opens_it_and_enters_every_step(olga, agreement) -> None:
    page = olga.get(reverse("admin:ends_of_service")).content.decode()
    assert "Datacenter" in page
    front = olga.get(reverse("admin:index")).content.decode()
    assert reverse("admin:ends_of_service") in front
    assert olga.get(of(agreement, "open_end")).status_code == 200
    assert olga.post(of(agreement, "open_end"), {"sure": "1"}).status_code == 302
    end = EndOfService.objects.get(agreement=agreement)
    olga.post(step(end, "choose"), {"choice": "DELETE", **SAID})
    assert "outcome_TRANSMITTED" in olga.get(step(end, "state")).content.decode()
    given = {f"outcome_{code}": "DELETED" for code in end.data}
    given |= {f"done_{code}": "2026-09-01" for code in end.data}
    assert olga.post(step(end, "state"), {**given, **SAID, "text": "Gewist."}).status_code == 302
    stated = end.steps.get(kind="STATED")
    assert stated.entered_by == "OFFICE"
    answer = olga.post(step(end, "confirm"), {**SAID, "statement": str(stated.pk)})
    assert answer.status_code == 302
    page = olga.get(reverse("admin:end_of_service", args=[end.pk])).content.decode()
    assert "Gewist." in page
    assert step(end, "dispute") in page
    assert str(end.pk) not in olga.get(reverse("admin:ends_of_service")).content.decode()
    listed = olga.get(reverse("admin:ends_of_service"), {"state": "COMPLETE"}).content.decode()
    assert str(end.pk) in listed
    assert "(g)" not in olga.get(of(agreement, "change")).context["adminform"].form.as_p()


def test_terms_are_entered_and_shown(olga, agreement) -> None:
    late = {"days": "14", "otherwise": "DELETE", "on": "2026-02-01"}
    refused = olga.post(of(agreement, "agree_end_term"), late)
    assert "telt daarvoor niet meer" in refused.content.decode()
    Agreement.objects.filter(pk=agreement.pk).update(valid_during=(START, None))
    given = {"days": "14", "otherwise": "DELETE", "on": "2026-02-01"}
    assert olga.post(of(agreement, "agree_end_term"), given).status_code == 302
    assert agreement.end_terms.get().otherwise == "DELETE"
    assert olga.get(of(agreement, "change")).status_code == 200


def test_an_auditor_reads_and_nobody_else_gets_in(auditor, eve, agreement) -> None:
    assert auditor.get(reverse("admin:ends_of_service")).status_code == 200
    assert eve.get(reverse("admin:ends_of_service")).status_code != 200


def test_what_is_ticked_is_stated_at_once(olga, agreement) -> None:
    page = reverse("admin:ends_of_service")
    assert olga.post(page, {"do": "open-all", "agreement": str(agreement.pk)}).status_code == 302
    end = EndOfService.objects.get(agreement=agreement)
    shown = olga.get(page, {"state": "CHOICE"}).content.decode()
    assert f'value="{end.pk}"' in shown
    given = {"do": "choose", "end": str(end.pk), "choice": "DELETE", **SAID}
    assert olga.post(f"{page}?state=CHOICE", given).status_code == 302
    assert end.steps.get().choice == "DELETE"
    given = {"do": "state", "end": str(end.pk), "done_on": "2026-09-01", **SAID}
    refused = olga.post(f"{page}?state=PROOF", given).content.decode()
    assert "Er is niets vastgelegd" in refused
    assert olga.post(f"{page}?state=PROOF", {**given, "text": "Gewist."}).status_code == 302
    assert end.steps.filter(kind="STATED").exists()
    assert olga.post(page, {"do": "other"}).status_code == 404
    assert olga.post(page, {"do": "open-all", "agreement": "x"}).status_code == 404


def test_an_end_that_is_not_there_is_a_page_that_is_not_there(olga) -> None:
    nothing = "00000000-0000-4000-8000-000000000000"
    assert olga.get(reverse("admin:end_of_service", args=[nothing])).status_code == 404
    assert (
        olga.get(reverse("admin:end_of_service_step", args=[nothing, "choose"])).status_code == 404
    )
