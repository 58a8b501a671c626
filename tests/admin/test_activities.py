"""Records in the admin: read, approved, taken along."""

from django.urls import reverse
from django.utils import timezone

from records.activities.models import ActivityVersion
from records.activities.queries import record
from records.activities.register import load_records
from records.register import load_retention_register
from roles.models import Party
from tests.admin.test_keeping import YES, page
from voipgrid_privacy.kernel.tenancy import SYSTEM


def test_a_version_is_read_approved_and_its_record_taken_along(olga, auditor):
    load_retention_register(by=SYSTEM)
    load_records(at=timezone.now(), by=SYSTEM)
    listed = olga.get(reverse("admin:records_activityversion_changelist")).content.decode()
    assert "Marketing bij partners" in listed
    row = ActivityVersion.objects.get(activity__code="marketing")
    assert "(d)" in olga.get(page(row)).content.decode()
    assert auditor.post(page(row, "approve"), YES).status_code == 403
    assert olga.post(page(row, "approve"), YES).status_code == 302
    row.refresh_from_db()
    assert row.approval.approved_by == olga.user.pk
    for form in ("csv", "xlsx", "json"):
        assert olga.get(page(row, f"as_{form}")).getvalue()
    assert olga.get(reverse("admin:roles_measure_changelist")).status_code == 200


def test_what_an_officer_records_reaches_every_partner(olga, auditor):
    load_retention_register(by=SYSTEM)
    load_records(at=timezone.now(), by=SYSTEM)
    row = ActivityVersion.objects.get(activity__code="traffic-and-billing")
    line = {"lines": "US; Carrier Inc.; SAFEGUARDS; SCC 3"}
    assert auditor.post(page(row, "transfers"), line).status_code == 403
    assert "niet te lezen" in olga.post(page(row, "transfers"), {"lines": "x"}).content.decode()
    assert olga.post(page(row, "transfers"), line).status_code == 302
    party = Party.objects.create(kind="PARTNER", name="Belfabriek")
    found = record(viewer=SYSTEM, party=party, kind="CONTROLLER", on=timezone.localdate())
    entry = next(e for e in found.entries if e.code == "traffic-and-billing")
    assert entry.body["transfers"]["to"][0]["country"] == "US"
    assert entry.missing == ()
    assert olga.get(page(row, "recipients")).status_code == 200
