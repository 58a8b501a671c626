"""Generating the paper of an agreement from the register, and keeping it as it is."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from roles.agreements.models import (
    Agreement,
    AgreementDocument,
    AgreementState,
    AgreementTemplate,
    DocumentKind,
    DocumentState,
    Language,
    PaperCategory,
)
from roles.agreements.paper import hash_of, printed, told
from roles.agreements.refusals import NoTemplate, SubjectMissing, UnderSignature
from roles.agreements.services.recording import held_agreement, record_agreement
from roles.models import DataCategory, Party
from roles.services.recording import change, keep
from roles.services.refusals import AgreementEnded
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case

OPEN = (DocumentState.DRAFT, DocumentState.SENT)


@use_case
def draft_agreement(
    *,
    processor: Party,
    controller: Party,
    language: str = Language.NL,
    template: AgreementTemplate | None = None,
    at: datetime,
    by: Viewer,
    **terms: Any,
) -> AgreementDocument:
    """Enter an agreement that nobody has signed, and generate its paper (GDPR Art. 28(3), 28(9)).

    ``terms`` are those of ``record_agreement``. Raises what that and ``generate_document`` raise.
    """
    made = record_agreement(processor=processor, controller=controller, by=by, **terms)
    return generate_document(agreement=made, language=language, template=template, at=at, by=by)


@use_case
def generate_document(
    *,
    agreement: Agreement,
    language: str = Language.NL,
    template: AgreementTemplate | None = None,
    at: datetime,
    by: Viewer,
) -> AgreementDocument:
    """Make the paper from the wording and from what the register says today, and keep its bytes.

    A draft that is there, or that was sent and nobody signed, is superseded. Raises NotAllowed,
    NotFound, ``agreement_ended``, ``under_signature``, ``no_template``, ``nothing_processed``.
    """
    held, on = held_agreement(agreement, by), legal_day(at)
    _must_be_unsigned(held, on)
    wording = _wording(template, on)
    data = told(agreement=held, template=wording, language=language, on=_day(held, on), viewer=by)
    if not data["annexes"][0]["rows"]:
        raise SubjectMissing
    for old in held.documents.light().filter(state__in=OPEN):
        old.state = DocumentState.SUPERSEDED
        old.save(update_fields=("state",))
    held.template = wording
    change(held, "template")
    row = AgreementDocument(
        agreement=held,
        number=next_number(held),
        kind=DocumentKind.GENERATED,
        language=language,
        template=wording,
        asof=on,
        data=data,
        data_hash=hash_of(data),
        made_at=at,
    )
    row.content = printed(row)
    row.sha256 = hashlib.sha256(row.content).hexdigest()
    return _naming(keep(row), data["annexes"][0])


def _naming(paper: AgreementDocument, annex: dict[str, Any]) -> AgreementDocument:
    """Keep which kinds of data the paper names, and what it calls them."""
    kinds = DataCategory.objects.in_bulk(annex["codes"], field_name="code")
    for code, (label, *_rest) in zip(annex["codes"], annex["rows"], strict=True):
        keep(PaperCategory(document=paper, category=kinds[code], label=label))
    return paper


def next_number(agreement: Agreement) -> int:
    """Return the number of the next paper of an agreement, which is locked."""
    last = agreement.documents.aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def _must_be_unsigned(agreement: Agreement, on: date) -> None:
    if agreement.state(on) == AgreementState.ENDED:
        raise AgreementEnded
    if agreement.signatures.standing().exists():
        raise UnderSignature


def _wording(template: AgreementTemplate | None, on: date) -> AgreementTemplate:
    usable = AgreementTemplate.objects.usable(on)
    found = usable.filter(pk=template.pk).first() if template else usable.first()
    if found is None:
        raise NoTemplate(field="template")
    return found


def _day(agreement: Agreement, on: date) -> date:
    """Return the day of which the annexes tell: today, or the first day of what begins later."""
    first = agreement.valid_from
    return max(first, on) if first else on
