"""A partner's records in the portal: read, changed for itself, taken along."""

import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from records.activities.models import Activity, ActivityVersion
from records.activities.register import load_records
from records.activities.services import change_activity
from records.register import load_retention_register
from roles.models import Party
from tests.site.world import World, deliver, party
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
PATH = "/en/portal/verwerkingen/"
Visit = Callable[[str], Client]


@pytest.fixture
def records(world: World) -> World:
    load_retention_register(by=SYSTEM)
    load_records(at=timezone.now(), by=SYSTEM)
    return world


def text(client: Client, path: str = PATH) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return unescape(response.content.decode())


def billing() -> str:
    row = Activity.objects.get(code="traffic-and-billing", based_on=None)
    return f"{PATH}{row.pk}/"


def test_both_records_are_there_at_once(records: World, visit: Visit) -> None:
    html = text(visit("Bella"))
    assert "Handling and billing telephone traffic" in html
    assert "(e) to which countries" in html
    html = text(visit("Bella"), f"{PATH}verwerker/")
    assert "Bakker" in html
    assert "Slager" not in html


def test_customers_of_resellers_are_in_the_record_too(records: World, visit: Visit) -> None:
    reseller, deeper = party("Doorverkoper", "RESELLER"), party("Diepere klant", "CUSTOMER")
    deliver(records.parties["Belfabriek"], reseller, "RESALE")
    deliver(reseller, deeper, "SUBSCRIPTION")
    html = text(visit("Bella"), f"{PATH}verwerker/")
    assert "Diepere klant" in html
    assert "Sub-processor, for Doorverkoper" in " ".join(html.split())


LINE = {
    "0-country": "US",
    "0-recipient": "Carrier Inc.",
    "0-mechanism": "SAFEGUARDS",
    "0-document": "SCC 3",
}


def said(code: str) -> str:
    return f"{billing()}zeg/{code}/"


def test_what_is_said_for_oneself_is_a_version_and_can_be_taken_back(
    records: World, visit: Visit
) -> None:
    client = visit("Bella")
    wrong = client.post(said("transfers"), LINE | {"0-mechanism": ""})
    assert "say what each transfer rests on" in unescape(wrong.content.decode())
    assert client.post(said("transfers"), LINE).status_code == 302
    html = text(client, billing())
    assert "US · Carrier Inc." in html
    assert "What differs from VoIPGRID's text" in html
    assert "US · Carrier Inc." not in text(client, PATH)
    own = Activity.objects.get(based_on__isnull=False)
    assert "Carrier Inc." in text(client, f"{PATH}{own.pk}/versies/1/")
    assert client.post(billing(), {"do": "approve"}).status_code == 302
    assert "approved" in text(client, billing())
    client.post(billing(), {"do": "follow", "section": "transfers"})
    assert "What differs from VoIPGRID's text" not in text(client, billing())
    assert client.post(billing(), {"do": "nonsense"}).status_code == 404


def test_every_section_can_be_said_and_saying_the_same_changes_nothing(
    records: World, visit: Visit
) -> None:
    client = visit("Bella")
    for code in ("name", "purposes", "subjects", "data", "recipients", "retention", "measures"):
        page = client.get(said(code))
        form = page.context["form"]
        same = {name: field.initial for name, field in form.fields.items() if field.initial}
        got = client.post(said(code), same)
        assert "Nothing changed" in unescape(got.content.decode()), code
    assert not Activity.objects.filter(based_on__isnull=False).exists()
    assert client.get(said("covers")).status_code == 404
    assert visit("Eve").get(said("name")).status_code == 403


def test_recipients_keep_their_secrecy_when_another_is_added(records: World, visit: Visit) -> None:
    client = visit("Bella")
    form = client.get(said("recipients")).context["form"]
    given = {name: field.initial for name, field in form.fields.items() if field.initial}
    number = form.count - 2
    given |= {
        f"{number}-kind": "PROCESSOR",
        f"{number}-name_nl": "Drukker",
        f"{number}-name_en": "Printer",
    }
    assert client.post(said("recipients"), given).status_code == 302
    html = text(client, billing())
    assert "<ins>Printer · Processor</ins>" in html
    assert "under a duty of secrecy" in html


def test_what_voipgrid_changes_is_shown_to_who_says_it_otherwise(
    records: World, visit: Visit
) -> None:
    client = visit("Bella")
    client.post(said("transfers"), LINE)
    model = Party.objects.get(is_model=True, kind="PARTNER")
    change_activity(
        party=model,
        pk=Activity.objects.get(code="traffic-and-billing", based_on=None).pk,
        sections={"transfers": {"none": True, "to": []}, "measures": ["firewalls"]},
        on=timezone.localdate(),
        at=timezone.now(),
        by=SYSTEM,
    )
    html = text(client, billing())
    assert "VoIPGRID changed its own text of what you say yourself" in html
    assert "<ins>None: the data stays within the European Economic Area</ins>" in html
    assert "Firewalls" in html
    assert "Passwords" not in html


def test_two_versions_are_compared_in_words(records: World, visit: Visit) -> None:
    client = visit("Bella")
    client.post(said("transfers"), LINE)
    client.post(said("transfers"), LINE | {"0-country": "IN"})
    own = Activity.objects.get(based_on__isnull=False)
    html = text(client, f"{PATH}{own.pk}/versies/2/")
    assert "<del>US · Carrier Inc." in html
    assert "<ins>IN · Carrier Inc." in html
    base = ActivityVersion.objects.get(activity=own.based_on)
    assert "<del>US" not in text(client, f"{PATH}{own.pk}/versies/2/?with={base.pk}")
    assert "<ins>IN" in text(client, f"{PATH}{own.pk}/versies/2/?with={base.pk}")


def test_an_entry_of_ones_own_is_added_and_filled_in(records: World, visit: Visit) -> None:
    client = visit("Bella")
    given = {"name_nl": "Kerstpost", "name_en": "Christmas cards", "code": "cards"}
    made = client.post(f"{PATH}nieuw/", given)
    html = text(client, made["Location"])
    assert "Christmas cards" in html
    assert "(b) the purposes" in html
    again = client.post(f"{PATH}nieuw/", given)
    assert "There is already an entry" in unescape(again.content.decode())
    path = f"{made['Location']}zeg/"
    purpose = {"0-purpose": "MARKETING", "0-basis": "CONSENT"}
    assert client.post(f"{path}purposes/", purpose).status_code == 302
    assert client.post(f"{path}subjects/", {"ticked": ["CUSTOMER_CONTACTS"]}).status_code == 302
    assert client.post(f"{path}transfers/", {"nowhere": "on"}).status_code == 302
    review = {"0-department": "Sales", "0-owner": "Head of sales", "0-next_on": "2027-05-01"}
    assert client.post(f"{path}review/", review).status_code == 302
    html = text(client, made["Location"])
    assert "Marketing · Consent, Art. 6(1)(a)" in html
    assert "Head of sales" in html
    assert "(b) the purposes" not in html


def test_who_keeps_the_record_is_said_once_for_both(records: World, visit: Visit) -> None:
    client = visit("Bella")
    assert "(a) contact details of the party" in text(client)
    given = {
        "address": "Dorpsstraat 1",
        "officer": "NOT_REQUIRED",
        "PRIVACY-email": "privacy@belfabriek.nl",
    }
    assert client.post(f"{PATH}wie/", given).status_code == 302
    assert "(a) contact details" not in text(client)
    form = text(client, f"{PATH}wie/")
    assert "privacy@belfabriek.nl" in form
    wrong = client.post(f"{PATH}wie/", given | {"DPO-name": "FG"})
    assert "Give an e-mail address" in unescape(wrong.content.decode())
    given |= {"PRIVACY-email": "avg@belfabriek.nl"}
    assert client.post(f"{PATH}wie/", given).status_code == 302
    assert "avg@belfabriek.nl" in text(client, f"{PATH}wie/")
    assert "privacy@belfabriek.nl" not in text(client, f"{PATH}wie/")


@pytest.mark.parametrize("tail", ["", "verwerker/"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "pdf", "jsonld"])
def test_it_is_taken_along(records: World, visit: Visit, tail: str, form: str) -> None:
    got = visit("Bella").get(f"{PATH}{tail}?format={form}")
    assert got.status_code == 200
    assert f".{form}" in got["Content-Disposition"]
    assert got.getvalue()
    close_files(got)


def test_a_day_before_the_record_has_nothing(records: World, visit: Visit) -> None:
    assert "There was nothing" in text(visit("Bella"), f"{PATH}?on=2010-01-01")
    assert visit("Bella").get(f"{PATH}?on=2010-99-01").status_code == 200


def test_a_record_is_edited_in_a_spreadsheet(records: World, visit: Visit) -> None:
    client = visit("Bella")
    taken = client.get(f"{PATH}?format=xlsx")
    book = load_workbook(io.BytesIO(taken.getvalue()))
    close_files(taken)

    def handed_in() -> str:
        file = io.BytesIO()
        book.save(file)
        upload = SimpleUploadedFile("record.xlsx", file.getvalue())
        return unescape(client.post(f"{PATH}werkmap/", {"file": upload}).content.decode())

    assert "This workbook changes nothing." in handed_in()
    book["systems"].cell(2, 3).value = "Ons kantoor"
    html = handed_in()
    assert "<ins>Ons kantoor</ins>" in html
    assert not Activity.objects.filter(based_on__isnull=False).exists()
    token = re.search(r'name="token" value="([^"]+)"', html)
    assert token
    assert client.post(f"{PATH}werkmap/", {"token": token[1]}).status_code == 302
    assert Activity.objects.filter(based_on__isnull=False).count() == 1
    again = client.post(f"{PATH}werkmap/", {"token": token[1]})
    assert "changed in the meantime" in unescape(again.content.decode())
    for wrong in ({}, {"file": SimpleUploadedFile("x.xlsx", b"nonsense")}):
        html = client.post(f"{PATH}werkmap/", wrong).content.decode()
        assert "Choose the workbook" in html or "cannot be read" in html


def close_files(response: Any) -> None:
    for close in response._resource_closers:
        close()
