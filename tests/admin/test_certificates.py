"""Certificates in the admin: reached from the run, read, and taken along."""

import pytest
from django.urls import reverse
from django.utils import timezone

from records.certificates.services import certify_run
from records.certificates.verify_certificates import verify
from records.engine import run, services
from records.models import AnonymisationJob, Certificate
from tests.admin.test_keeping import YES, calls, page, rule  # noqa: F401
from voipgrid_privacy.kernel.signing import public_key
from voipgrid_privacy.kernel.tenancy import SYSTEM


@pytest.fixture
def certified(calls, today) -> AnonymisationJob:  # noqa: F811
    (job,) = services.ring_due(on=today, by=SYSTEM)
    run.anonymise(job)
    certify_run(job=job, at=timezone.now(), by=SYSTEM)
    return AnonymisationJob.objects.get()


def test_a_run_links_its_certificate_and_those_of_its_parties(olga, certified):
    html = olga.get(page(certified)).content.decode()
    whole = Certificate.objects.get(party=None)
    for address in (page(whole), page(whole, "as_json"), page(whole, "as_paper")):
        assert address in html
    listed = reverse("admin:records_certificate_changelist")
    query = f"?job__id__exact={certified.pk}&party__isempty=0"
    assert f"{listed}{query.replace('&', '&amp;')}" in html
    assert olga.get(listed + query).content.decode().count("traffic-billing-6-months") >= 1


def test_a_run_that_goes_on_has_none_yet(olga, calls, today):  # noqa: F811
    (job,) = services.ring_due(on=today, by=SYSTEM)
    html = olga.get(page(AnonymisationJob.objects.get(pk=job))).content.decode()
    assert "Nog geen" in html


def test_it_is_read_and_taken_along(olga, auditor, certified):
    row = Certificate.objects.get(party=None)
    for client in (olga, auditor):
        html = client.get(page(row)).content.decode()
        assert "niet anoniem" in html
        assert bytes(row.hash).hex() in html
        assert verify([client.get(page(row, "as_json")).content.decode()], public_key())
        assert client.get(page(row, "as_paper"))["Content-Type"] == "application/pdf"
    assert "_save" not in html


def test_a_partner_reads_none_here(eve, certified):
    row = Certificate.objects.get(party=None)
    for address in (page(row), page(row, "as_json"), page(row, "as_paper")):
        assert eve.get(address).status_code in {302, 403, 404}


def test_stopping_a_run_rings_for_its_certificate(olga, calls, today, monkeypatch):  # noqa: F811
    rung: list[str] = []
    monkeypatch.setattr(
        "records.admin.jobs.issue_certificate.delay_on_commit", rung.append, raising=False
    )
    (pk,) = services.ring_due(on=today, by=SYSTEM)
    job = AnonymisationJob.objects.get(pk=pk)
    olga.post(page(job, "pause"), YES)
    olga.post(page(job, "cancel"), YES)
    assert rung == [str(pk)] * 2
