"""Who says what at the end of a service: each side for itself, and who enters it for whom."""

from typing import Final

from roles.agreements.end_refusals import OtherSide
from roles.agreements.ends import ACCOUNTS
from roles.agreements.models import Agreement, EndStepKind, EnteredBy, Side
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import Ability, Viewer

OWN: Final = {Side.PROCESSOR: EnteredBy.PROCESSOR, Side.CONTROLLER: EnteredBy.CONTROLLER}


def enters(agreement: Agreement, kind: str, by: Viewer) -> EnteredBy:
    """Return as whom ``by`` enters a step of that kind; raises OtherSide.

    A party with an account says it itself, and officers for the platform. What a customer or a
    supplier said is entered by the other side or by officers; but nobody confirms what it carried
    out itself.
    """
    side = Side.PROCESSOR if kind == EndStepKind.STATED else Side.CONTROLLER
    party, other = agreement.processor, agreement.controller
    if side == Side.CONTROLLER:
        party, other = other, party
    if _is(party, by):
        return OWN[side]
    if party.kind in ACCOUNTS:
        raise OtherSide
    if _is(other, by) and other.kind != PartyKind.PLATFORM and kind != EndStepKind.CONFIRMED:
        return OWN[Side.CONTROLLER if side == Side.PROCESSOR else Side.PROCESSOR]
    if by.may(Ability.WRITE_REGISTER):
        return EnteredBy.OFFICE
    raise OtherSide


def may_enter(*, agreement: Agreement, kind: str, by: Viewer) -> bool:
    """Say whether ``by`` enters a step of that kind."""
    try:
        enters(agreement, kind, by)
    except DomainError:
        return False
    return True


def opener(agreement: Agreement, by: Viewer) -> EnteredBy | None:
    """Return as whom ``by`` opens an end or enters its terms: either side, or officers."""
    for side, party in (
        (Side.CONTROLLER, agreement.controller),
        (Side.PROCESSOR, agreement.processor),
    ):
        if party.pk in by.parties and by.may(Ability.WRITE_OWN):
            return OWN[side]
    return EnteredBy.OFFICE if by.may(Ability.WRITE_REGISTER) else None


def _is(party: Party, by: Viewer) -> bool:
    if party.kind == PartyKind.PLATFORM and by.may(Ability.WRITE_REGISTER):
        return True
    return party.pk in by.parties and by.may(Ability.WRITE_OWN)
