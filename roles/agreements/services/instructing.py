"""Logging instructions, and what was said of them (GDPR Art. 28(3)(a) and last sentence)."""

from datetime import date, datetime

from roles.agreements.models import (
    Agreement,
    Channel,
    EnteredBy,
    Instruction,
    InstructionKind,
)
from roles.agreements.refusals import InstructionAbout, InstructionLater
from roles.agreements.services.recording import may_record
from roles.services.recording import keep
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import one_line
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def log_instruction(
    *,
    agreement: Agreement,
    text: str,
    given_by: str,
    on: date,
    kind: str = InstructionKind.GIVEN,
    about: Instruction | None = None,
    channel: str = Channel.REGISTER,
    at: datetime,
    by: Viewer,
) -> Instruction:
    """Enter an instruction, or that one infringes the law, stands, or is withdrawn.

    The party above enters its own; whoever records the agreement enters what was said, and the
    line tells which of them did. The database dates it. Raises NotAllowed, NotFound,
    ``instruction_about``, ``instruction_later``.
    """
    seen = seen_agreement(agreement, by)
    _must_say(seen, kind, by)
    if on > legal_day(at):
        raise InstructionLater(field="on")
    if about is not None and (about.agreement_id, about.kind) != (seen.pk, InstructionKind.GIVEN):
        raise InstructionAbout(field="about")
    return keep(
        Instruction(
            agreement=seen,
            kind=kind,
            about=about,
            given_on=on,
            text=text.strip(),
            given_by=one_line(given_by),
            channel=channel,
            entered_at=at,
            entered_by=entered_by(seen, by),
        )
    )


def may_instruct(*, agreement: Agreement, by: Viewer) -> bool:
    """Say whether ``by`` enters anything in the log of this agreement."""
    parties = {"processor": agreement.processor, "controller": agreement.controller}
    above = by.may(Ability.WRITE_OWN) and agreement.controller_id in by.parties
    return above or may_record(**parties, by=by)


def _must_say(agreement: Agreement, kind: str, by: Viewer) -> None:
    """Raise unless ``by`` may; that an instruction infringes is the processor's to say."""
    parties = {"processor": agreement.processor, "controller": agreement.controller}
    if may_record(**parties, by=by):
        return
    if kind == InstructionKind.INFRINGES or not may_instruct(agreement=agreement, by=by):
        raise NotAllowed


def entered_by(agreement: Agreement, by: Viewer) -> EnteredBy:
    """Return as which of the two ``by`` enters something under the agreement."""
    if agreement.controller_id in by.parties:
        return EnteredBy.CONTROLLER
    return EnteredBy.PROCESSOR if agreement.processor_id in by.parties else EnteredBy.OFFICE


def seen_agreement(agreement: Agreement, by: Viewer) -> Agreement:
    """Return the agreement, as far as ``by`` may see it; raises NotFound."""
    rows = Agreement.objects.visible_to(by).select_related("processor", "controller")
    seen = rows.filter(pk=agreement.pk).first()
    if seen is None:
        raise NotFound
    return seen
