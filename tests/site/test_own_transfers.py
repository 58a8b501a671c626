"""A partner records its own transfers in the portal: ground, documents, assessment, measures."""

from collections.abc import Callable
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roles.measures.services import enter_measure
from roles.models import Contract, Source, Transfer, TransferAssessment, TransferDocument
from roles.services import conclude_contract, register_party
from roles.transfers.services import record_transfer
from tests.site.world import START, World
from voipgrid_privacy.accounts.models import Membership
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.kernel.text import Localised

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
PATH = "/en/portal/doorgiften/"
NEW = f"{PATH}vastleggen/"
SIGNED = b"%PDF-1.7 signed"


def text(response) -> str:
    assert response.status_code == 200, response
    return " ".join(unescape(response.content.decode()).split())


def supplied(world: World, name: str = "Billing Ltd", country: str = "IN") -> Contract:
    own = world.parties["Belfabriek"]
    abroad = register_party(
        kind="SUPPLIER", name=name, country=country, registered_by=own, by=SYSTEM
    )
    service = Contract.objects.get(acquirer=own, kind="RESALE").service
    return conclude_contract(
        provider=abroad, acquirer=own, service=service, kind="SUPPLY", on=START, by=SYSTEM
    )


def given(supply: Contract, **more: object) -> dict[str, object]:
    return {
        "importer": supply.provider_id,
        "contract": supply.pk,
        "country": "IN",
        "mechanism": "SAFEGUARDS",
        "instrument": "SCC_2021",
        "signed_on": "2024-12-01",
        "on": START.isoformat(),
        **more,
    }


def recorded(supply: Contract, **more: object) -> Transfer:
    return record_transfer(
        exporter=supply.acquirer,
        importer=supply.provider,
        country=supply.provider.country,
        contract=supply,
        mechanism="SAFEGUARDS",
        instrument="SCC_2021",
        signed_on=START,
        on=START,
        **more,
        by=SYSTEM,
    )


def test_what_goes_abroad_without_a_ground_is_recorded_from_the_list(
    world: World, visit: Visit
) -> None:
    supply, bella = supplied(world), visit("Bella")
    page = text(bella.get(PATH))
    asked = f"?importer={supply.provider_id}&country=IN&contract={supply.pk}"
    assert f"vastleggen/{asked}" in page
    form = text(bella.get(NEW + asked))
    assert f'<option value="{supply.provider_id}" selected>' in form
    assert '<option value="IN" selected>India</option>' in form
    refused = text(bella.post(NEW, given(supply, instrument="")))
    assert "Say which safeguard, with a safeguard and only there." in refused
    assert not Transfer.objects.exists()
    answer = bella.post(NEW, given(supply))
    made = Transfer.objects.get()
    assert answer.url.endswith(f"{made.pk}/")
    assert made.modules
    page = text(bella.get(answer.url))
    assert "There is no transfer impact assessment." in page
    assert "Record a transfer impact assessment" in page


def test_assessment_measures_document_change_and_end_are_recorded(
    world: World, visit: Visit
) -> None:
    enter_measure(
        code="own-keys",
        kind="CONFIDENTIALITY",
        name=Localised("Eigen sleutels", "Own keys"),
        description=Localised("Versleuteld.", "Encrypted."),
        source=Source.objects.get(code="gdpr"),
        by=SYSTEM,
    )
    made, bella = recorded(supplied(world)), visit("Bella")
    page = f"{PATH}{made.pk}/"
    done = {
        "do": "assess",
        "done_on": "2025-02-01",
        "outcome": "WITH_MEASURES",
        "review_on": "2099-02-01",
        "assessor": "Privacy officer",
    }
    assert bella.post(page, done).status_code == 302
    assert TransferAssessment.objects.get().transfer == made
    html = text(bella.get(page))
    assert "asks for supplementary measures, and none is recorded" in html
    assert "Equivalent with supplementary measures" in html
    again = text(bella.post(page, done))
    assert "An assessment of that day is already recorded." in again
    measures = {"do": "measures", "supplementary": ["own-keys"], "on": START.isoformat()}
    assert bella.post(page, measures).status_code == 302
    html = text(bella.get(page))
    assert "Own keys" in html
    assert "Permitted" in html
    file = SimpleUploadedFile("scc.pdf", SIGNED, "application/pdf")
    assert bella.post(page, {"do": "attach", "file": file}).status_code == 302
    kept = TransferDocument.objects.get()
    assert kept.sha256 in text(bella.get(page))
    answer = bella.get(f"{PATH}documenten/{kept.pk}/")
    assert answer.content == SIGNED
    assert answer["Content-Disposition"].startswith("attachment")
    wrong = SimpleUploadedFile("x.pdf", b"MZ", "application/pdf")
    assert "A document is a PDF" in text(bella.post(page, {"do": "attach", "file": wrong}))
    later = {"do": "change", "mechanism": "DEROGATION", "derogation": "e", "on": "2026-06-01"}
    moved = bella.post(page, later)
    after = Transfer.objects.exclude(pk=made.pk).get()
    assert moved.url.endswith(f"{after.pk}/")
    html = text(bella.get(moved.url))
    assert "Before and after" in html
    assert kept.sha256 in html
    assert bella.post(moved.url, {"do": "end", "on": "2026-07-01"}).status_code == 302
    after.refresh_from_db()
    assert after.valid_until is not None


def test_that_an_own_supplier_is_covered_by_a_decision_is_recorded(
    world: World, visit: Visit
) -> None:
    made, bella = recorded(supplied(world, "Hosting Inc.", "US")), visit("Bella")
    page = f"{PATH}{made.pk}/"
    covered = {
        "do": "cover",
        "decision": "US_DPF",
        "covers": "ALL",
        "on": "2025-01-01",
        "checked_on": "2026-01-01",
    }
    assert "Record that the importer is covered by a decision" in text(bella.get(page))
    assert bella.post(page, covered).status_code == 302
    html = text(bella.get(page))
    assert "Permitted" in html
    assert "(EU) 2023/1795 (Data Privacy Framework) </strong> · All personal data" in html.replace(
        "Framework)<", "Framework) <"
    )
    assert "This is already recorded in that period." in text(bella.post(page, covered))
    india = recorded(supplied(world))
    assert "is covered by a decision" not in text(bella.get(f"{PATH}{india.pk}/"))


def test_others_record_and_read_nothing_of_it(world: World, visit: Visit) -> None:
    supply = supplied(world)
    made = recorded(supply)
    bella = visit("Bella")
    file = SimpleUploadedFile("scc.pdf", SIGNED, "application/pdf")
    bella.post(f"{PATH}{made.pk}/", {"do": "attach", "file": file})
    kept = TransferDocument.objects.get()
    mine = {"user": world.users["Both"], "party": world.parties["Belfabriek"]}
    Membership.objects.filter(**mine).delete()
    stranger = visit("Both")
    for path in (f"{PATH}{made.pk}/", f"{PATH}documenten/{kept.pk}/"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"{PATH}{made.pk}/", {"do": "end", "on": "2026-01-01"}).status_code == 404
    refused = stranger.post(NEW, given(supply))
    assert refused.status_code in {200, 403}
    assert Transfer.objects.count() == 1
    assert bella.post(f"{PATH}{made.pk}/", {"do": "nothing"}).status_code == 404


def test_without_a_supplier_the_page_says_whom_to_ask(world: World, visit: Visit) -> None:
    assert "Ask VoIPGRID to enter the supplier" in text(visit("Bella").get(NEW))


def test_many_transfers_are_paged_with_as_many_queries_as_for_one(
    world: World, visit: Visit
) -> None:
    supplied(world)
    bella = visit("Bella")

    def asked(query: str = "") -> tuple[str, int]:
        with CaptureQueriesContext(connection) as queries:
            page = text(bella.get(PATH + query))
        return page, len(queries)

    asked()
    _page, few = asked()
    for number in range(55):
        supplied(world, f"Supplier {number:02}")
    first, many = asked()
    assert many == few
    assert "56 transfers on" in first
    assert "Page 1 of 2" in first
    assert "Supplier 54" not in first
    assert "Supplier 54" in asked("?page=2")[0]
