"""A paper is sent and signed: by whom, what was sent, and the signature stays."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from roles.agreements.models import (
    Agreement,
    AgreementSignature,
    AgreementState,
    DocumentState,
)
from roles.agreements.refusals import DocumentState as NotInThatState
from roles.agreements.refusals import (
    OtherPaper,
    SignatureFixed,
    SignatureNameless,
    SignedBeforePaper,
    UnderSignature,
)
from roles.agreements.services import (
    end_agreement,
    generate_document,
    may_sign,
    record_agreement,
    send_document,
    sign_agreement,
    withdraw_document,
)
from roles.mail.models import MailKind, OutgoingMail
from roles.models import Contact
from roles.services.refusals import AgreementEnded, AlreadySigned
from tests.clock import now, today
from tests.roles.papers.making import START, above, drafted, sent, signed
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope


def test_another_draft_supersedes_the_one_before(chain, manager_of):
    made = sent(chain)
    other = generate_document(agreement=made.agreement, language="en", at=now(), by=SYSTEM)
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
    assert agreement.controller_signed_on == today()
    assert agreement.state(today()) == AgreementState.HALF_SIGNED
    assert first.way == "HERE"
    signed(made, chain.platform, olga, name="Olga")
    agreement.refresh_from_db()
    made.refresh_from_db()
    assert agreement.state(today()) == AgreementState.IN_FORCE
    assert made.state == DocumentState.SIGNED
    with pytest.raises(NotInThatState):
        withdraw_document(document=made, by=olga)
    with pytest.raises(UnderSignature):
        generate_document(agreement=agreement, at=now(), by=olga)


def test_a_signature_on_another_hash_is_refused_by_service_and_database(chain, manager_of):
    made, bella = sent(chain), manager_of(chain.belfabriek)
    with pytest.raises(OtherPaper):
        signed(made, chain.belfabriek, bella, document_hash="0" * 64)
    row = {
        "agreement": made.agreement,
        "side": "PROCESSOR",
        "party": chain.belfabriek,
        "way": "HERE",
        "signed_on": today(),
        "signed_at": now(),
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
    send_document(document=made, at=now(), by=bella)
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
    assert (row.signed_at, row.signed_on) == (instant, today())


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
        sign_agreement(agreement=made.agreement, processor_signed_on=START, on=today(), by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=made.agreement_id).update(processor_signed_on=None)


def test_what_one_signed_and_was_withdrawn_is_signed_by_nobody(chain, manager_of):
    made, bella = sent(chain), manager_of(chain.belfabriek)
    signed(made, chain.belfabriek, bella)
    with partner_scope(bella):
        withdraw_document(document=made, by=bella)
    agreement = Agreement.objects.get(pk=made.agreement_id)
    assert agreement.state(today()) == AgreementState.UNSIGNED
    assert made.signatures.get().lapsed_at is not None
    again = generate_document(agreement=agreement, at=now(), by=bella)
    send_document(document=again, at=now(), by=bella)
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
    sign_agreement(agreement=made, processor_signed_on=later, on=today(), by=SYSTEM)
    assert made.signatures.get().signed_on == later
    with pytest.raises(UnderSignature):
        generate_document(agreement=made, at=now(), by=SYSTEM)


def test_by_hand_too_nobody_signs_a_paper_before_it_was_made(chain, manager_of):
    made, bella = sent(chain), manager_of(chain.belfabriek)
    days = {"processor_signed_on": START, "controller_signed_on": START}
    with pytest.raises(SignedBeforePaper), partner_scope(bella):
        sign_agreement(agreement=made.agreement, **days, on=today(), by=bella)
    sign_agreement(agreement=made.agreement, **dict.fromkeys(days, today()), on=today(), by=bella)
    made.refresh_from_db()
    assert made.state == DocumentState.SIGNED
    with pytest.raises(SignedBeforePaper):
        sign_agreement(agreement=made.agreement, **days, on=today(), by=SYSTEM)


def test_sending_writes_to_the_other_before_anything_is_sent(chain):
    Contact.objects.create(party=chain.belfabriek, kind="PRIVACY", email="p@belfabriek.example.com")
    made = sent(chain, above)
    mail = OutgoingMail.objects.get(kind=MailKind.TO_SIGN)
    assert (mail.about, mail.recipient, mail.sent_at) == (made.pk, chain.belfabriek, None)
    assert made.sha256 in mail.body
    assert "wacht op uw handtekening" in mail.subject
    assert "/portal/verwerkersovereenkomsten/" in mail.body
    with pytest.raises(NotInThatState):
        send_document(document=made, at=now(), by=SYSTEM)


def test_what_has_ended_is_not_generated_sent_or_signed(chain):
    made = drafted(chain)
    end_agreement(agreement=made.agreement, on=date(2026, 2, 1), by=SYSTEM)
    for refused in (
        lambda: generate_document(agreement=made.agreement, at=now(), by=SYSTEM),
        lambda: send_document(document=made, at=now(), by=SYSTEM),
    ):
        with pytest.raises(AgreementEnded):
            refused()
