"""Entering what shows that an agreement is kept (GDPR Art. 28(3)(h), 5(2))."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from roles.agreements.models import (
    Agreement,
    AgreementDocument,
    ClauseEvidence,
    ClauseItem,
    EvidenceKind,
    Instruction,
)
from roles.agreements.refusals import EvidenceLink, EvidenceOfOthers, EvidenceUnfit
from roles.agreements.services.instructing import entered_by, seen_agreement
from roles.models import Measure
from roles.services.recording import keep
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import one_line
from voipgrid_privacy.kernel.use_case import use_case

FIELDS = {
    EvidenceKind.MEASURE: "measure",
    EvidenceKind.INSTRUCTION: "instruction",
    EvidenceKind.DOCUMENT: "document",
    EvidenceKind.LINK: "reference",
    EvidenceKind.CERTIFICATE: "reference",
    EvidenceKind.NOTE: "note",
}
WEB = URLValidator(schemes=["http", "https"])


@use_case
def add_evidence(
    *,
    agreement: Agreement,
    item: ClauseItem,
    kind: str,
    measure: Measure | None = None,
    instruction: Instruction | None = None,
    document: AgreementDocument | None = None,
    reference: str = "",
    note: str = "",
    name: str = "",
    at: datetime,
    by: Viewer,
) -> ClauseEvidence:
    """Enter what shows that ``item`` is kept; either side does so for its own agreement.

    The field that belongs to ``kind`` is needed and the ones of other kinds are left out; a
    statement also needs a ``name``. Raises NotAllowed, NotFound, ``evidence_unfit``,
    ``evidence_link``, ``evidence_of_others``.
    """
    seen = seen_agreement(agreement, by)
    if not may_evidence(agreement=seen, by=by):
        raise NotAllowed
    row = ClauseEvidence(
        agreement=seen,
        item=item,
        kind=kind,
        measure=measure,
        instruction=instruction,
        document=document,
        reference=reference.strip(),
        note=note.strip(),
        name=one_line(name),
        entered_at=at,
        entered_by=entered_by(seen, by),
    )
    _must_fit(row)
    return keep(row)


def may_evidence(*, agreement: Agreement, by: Viewer) -> bool:
    """Say whether ``by`` enters evidence under this agreement."""
    own = {agreement.processor_id, agreement.controller_id} & by.parties
    return by.may(Ability.WRITE_REGISTER) or (bool(own) and by.may(Ability.WRITE_OWN))


def _must_fit(row: ClauseEvidence) -> None:
    field = FIELDS[EvidenceKind(row.kind)]
    if not getattr(row, field):
        raise EvidenceUnfit(field=field)
    if row.kind == EvidenceKind.NOTE and not row.name:
        raise EvidenceUnfit(field="name")
    if row.kind == EvidenceKind.LINK:
        _must_be_address(row.reference)
    for about in (row.instruction, row.document):
        if about is not None and about.agreement_id != row.agreement_id:
            raise EvidenceOfOthers(field=field)


def _must_be_address(text: str) -> None:
    try:
        WEB(text)
    except ValidationError:
        raise EvidenceLink(field="reference") from None
