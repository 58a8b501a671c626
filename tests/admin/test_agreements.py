"""Papers and wordings in the admin."""

import pytest
from django.urls import reverse

from roles.agreements.models import Agreement, AgreementDocument, AgreementTemplate, ClauseItem
from roles.agreements.services import record_agreement, sign_agreement
from roles.models import Contract, Party, Service
from roles.services import conclude_contract, register_party
from tests.site.test_papers_erased import erased
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(register, today) -> Agreement:
    platform = Party.objects.get(kind="PLATFORM")
    partner = register_party(kind="PARTNER", name="Belfabriek", by=SYSTEM)
    conclude_contract(
        provider=platform,
        acquirer=partner,
        service=Service.objects.get(code="TELEPHONY"),
        kind="RESALE",
        on=today,
        by=SYSTEM,
    )
    assert Contract.objects.filter(acquirer=partner).exists()
    return record_agreement(
        processor=platform, controller=partner, on=today, reference="VWO-1", by=SYSTEM
    )


def test_a_paper_that_was_erased_is_told_and_is_no_link(olga, agreement) -> None:
    olga.post(place(agreement, "generate"), {"language": "nl"})
    paper = AgreementDocument.objects.get(agreement=agreement)
    file = reverse("admin:agreement_paper", args=[paper.pk])
    assert file in olga.get(place(agreement, "change")).content.decode()
    erased(paper)
    assert file not in olga.get(place(agreement, "change")).content.decode()
    answer = olga.get(file)
    assert answer.status_code == 410
    assert "Dit is gewist" in answer.content.decode()


def place(row: object, action: str) -> str:
    return reverse(f"admin:roles_{type(row)._meta.model_name}_{action}", args=[row.pk])


def test_an_officer_generates_sends_and_signs_for_the_platform(olga, agreement) -> None:
    answer = olga.post(place(agreement, "generate"), {"language": "nl"})
    assert answer.status_code == 302
    paper = AgreementDocument.objects.get(agreement=agreement)
    page = olga.get(place(agreement, "change")).content.decode()
    file = reverse("admin:agreement_paper", args=[paper.pk])
    assert file in page
    assert paper.sha256 in page
    assert olga.get(file).content == bytes(paper.content)
    olga.post(place(agreement, "send"), {"sure": "1"})
    question = olga.get(place(agreement, "sign_here")).content.decode()
    assert paper.sha256 in question
    sign = {"document_hash": paper.sha256, "name": "Olga", "function": "FG"}
    assert olga.post(place(agreement, "sign_here"), sign).status_code == 302
    agreement.refresh_from_db()
    assert agreement.processor_signed_on is not None
    assert olga.post(place(agreement, "withdraw"), {"sure": "1"}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.processor_signed_on is None


def test_an_officer_adds_a_line_to_the_log_of_instructions(olga, agreement, today) -> None:
    given = {"kind": "GIVEN", "text": "Wis alles.", "given_by": "Bella", "channel": "EMAIL"}
    asked = {**given, "on": today.isoformat()}
    assert olga.post(place(agreement, "instruct"), asked).status_code == 302
    assert agreement.instructions.get().given_by == "Bella"
    assert "Wis alles." in olga.get(place(agreement, "change")).content.decode()


def test_an_officer_states_what_a_document_covers(olga, agreement) -> None:
    item = ClauseItem.objects.get(code="g")
    form = olga.get(place(agreement, "cover")).content.decode()
    assert f'name="item_{item.pk}"' in form
    answer = olga.post(place(agreement, "cover"), {f"item_{item.pk}": "p. 4"})
    assert answer.status_code == 302
    assert "p. 4" in olga.get(place(agreement, "change")).content.decode()
    assert agreement.coverage.get().stated_by == "OFFICE"


def test_an_officer_adds_evidence_and_reads_what_has_none(olga, agreement) -> None:
    item = ClauseItem.objects.get(code="f")
    assert "(f) " in olga.get(place(agreement, "change")).content.decode()
    given = {"item": str(item.pk), "kind": "LINK", "reference": "https://audit.example/1"}
    assert olga.post(place(agreement, "add_evidence"), given).status_code == 302
    page = olga.get(place(agreement, "change")).content.decode()
    assert "https://audit.example/1" in page
    assert agreement.evidence.get().entered_by == "OFFICE"


def test_an_officer_sees_the_chain_link_by_link(olga, agreement, today) -> None:
    sign_agreement(
        agreement=agreement,
        processor_signed_on=today,
        controller_signed_on=today,
        on=today,
        by=SYSTEM,
    )
    page = olga.get(reverse("admin:flow_down")).content.decode()
    assert "Belfabriek" in page
    assert place(agreement, "change") in page
    stranger = olga.get(reverse("admin:flow_down"), {"party": agreement.processor_id})
    assert place(agreement, "change") not in stranger.content.decode()


def test_a_wording_is_copied_worded_and_published(olga, register, today) -> None:
    shipped = AgreementTemplate.objects.get()
    page = olga.get(place(shipped, "change")).content.decode()
    assert "28" in page
    assert olga.post(place(shipped, "copy"), {"version": "2026.2"}).status_code == 302
    draft = AgreementTemplate.objects.get(version="2026.2")
    words = {"heading_nl": "K", "text_nl": "T", "heading_en": "H", "text_en": "X"}
    words["item"] = ClauseItem.objects.get(code="a").pk
    assert olga.post(place(draft, "word"), words).status_code == 302
    assert draft.clauses.get(item__code="a").text.en == "X"
    assert olga.post(place(draft, "publish"), {"on": today.isoformat()}).status_code == 302
    refused = olga.post(place(draft, "word"), words)
    assert "template_fixed" in refused.content.decode()
    for name in ("clauseitem", "agreementtemplate"):
        assert olga.get(reverse(f"admin:roles_{name}_changelist")).status_code == 200
