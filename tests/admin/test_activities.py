"""Records in the admin: read, approved, taken along."""

import io
import re
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from records.activities.exporting import FORMS
from records.activities.models import Activity, ActivityVersion
from records.activities.queries import record
from records.activities.register import load_records
from records.register import load_retention_register
from roles.models import Contact, Party
from tests.admin.test_keeping import YES, page
from tests.site.world import deliver
from voipgrid_privacy.kernel.tenancy import SYSTEM


def test_a_version_is_read_approved_and_its_record_taken_along(olga, auditor):
    load_retention_register(by=SYSTEM)
    load_records(at=timezone.now(), by=SYSTEM)
    listed = olga.get(reverse("admin:records_activityversion_changelist")).content.decode()
    assert "Marketing gericht op partners" in listed
    row = ActivityVersion.objects.get(activity__code="marketing")
    assert "(d)" in olga.get(page(row)).content.decode()
    assert auditor.post(page(row, "approve"), YES).status_code == 403
    assert olga.post(page(row, "approve"), YES).status_code == 302
    row.refresh_from_db()
    assert row.approval.approved_by == olga.user.pk
    assert olga.get(page(row, "entry")).status_code == 302
    assert olga.get(reverse("admin:roles_measure_changelist")).status_code == 200


def test_what_an_officer_records_reaches_every_partner(olga, auditor):
    load_retention_register(by=SYSTEM)
    load_records(at=timezone.now(), by=SYSTEM)
    model = Party.objects.get(kind="PARTNER", is_model=True)
    row = Activity.objects.get(code="traffic-and-billing")
    address = reverse("admin:record_section", args=(model.pk, row.pk, "transfers"))
    line = {
        "0-country": "US",
        "0-recipient": "Carrier Inc.",
        "0-mechanism": "SAFEGUARDS",
        "0-document": "SCC 3",
    }
    assert auditor.post(address, line).status_code == 403
    wrong = olga.post(address, line | {"0-country": "United States"}).content.decode()
    assert "twee hoofdletters per land" in wrong
    assert olga.post(address, line).status_code == 302
    party = Party.objects.create(kind="PARTNER", name="Belfabriek")
    found = record(viewer=SYSTEM, party=party, kind="CONTROLLER", on=timezone.localdate())
    entry = next(e for e in found.entries if e.code == "traffic-and-billing")
    assert entry.body["transfers"]["to"][0]["country"] == "US"
    assert [each.letter for each in entry.missing] == ["g"]  # it states no measures itself
    version = ActivityVersion.objects.get(activity=row, number=2)
    told = unescape(olga.get(page(version)).content.decode())
    assert "<ins>US · Carrier Inc. · " in told
    assert olga.post(address, line).status_code == 200  # nothing changed, and says so


def test_a_record_is_read_and_taken_along_by_officers(olga, auditor):
    load_retention_register(by=SYSTEM)
    load_records(at=timezone.now(), by=SYSTEM)
    address = reverse("admin:records")
    assert "Marketing gericht op partners" in auditor.get(address).content.decode()
    partner = Party.objects.create(kind="PARTNER", name="Belfabriek")
    customer = Party.objects.create(kind="CUSTOMER", name="Bakker")
    platform = Party.objects.get(kind="PLATFORM")
    deliver(platform, partner, "RESALE")
    deliver(partner, customer, "SUBSCRIPTION")
    html = olga.get(f"{address}?kind=PROCESSOR").content.decode()
    assert "Bakker" in html
    assert "subverwerker" in html.lower()
    assert "Bakker" in olga.get(f"{address}?kind=PROCESSOR&name=Belfabriek").content.decode()
    assert "Slager" in olga.get(f"{address}?name=Slager").content.decode()
    for form in FORMS:
        got = olga.get(f"{address}?kind=PROCESSOR&format={form}")
        assert b"".join(got) if got.streaming else got.content
    for wrong in ("kind=X", "on=2026-99-99", "party=x", f"after={customer.pk}x"):
        assert olga.get(f"{address}?{wrong}").status_code == 200
    nobody = "00000000-0000-0000-0000-000000000001"
    assert olga.get(f"{address}?kind=PROCESSOR&after={nobody}").status_code == 404
    assert olga.get(reverse("admin:record_entry", args=(partner.pk, nobody))).status_code == 404


def test_an_officer_adds_an_entry_and_says_who_keeps_the_record(olga, auditor):
    load_retention_register(by=SYSTEM)
    load_records(at=timezone.now(), by=SYSTEM)
    platform = Party.objects.get(kind="PLATFORM")
    add = reverse("admin:record_entry_add", args=(platform.pk,))
    given = {
        "kind": "CONTROLLER",
        "name_nl": "Sollicitanten",
        "name_en": "Applicants",
        "code": "hr",
    }
    assert auditor.get(add).status_code == 403
    assert olga.post(add, given).status_code == 302
    assert olga.post(add, given).status_code == 200
    row = Activity.objects.get(code="hr")
    shown = olga.get(reverse("admin:record_entry", args=(platform.pk, row.pk))).content.decode()
    assert "Sollicitanten" in shown
    for code in ("purposes", "data", "retention", "measures", "review", "subjects"):
        address = reverse("admin:record_section", args=(platform.pk, row.pk, code))
        assert olga.get(address).status_code == 200
    review = reverse("admin:record_section", args=(platform.pk, row.pk, "review"))
    said = {"0-department": "P&O", "0-owner": "Hoofd P&O", "0-next_on": "2027-01-01"}
    assert olga.post(review, said).status_code == 302
    said = ActivityVersion.objects.get(activity=row, number=2).said["review"]
    assert said == {"department": "P&O", "owner": "Hoofd P&O", "next_on": "2027-01-01"}
    keeper = reverse("admin:record_keeper", args=(platform.pk,))
    found = {"officer": "APPOINTED", "address": "Postbus 1", "DPO-email": "fg@example.nl"}
    assert olga.post(keeper, found).status_code == 302
    assert Contact.objects.get(party=platform, kind="DPO").email == "fg@example.nl"
    assert olga.post(keeper, found | {"DPO-email": "", "DPO-name": "X"}).status_code == 200


def test_an_officer_edits_a_record_in_a_spreadsheet(olga, auditor):
    load_retention_register(by=SYSTEM)
    load_records(at=timezone.now(), by=SYSTEM)
    platform = Party.objects.get(kind="PLATFORM")
    taken = olga.get(f"{reverse('admin:records')}?format=xlsx")
    book = load_workbook(io.BytesIO(b"".join(taken.streaming_content)))
    for close in taken._resource_closers:
        close()
    address = reverse("admin:record_workbook", args=(platform.pk,))
    assert auditor.get(address).status_code == 403

    def handed_in():
        file = io.BytesIO()
        book.save(file)
        upload = SimpleUploadedFile("record.xlsx", file.getvalue())
        return olga.post(address, {"file": upload}).content.decode()

    assert "Deze werkmap verandert niets." in handed_in()
    book["recipients"].append(["marketing", "", "PROCESSOR", "Mailbedrijf", "Mail company", ""])
    html = handed_in()
    assert "<ins>Mailbedrijf · Verwerker</ins>" in html
    token = re.search(r'name="token" value="([^"]+)"', html)[1]
    assert olga.post(address, {"token": token}).status_code == 302
    row = ActivityVersion.objects.filter(activity__code="marketing").latest("number")
    assert (row.number, row.said["recipients"][0]["name"]["nl"]) == (2, "Mailbedrijf")
    assert "intussen veranderd" in olga.post(address, {"token": token}).content.decode()
    assert "Kies de werkmap" in olga.post(address, {}).content.decode()
