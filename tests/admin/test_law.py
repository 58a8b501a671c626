"""The register of sources, and findings as a file, as officers meet them."""

import pytest
from django.urls import reverse

from roles.models import Finding, Source

SOURCES = reverse("admin:roles_source_changelist")
NEW = {
    "code": "edpb-01-2030",
    "kind": "GUIDELINE",
    "title_nl": "Nieuwe richtsnoeren",
    "title_en": "New guidelines",
    "instrument": "",
    "url": "https://www.edpb.europa.eu/",
    "on": "2026-01-01",
}
pytestmark = pytest.mark.django_db


def test_the_privacy_officer_enters_a_source_and_says_what_it_replaced(olga):
    added = olga.post(reverse("admin:roles_source_add"), NEW)
    assert added.status_code == 302, added.content.decode()[-3000:]
    new, old = Source.objects.get(code="edpb-01-2030"), Source.objects.get(code="edpb-07-2020")
    page = reverse("admin:roles_source_change", args=[old.pk])
    assert "communicates" in olga.get(page).content.decode()
    done = olga.post(
        page.replace("/change/", "/supersede/"), {"successor": new.pk, "on": "2026-02-01"}
    )
    assert done.status_code == 302
    old.refresh_from_db()
    assert old.superseded_by == new


def test_an_auditor_reads_sources_and_changes_none(auditor):
    assert auditor.get(SOURCES).status_code == 200
    assert auditor.get(reverse("admin:roles_source_add")).status_code == 403
    old = Source.objects.get(code="edpb-07-2020")
    page = reverse("admin:roles_source_change", args=[old.pk]).replace("/change/", "/supersede/")
    assert auditor.post(page, {"successor": old.pk, "on": "2026-02-01"}).status_code == 403


def test_findings_are_taken_along_as_they_are_filtered(olga):
    listed = reverse("admin:roles_finding_changelist")
    page = olga.get(f"{listed}?severity__exact=LOW")
    assert "severity__exact=LOW&amp;format=csv" in page.content.decode()
    lines = b"".join(olga.get(f"{listed}?severity__exact=LOW&format=csv")).decode("utf-8-sig")
    codes = {line.split(";")[0] for line in lines.splitlines()}
    low = set(Finding.objects.filter(severity="LOW").values_list("code", flat=True))
    assert low
    assert low <= codes
    others = set(Finding.objects.exclude(severity="LOW").values_list("code", flat=True))
    assert not others & codes
    assert "format=xlsx" in page.content.decode()
