"""Sending a paper, signing it here, withdrawing it, and keeping what was signed elsewhere."""

import hashlib
from datetime import date, datetime
from typing import Final
from uuid import UUID

from roles.agreements.letters import to_sign
from roles.agreements.models import (
    Agreement,
    AgreementDocument,
    AgreementSignature,
    AgreementState,
    DocumentKind,
    DocumentState,
    Language,
    Side,
    Way,
)
from roles.agreements.refusals import (
    DocumentState as NotInThatState,
)
from roles.agreements.refusals import (
    DocumentTooLarge,
    NotAPdf,
    OtherPaper,
    SignatureNameless,
    UnderSignature,
)
from roles.agreements.services.drafting import OPEN, next_number
from roles.agreements.services.recording import held_agreement, sign_agreement
from roles.choices import PartyKind
from roles.mail.services import addresses, write
from roles.models import Party
from roles.services.recording import change, keep
from roles.services.refusals import AgreementEnded, AlreadySigned
from roles.webhooks.choices import EventType
from roles.webhooks.telling import tell
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import one_line
from voipgrid_privacy.kernel.use_case import use_case

MOST_BYTES: Final = 10 * 1024 * 1024
PDF: Final = b"%PDF-"
PDF_TYPES: Final = frozenset({"application/pdf", "application/x-pdf"})


@use_case
def send_document(*, document: AgreementDocument, at: datetime, by: Viewer) -> AgreementDocument:
    """Lay a draft before both to be signed, and write to the other that it is there.

    Raises NotAllowed, NotFound, ``document_state``, ``agreement_ended``.
    """
    agreement, held = _held(document, by)
    if held.state != DocumentState.DRAFT:
        raise NotInThatState
    if agreement.state(legal_day(at)) == AgreementState.ENDED:
        raise AgreementEnded
    held.state, held.sent_at = DocumentState.SENT, at
    change(held, "state", "sent_at")
    _write(agreement, held, at, by)
    return held


@use_case
def withdraw_document(*, document: AgreementDocument, by: Viewer) -> AgreementDocument:
    """Take a draft, or a paper that not both have signed, back; a signature under it lapses.

    Raises NotAllowed, NotFound, ``document_state``.
    """
    _agreement, held = _held(document, by)
    if held.state not in OPEN:
        raise NotInThatState
    held.state = DocumentState.WITHDRAWN
    return change(held, "state")


@use_case
def sign_document(
    *,
    document: AgreementDocument,
    party: Party,
    document_hash: str,
    name: str,
    function: str = "",
    at: datetime,
    by: Viewer,
) -> AgreementSignature:
    """Sign, for ``party``, the paper with that hash; with both signatures the agreement stands.

    The database dates the signature, and refuses it under another hash than that of the paper that
    was sent (GDPR Art. 28(9)). Raises NotAllowed, NotFound, ``other_paper``, ``already_signed``,
    ``signature_nameless``, ``agreement_ended``.
    """
    agreement, seen = _seen(document, by)
    side = _side(agreement, party)
    _must_sign_for(party, by)
    if agreement.state(legal_day(at)) == AgreementState.ENDED:
        raise AgreementEnded
    if document_hash != seen.sha256 or seen.state != DocumentState.SENT:
        raise OtherPaper
    if not name.strip():
        raise SignatureNameless(field="name")
    if agreement.signatures.standing().filter(side=side).exists():
        raise AlreadySigned
    both = (agreement.processor_id, agreement.controller_id)
    tell(EventType.AGREEMENT_SIGNED, parties=both, about=agreement.pk, by=by)
    return keep(
        AgreementSignature(
            agreement=agreement,
            side=side,
            party=party,
            way=Way.HERE,
            signed_on=legal_day(at),
            signed_at=at,
            document=seen,
            document_hash=document_hash,
            name=one_line(name),
            function=one_line(function),
            signed_by=by.user_id,
        )
    )


@use_case
def upload_document(
    *,
    agreement: Agreement,
    content: bytes,
    content_type: str,
    name: str = "",
    language: str = Language.NL,
    processor_signed_on: date | None = None,
    controller_signed_on: date | None = None,
    at: datetime,
    by: Viewer,
) -> AgreementDocument:
    """Keep a paper that was signed elsewhere, with the days on which that was done.

    Raises NotAllowed, NotFound, ``not_a_pdf``, ``document_too_large``, and of the days
    ``under_signature`` where one has signed here, and what ``sign_agreement`` raises.
    """
    held = held_agreement(agreement, by)
    given = {"content": content, "content_type": content_type, "name": name}
    row = filed(held, **given, language=language, at=at)  # type: ignore[arg-type]  # each its own
    if processor_signed_on or controller_signed_on:
        _withdraw_open(held)
        sign_agreement(
            agreement=held,
            processor_signed_on=processor_signed_on,
            controller_signed_on=controller_signed_on,
            on=legal_day(at),
            by=by,
        )
    return row


def filed(
    agreement: Agreement,
    *,
    content: bytes,
    content_type: str,
    name: str,
    kind: str = DocumentKind.UPLOADED,
    language: str = Language.NL,
    at: datetime,
) -> AgreementDocument:
    """Keep a PDF with an agreement, which is locked; raises NotAPdf, DocumentTooLarge."""
    if len(content) > MOST_BYTES:
        raise DocumentTooLarge(field="file")
    if not content.startswith(PDF) or content_type not in PDF_TYPES:
        raise NotAPdf(field="file")
    return keep(
        AgreementDocument(
            agreement=agreement,
            number=next_number(agreement),
            kind=kind,
            state=DocumentState.FILED,
            language=language,
            asof=legal_day(at),
            name=name.strip()[:150],
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            made_at=at,
        )
    )


def may_sign(*, agreement: Agreement, by: Viewer) -> Party | None:
    """Return for which of the two ``by`` signs, if for any."""
    for party in (agreement.controller, agreement.processor):
        try:
            _must_sign_for(party, by)
        except NotAllowed:
            continue
        return party
    return None


def _must_sign_for(party: Party, by: Viewer) -> None:
    """Raise unless ``by`` is of the party itself, or an officer and it is the platform."""
    if party.kind == PartyKind.PLATFORM and by.may(Ability.WRITE_REGISTER):
        return
    if party.pk not in by.parties or not by.may(Ability.WRITE_OWN):
        raise NotAllowed


def _side(agreement: Agreement, party: Party) -> Side:
    sides: dict[UUID, Side] = {
        agreement.processor_id: Side.PROCESSOR,
        agreement.controller_id: Side.CONTROLLER,
    }
    if party.pk not in sides:
        raise NotFound
    return sides[party.pk]


def _withdraw_open(agreement: Agreement) -> None:
    """Set aside what was to be signed here: it was signed elsewhere; raises UnderSignature."""
    if agreement.signatures.standing().filter(way=Way.HERE).exists():
        raise UnderSignature
    for row in agreement.documents.light().filter(state__in=OPEN):
        row.state = DocumentState.SUPERSEDED
        row.save(update_fields=("state",))


def _seen(document: AgreementDocument, by: Viewer) -> tuple[Agreement, AgreementDocument]:
    rows = AgreementDocument.objects.visible_to(by).light().filter(pk=document.pk)
    seen = rows.select_related("agreement__processor", "agreement__controller").first()
    if seen is None:
        raise NotFound
    return seen.agreement, seen


def _held(document: AgreementDocument, by: Viewer) -> tuple[Agreement, AgreementDocument]:
    """Return agreement and paper, locked; raises NotFound, NotAllowed."""
    agreement, _row = _seen(document, by)
    held = held_agreement(agreement, by)
    return held, AgreementDocument.objects.select_related("agreement").get(pk=document.pk)


def _write(agreement: Agreement, document: AgreementDocument, at: datetime, by: Viewer) -> None:
    """Write to the party above that a paper waits for its signature, where it can be reached."""
    known = addresses(parties=(agreement.controller_id, agreement.processor_id), viewer=by)
    if address := known.get(agreement.controller_id):
        reply_to = known.get(agreement.processor_id, "")
        write([to_sign(agreement, document, address, reply_to)], at=at)
