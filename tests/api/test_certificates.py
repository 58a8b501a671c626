"""Certificates through the API: the own part, with its proof, as JSON and on paper."""

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from records.api.shapes import CertificateBody
from records.certificates.services import certify_run
from records.certificates.verify_certificates import Broken, verify
from records.engine import run, services
from records.models import Certificate
from records.register import load_retention_register
from tests.api.conftest import Reseller, token_for
from tests.records.conftest import INSERT
from voipgrid_privacy.kernel.signing import public_key
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
PATH = "/deletion-certificates"
LONG_AGO = date(2024, 1, 31)


@pytest.fixture
def certified(belfabriek: Reseller, spraakwerk: Reseller) -> None:
    load_retention_register(by=SYSTEM)
    for reseller, rows in ((belfabriek, 12), (spraakwerk, 30)):
        whose = (reseller.party.pk, reseller.customer.pk)
        with connection.cursor() as cursor:
            cursor.execute(INSERT, (*whose, LONG_AGO, LONG_AGO, rows))
    (job,) = services.ring_due(on=timezone.localdate(), by=SYSTEM)
    run.anonymise(job)
    certify_run(job=job, at=timezone.now(), by=SYSTEM)


def test_the_own_certificates_are_listed(certified: None, belfabriek: Reseller) -> None:
    got = belfabriek.get(PATH).json()
    (row,) = got["results"]
    assert (got["total_count"], got["next_cursor"]) == (1, None)
    assert (row["rows_done"], row["outcome"], row["number"]) == (12, "DONE", 1)
    assert row["rule"] == "traffic-billing-6-months"
    assert belfabriek.get(f"{PATH}?sort=-issued_at&limit=1").status_code == 200


def test_one_is_handed_out_with_its_proof(certified: None, belfabriek: Reseller) -> None:
    (row,) = belfabriek.get(PATH).json()["results"]
    got = belfabriek.get(f"{PATH}/{row['id']}")
    assert got.json()["body"]["rows_done"] == 12
    assert verify([got.content.decode()], public_key())["certificates"] == 1
    with pytest.raises(Broken):
        verify([got.content.decode().replace('"rows":12', '"rows":13')], public_key())
    again = belfabriek.get(f"{PATH}/{row['id']}", if_none_match=got["ETag"])
    assert again.status_code == 304


def test_it_is_a_page_of_pdf_too(certified: None, belfabriek: Reseller) -> None:
    (row,) = belfabriek.get(PATH).json()["results"]
    got = belfabriek.get(f"{PATH}/{row['id']}/document")
    assert (got["Content-Type"], got.content[:5]) == ("application/pdf", b"%PDF-")


def test_another_partners_is_answered_like_nothing(
    certified: None, belfabriek: Reseller, spraakwerk: Reseller, nobody: str
) -> None:
    hers = Certificate.objects.get(party=spraakwerk.party)
    whole = Certificate.objects.get(party=None)
    for tail in ("", "/document"):
        nothing = belfabriek.get(f"{PATH}/{nobody}{tail}").json()
        for row in (hers, whole):
            got = belfabriek.get(f"{PATH}/{row.pk}{tail}")
            assert got.status_code == 404
            assert got.json() | {"instance": ""} == nothing | {"instance": ""}
    assert belfabriek.get(f"{PATH}/what").status_code == 404


def test_it_takes_a_scope(certified: None, belfabriek: Reseller) -> None:
    belfabriek.token = token_for(belfabriek.party, ["roles.read"])
    assert belfabriek.get(PATH).status_code == 403


def test_the_document_describes_everything_that_is_signed(
    certified: None, belfabriek: Reseller
) -> None:
    (row,) = belfabriek.get(PATH).json()["results"]
    body = belfabriek.get(f"{PATH}/{row['id']}").json()["body"]
    described = CertificateBody()
    assert set(described.fields) - set(body) == {"adds_to", "rewritten"}  # of a later one alone
    assert set(body) <= set(described.fields)
    assert not any(described.fields[name].required for name in ("adds_to", "rewritten"))
    for name in ("run", "rule", "technique", "operator", "states", "verification"):
        fields = described.fields[name].fields
        always = {key for key, field in fields.items() if field.required}
        assert always <= set(body[name]) <= set(fields), name
    assert set(described.fields["technique"].fields) - set(body["technique"]) == {
        "rectified_columns"  # of a rectification alone: no other certificate changes by a byte
    }
