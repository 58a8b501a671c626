"""What keeps a ground up: that an importer is covered, what was assessed, and the documents."""

from datetime import date, datetime
from hashlib import sha256
from typing import Final

from roles.models import Party
from roles.services.authority import must_see
from roles.services.conduct import AlreadyEnded
from roles.services.recording import end, held_for_update, keep, period
from roles.transfers.choices import Covers
from roles.transfers.models import (
    AdequacyCoverage,
    Transfer,
    TransferAssessment,
    TransferDocument,
)
from roles.transfers.queries.law import law_now
from roles.transfers.refusals import (
    AssessedLater,
    DecisionNotThen,
    DecisionUnknown,
    DocumentUnfit,
)
from roles.transfers.services.recording import held_transfer
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

LARGEST: Final = 10 * 1024 * 1024
PDF: Final = b"%PDF-"


@use_case
def assess_transfer(
    *,
    transfer: Transfer,
    done_on: date,
    outcome: str,
    review_on: date,
    assessor: str,
    reference: str = "",
    on: date,
    by: Viewer,
) -> TransferAssessment:
    """Record, on day ``on``, what an assessment of the importer's law came to (C-311/18).

    Raises NotAllowed, NotFound, ``assessed_later``, ``assessed_already``, ``review_not_later``.
    """
    held = held_transfer(transfer, by)
    if done_on > on:
        raise AssessedLater(field="done_on")
    return keep(
        TransferAssessment(
            transfer=held,
            done_on=done_on,
            outcome=outcome,
            review_on=review_on,
            assessor=assessor.strip(),
            reference=reference.strip(),
        )
    )


@use_case
def record_coverage(
    *,
    importer: Party,
    decision: str,
    on: date,
    until: date | None = None,
    covers: str = Covers.ALL,
    checked_on: date,
    evidence: str = "",
    by: Viewer,
) -> AdequacyCoverage:
    """Record that ``importer`` falls under a decision, such as by its certification (Art. 45).

    Raises NotAllowed, NotFound, ``decision_unknown``, ``decision_not_then``,
    ``overlapping_coverage``.
    """
    _must_look_after(by, importer)
    known = law_now(viewer=SYSTEM).decisions
    found = {each.code: each for each in known if each.listed}.get(decision)
    if found is None:
        raise DecisionUnknown(field="decision")
    if not found.applies(on):
        raise DecisionNotThen(field="on")
    return keep(
        AdequacyCoverage(
            importer=importer,
            decision=decision,
            covers=covers,
            checked_on=checked_on,
            evidence=evidence,
            valid_during=period(on, until),
        )
    )


@use_case
def end_coverage(*, coverage: AdequacyCoverage, on: date, by: Viewer) -> AdequacyCoverage:
    """Record that an importer is covered no longer: ``on`` is the first day without.

    Raises NotAllowed, NotFound, ``already_ended``, ``empty_period``.
    """
    seen = AdequacyCoverage.objects.visible_to(by).filter(pk=coverage.pk).first()
    if seen is None:
        raise NotFound
    _must_look_after(by, seen.importer)
    held = held_for_update(AdequacyCoverage.objects.all(), seen)
    if held is None:
        raise NotFound
    if held.valid_until is not None and held.valid_until <= on:
        raise AlreadyEnded(field="on")
    return end(held, on)


@use_case
def add_document(
    *, transfer: Transfer, name: str, content: bytes, at: datetime, by: Viewer
) -> TransferDocument:
    """Keep a PDF with a transfer, such as the signed clauses, with its hash.

    Raises NotAllowed, NotFound, ``document_unfit``, ``document_already_there``.
    """
    held = held_transfer(transfer, by)
    if len(content) > LARGEST or not content.startswith(PDF):
        raise DocumentUnfit(field="file")
    found = sha256(content).hexdigest()
    row = TransferDocument(transfer=held, name=name, content=content, sha256=found, added_at=at)
    return keep(row)


def _must_look_after(by: Viewer, importer: Party) -> None:
    """Raise unless ``by`` is an officer or entered the importer, such as its own supplier."""
    if by.may(Ability.WRITE_REGISTER):
        return
    by.must(Ability.WRITE_OWN)
    must_see(by, importer)
    if not may_cover(importer=importer, by=by):
        raise NotAllowed


def may_cover(*, importer: Party, by: Viewer) -> bool:
    """Say whether ``by`` records that the importer is covered: an officer, or who entered it."""
    own = by.may(Ability.WRITE_OWN) and importer.registered_by_id in by.parties
    return own or by.may(Ability.WRITE_REGISTER)
