"""The paper of an agreement: what it says, that it stays as it is, and who signs it."""

import hashlib
import re
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from roles.agreements.models import (
    Agreement,
    AgreementDocument,
    AgreementSignature,
    AgreementState,
    DocumentState,
)
from roles.agreements.paper import as_file, hash_of, printed
from roles.agreements.refusals import DocumentState as NotInThatState
from roles.agreements.refusals import (
    DocumentTooLarge,
    NotAPdf,
    OtherPaper,
    SignatureFixed,
    SignatureNameless,
    SignedBeforePaper,
    SubjectMissing,
    UnderSignature,
)
from roles.agreements.services import (
    draft_agreement,
    end_agreement,
    end_mandate,
    generate_document,
    may_sign,
    record_agreement,
    send_document,
    sign_agreement,
    sign_document,
    upload_document,
    withdraw_document,
)
from roles.mail.models import MailKind, OutgoingMail
from roles.measures.services import enter_measure
from roles.models import Contact, Party, Source
from roles.services.refusals import AgreementEnded, AlreadySigned
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope
from voipgrid_privacy.kernel.text import Localised

NOW = timezone.now()
TODAY = timezone.localdate()
START = date(2026, 1, 1)
LETTERS = "abcdefgh"
PAPER = b"%PDF-1.7 signed elsewhere"


@pytest.fixture
def chain(shared_cast):
    shared_cast.delivers(shared_cast.belfabriek, shared_cast.bakker)
    return shared_cast


def drafted(chain, **more) -> AgreementDocument:
    given = {"processor": chain.belfabriek, "controller": chain.bakker, "on": START, **more}
    given.setdefault("by", SYSTEM)
    return draft_agreement(**given, at=NOW)


def above(chain, **more) -> AgreementDocument:
    return drafted(chain, processor=chain.platform, controller=chain.belfabriek, **more)


def sent(chain, make=drafted, **more) -> AgreementDocument:
    made = make(chain, **more)
    return send_document(document=made, at=NOW, by=more.get("by", SYSTEM))


def signed(document: AgreementDocument, party, by, **more) -> AgreementSignature:
    given = {"document_hash": document.sha256, "name": "Bella Bel", "function": "directeur", **more}
    return sign_document(document=document, party=party, **given, at=NOW, by=by)


def headings(pdf: bytes) -> list[str]:
    """Return the outline of a PDF: what its tagged headings are called."""
    return [_balanced(pdf, found.end()) for found in re.finditer(rb"/Title ?\(", pdf)]


def _balanced(pdf: bytes, start: int) -> str:
    depth, at = 1, start
    while depth:
        depth += {b"(": 1, b")": -1}.get(pdf[at : at + 1], 0)
        at += 1
    return pdf[start : at - 1].decode("latin-1")


@pytest.mark.parametrize(
    ("language", "place"),
    [("nl", "AVG art. 28 lid 3 onder {}"), ("en", "GDPR Art. 28(3)({})")],
)
def test_a_generated_agreement_names_every_item_and_is_tagged(chain, language, place):
    made = drafted(chain, language=language)
    pdf = bytes(made.content)
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(" + language.encode(), b"pdfuaid:part"):
        assert mark in pdf, mark
    outline = " | ".join(headings(pdf))
    for letter in LETTERS:
        assert place.format(letter) in outline
    for number in (2, 4):
        named = f"AVG art. 28 lid {number}" if language == "nl" else f"GDPR Art. 28({number})"
        assert f"({named})" in outline


def test_the_annexes_say_what_the_register_says(chain):
    host = chain.party("Datacenter", "SUPPLIER", is_public=True)
    chain.sells(host, chain.platform, kind="SUPPLY")
    Contact.objects.create(party=chain.bakker, kind="PRIVACY", email="privacy@bakker.example.com")
    enter_measure(
        code="locks",
        kind="CONFIDENTIALITY",
        name=Localised("Sloten", "Locks"),
        description=Localised("Deuren zijn op slot.", "Doors are locked."),
        source=Source.objects.get(code="gdpr"),
        by=SYSTEM,
    )
    data = drafted(chain, language="en", authorisation="GENERAL", notice_days=21).data
    processing, measures, others, authorisation = data["annexes"]
    assert [row[0] for row in processing["rows"]] == ["Transmitted data"]
    assert "nobody's customer" in processing["rows"][0][3]
    assert ["Locks", "Doors are locked."] in measures["rows"]
    assert {"VoIPGRID B.V.", "Datacenter"} <= {row[0] for row in others["rows"]}
    assert "Belfabriek" not in {row[0] for row in others["rows"]}
    assert any("21 days" in line for line in authorisation["lines"])
    assert data["parties"][1]["contacts"] == [["Privacy questions", "privacy@bakker.example.com"]]


def test_the_platform_processes_other_data_for_a_partner_than_a_partner_for_its_customer(chain):
    data = above(chain, language="en").data
    assert [row[0] for row in data["annexes"][0]["rows"]] == [
        "Transmitted data",
        "Traffic and billing data",
        "Other personal data",
    ]


def test_a_specific_authorisation_names_whom(chain):
    data = drafted(chain, language="en", authorisation="SPECIFIC", engages=(chain.platform,)).data
    assert "VoIPGRID" in " ".join(data["annexes"][3]["lines"])


def test_an_authorisation_that_has_ended_is_not_printed_as_one_that_holds(chain):
    made = drafted(chain, language="en", authorisation="GENERAL", notice_days=21)
    end_mandate(mandate=made.agreement.mandates.get(), on=date(2026, 2, 1), by=SYSTEM)
    again = generate_document(agreement=made.agreement, language="en", at=NOW, by=SYSTEM)
    assert again.data["annexes"][3]["lines"] == [
        "No authorisation is given: every other processor needs a written one beforehand."
    ]


def test_between_two_who_do_nothing_for_each_other_there_is_nothing_to_agree(chain):
    with pytest.raises(SubjectMissing):
        drafted(chain, controller=chain.party("Slager"))


def test_asked_again_it_is_the_same_to_the_byte_also_when_the_register_has_changed(chain):
    made = drafted(chain)
    first = bytes(made.content)
    assert made.sha256 == hashlib.sha256(first).hexdigest()
    assert made.data_hash == hash_of(made.data)
    Party.objects.filter(pk=chain.bakker.pk).update(name="Bakkerij")
    kept = AgreementDocument.objects.get(pk=made.pk)
    assert bytes(kept.content) == as_file(kept).content == first
    assert printed(kept) == first


@pytest.mark.parametrize(
    "reference", ["x\"; filename*=UTF-8''evil.html; y=\"", "one\ntwo", "../Overeenkomst é"]
)
def test_a_reference_does_not_rename_the_file_that_the_other_saves(chain, reference):
    header = as_file(drafted(chain, reference=reference))["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="[A-Za-z0-9._ -]+\.pdf"', header), header


@pytest.mark.parametrize(
    "touch",
    [
        {"content": b"%PDF-other"},
        {"data": {"title": "other"}},
        {"sha256": "0" * 64},
        {"asof": START},
        {"state": "SIGNED"},
        {"sent_at": NOW},
        {"name": "other"},
    ],
    ids=lambda touch: next(iter(touch)),
)
def test_the_database_changes_nothing_of_a_paper(chain, touch):
    made = drafted(chain)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementDocument.objects.filter(pk=made.pk).update(**touch)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementDocument.objects.filter(pk=made.pk).delete()


def test_another_draft_supersedes_the_one_before(chain, manager_of):
    made = sent(chain)
    other = generate_document(agreement=made.agreement, language="en", at=NOW, by=SYSTEM)
    made.refresh_from_db()
    assert (made.state, other.state, other.number) == ("SUPERSEDED", "DRAFT", 2)
    with pytest.raises(OtherPaper):
        signed(made, chain.belfabriek, manager_of(chain.belfabriek))


def test_both_sign_the_paper_that_was_sent_and_the_agreement_stands(chain, manager_of, olga):
    made = sent(chain, above, by=olga)
    bella = manager_of(chain.belfabriek)
    assert may_sign(agreement=made.agreement, by=bella) == chain.belfabriek
    with partner_scope(bella):
        first = signed(made, chain.belfabriek, bella)
    agreement = Agreement.objects.get(pk=made.agreement_id)
    assert agreement.controller_signed_on == TODAY
    assert agreement.state(TODAY) == AgreementState.HALF_SIGNED
    assert first.way == "HERE"
    signed(made, chain.platform, olga, name="Olga")
    agreement.refresh_from_db()
    made.refresh_from_db()
    assert agreement.state(TODAY) == AgreementState.IN_FORCE
    assert made.state == DocumentState.SIGNED
    with pytest.raises(NotInThatState):
        withdraw_document(document=made, by=olga)
    with pytest.raises(UnderSignature):
        generate_document(agreement=agreement, at=NOW, by=olga)


def test_a_signature_on_another_hash_is_refused_by_service_and_database(chain, manager_of):
    made, bella = sent(chain), manager_of(chain.belfabriek)
    with pytest.raises(OtherPaper):
        signed(made, chain.belfabriek, bella, document_hash="0" * 64)
    row = {
        "agreement": made.agreement,
        "side": "PROCESSOR",
        "party": chain.belfabriek,
        "way": "HERE",
        "signed_on": TODAY,
        "signed_at": NOW,
        "document": made,
        "name": "x",
    }
    for wrong in ({"document_hash": "0" * 64}, {"document_hash": made.sha256, "name": " "}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AgreementSignature.objects.create(**{**row, **wrong})
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementSignature.objects.create(
            **{**row, "document_hash": made.sha256, "party": chain.bakker}
        )
    assert not made.signatures.exists()


def test_a_draft_is_not_signed_and_nobody_signs_nameless_or_twice(chain, manager_of):
    made, bella = drafted(chain), manager_of(chain.belfabriek)
    with pytest.raises(OtherPaper):
        signed(made, chain.belfabriek, bella)
    send_document(document=made, at=NOW, by=bella)
    with pytest.raises(SignatureNameless):
        signed(made, chain.belfabriek, bella, name=" ")
    signed(made, chain.belfabriek, bella)
    with pytest.raises(AlreadySigned):
        signed(made, chain.belfabriek, bella)


def test_nobody_signs_for_another(chain, manager_of, olga):
    made = sent(chain)
    for party, by in (
        (chain.bakker, manager_of(chain.belfabriek)),
        (chain.belfabriek, olga),
    ):
        with pytest.raises(NotAllowed):
            signed(made, party, by)
    spraak = manager_of(chain.spraakwerk)
    with partner_scope(spraak), pytest.raises(NotFound):
        signed(made, chain.spraakwerk, spraak)


def test_the_database_dates_what_is_signed_here(chain, manager_of):
    made, bella = sent(chain), manager_of(chain.belfabriek)
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        ((instant,),) = cursor.fetchall()
    row = signed(made, chain.belfabriek, bella)
    row.refresh_from_db()
    assert (row.signed_at, row.signed_on) == (instant, TODAY)


def test_a_signature_stays_as_it_was_given_and_only_its_name_is_erased(chain, manager_of):
    made = sent(chain)
    row = signed(made, chain.belfabriek, manager_of(chain.belfabriek))
    rows = AgreementSignature.objects.filter(pk=row.pk)
    for touch in ({"signed_on": START}, {"name": "Ander"}, {"document_hash": "1" * 64}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**touch)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
    assert rows.update(name="", function="", signed_by=None) == 1
    with pytest.raises(SignatureFixed), transaction.atomic():
        sign_agreement(agreement=made.agreement, processor_signed_on=START, on=TODAY, by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=made.agreement_id).update(processor_signed_on=None)


def test_what_one_signed_and_was_withdrawn_is_signed_by_nobody(chain, manager_of):
    made, bella = sent(chain), manager_of(chain.belfabriek)
    signed(made, chain.belfabriek, bella)
    with partner_scope(bella):
        withdraw_document(document=made, by=bella)
    agreement = Agreement.objects.get(pk=made.agreement_id)
    assert agreement.state(TODAY) == AgreementState.UNSIGNED
    assert made.signatures.get().lapsed_at is not None
    again = generate_document(agreement=agreement, at=NOW, by=bella)
    send_document(document=again, at=NOW, by=bella)
    assert signed(again, chain.belfabriek, bella).lapsed_at is None


def test_a_day_recorded_on_the_agreement_is_a_signature_on_paper_and_follows_it(chain):
    pair = {"processor": chain.belfabriek, "controller": chain.bakker}
    made = record_agreement(**pair, on=START, processor_signed_on=START, by=SYSTEM)
    row = made.signatures.get()
    assert (row.side, row.way, row.signed_on, row.party) == (
        "PROCESSOR",
        "PAPER",
        START,
        chain.belfabriek,
    )
    later = date(2026, 2, 2)
    sign_agreement(agreement=made, processor_signed_on=later, on=TODAY, by=SYSTEM)
    assert made.signatures.get().signed_on == later
    with pytest.raises(UnderSignature):
        generate_document(agreement=made, at=NOW, by=SYSTEM)


def test_by_hand_too_nobody_signs_a_paper_before_it_was_made(chain, manager_of):
    made, bella = sent(chain), manager_of(chain.belfabriek)
    days = {"processor_signed_on": START, "controller_signed_on": START}
    with pytest.raises(SignedBeforePaper), partner_scope(bella):
        sign_agreement(agreement=made.agreement, **days, on=TODAY, by=bella)
    sign_agreement(agreement=made.agreement, **dict.fromkeys(days, TODAY), on=TODAY, by=bella)
    made.refresh_from_db()
    assert made.state == DocumentState.SIGNED
    with pytest.raises(SignedBeforePaper):
        sign_agreement(agreement=made.agreement, **days, on=TODAY, by=SYSTEM)


def test_what_was_signed_elsewhere_is_kept_with_its_days(chain, manager_of):
    bella, open_ = manager_of(chain.belfabriek), sent(chain)
    with partner_scope(bella):
        kept = upload_document(
            agreement=open_.agreement,
            content=PAPER,
            content_type="application/pdf",
            name="scan.pdf",
            processor_signed_on=START,
            controller_signed_on=START,
            at=NOW,
            by=bella,
        )
    agreement = Agreement.objects.get(pk=kept.agreement_id)
    assert agreement.state(TODAY) == AgreementState.IN_FORCE
    assert kept.sha256 == hashlib.sha256(PAPER).hexdigest()
    open_.refresh_from_db()
    assert (kept.state, open_.state) == ("FILED", "SUPERSEDED")


def test_what_one_signed_here_is_not_replaced_by_days_that_the_other_gives(chain, manager_of):
    bella, open_ = manager_of(chain.belfabriek), sent(chain, above)
    signed(open_, chain.belfabriek, bella)
    given = {"agreement": open_.agreement, "content": PAPER, "content_type": "application/pdf"}
    with pytest.raises(UnderSignature):
        upload_document(**given, controller_signed_on=START, at=NOW, by=SYSTEM)
    assert open_.signatures.get().lapsed_at is None
    assert upload_document(**given, at=NOW, by=SYSTEM).state == DocumentState.FILED


@pytest.mark.parametrize(
    ("content", "content_type", "refusal"),
    [
        (b"MZ", "application/pdf", NotAPdf),
        (PAPER, "text/html", NotAPdf),
        (PAPER + b"x" * (10 * 1024 * 1024), "application/pdf", DocumentTooLarge),
    ],
    ids=["not a pdf", "another type", "too large"],
)
def test_only_a_pdf_of_a_fair_size_is_kept(chain, content, content_type, refusal):
    agreement = drafted(chain).agreement
    given = {"agreement": agreement, "content": content, "content_type": content_type}
    with pytest.raises(refusal):
        upload_document(**given, at=NOW, by=SYSTEM)
    if content_type == "application/pdf":
        with pytest.raises(IntegrityError), transaction.atomic():
            AgreementDocument.objects.create(
                agreement=agreement,
                number=9,
                kind="UPLOADED",
                state="FILED",
                language="nl",
                asof=TODAY,
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
                made_at=NOW,
            )


def test_sending_writes_to_the_other_before_anything_is_sent(chain):
    Contact.objects.create(party=chain.belfabriek, kind="PRIVACY", email="p@belfabriek.example.com")
    made = sent(chain, above)
    mail = OutgoingMail.objects.get(kind=MailKind.TO_SIGN)
    assert (mail.about, mail.recipient, mail.sent_at) == (made.pk, chain.belfabriek, None)
    assert made.sha256 in mail.body
    assert "wacht op uw handtekening" in mail.subject
    assert "/portal/verwerkersovereenkomsten/" in mail.body
    with pytest.raises(NotInThatState):
        send_document(document=made, at=NOW, by=SYSTEM)


def test_what_has_ended_is_not_generated_sent_or_signed(chain):
    made = drafted(chain)
    end_agreement(agreement=made.agreement, on=date(2026, 2, 1), by=SYSTEM)
    for refused in (
        lambda: generate_document(agreement=made.agreement, at=NOW, by=SYSTEM),
        lambda: send_document(document=made, at=NOW, by=SYSTEM),
    ):
        with pytest.raises(AgreementEnded):
            refused()
