"""Who says what at the end of a service: each side for itself, and who enters it for whom."""

from typing import Any, Final

from roles.agreements.end_refusals import EndSaidForIt, OtherSide
from roles.agreements.ends import ACCOUNTS
from roles.agreements.models import Agreement, EndStepKind, EnteredBy, Side
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import Ability, Viewer

OWN: Final = {Side.PROCESSOR: EnteredBy.PROCESSOR, Side.CONTROLLER: EnteredBy.CONTROLLER}


def enters(row: Any, kind: str, by: Viewer) -> EnteredBy:
    """Return as whom ``by`` enters a step of that kind on a row of ``ends``.

    A party with an account says it itself, and officers for the platform. What a customer or a
    supplier said is entered by the other side or by officers; but nobody confirms what it carried
    out itself, nor
    changes what the customer itself or an officer said. Raises OtherSide, ``end_said_for_it``.
    """
    agreement: Agreement = row.agreement
    side = Side.PROCESSOR if kind == EndStepKind.STATED else Side.CONTROLLER
    party, other = agreement.processor, agreement.controller
    if side == Side.CONTROLLER:
        party, other = other, party
    if acts_as(party, by):
        return OWN[side]
    if party.kind in ACCOUNTS:
        raise OtherSide
    if acts_as(other, by) and other.kind != PartyKind.PLATFORM and kind != EndStepKind.CONFIRMED:
        if side == Side.CONTROLLER and _said_for_it(row, kind):
            raise EndSaidForIt
        return OWN[Side.CONTROLLER if side == Side.PROCESSOR else Side.PROCESSOR]
    if by.may(Ability.WRITE_REGISTER):
        return EnteredBy.OFFICE
    raise OtherSide


def may_enter(*, row: Any, kind: str, by: Viewer) -> bool:
    """Say whether ``by`` enters a step of that kind on a row of ``ends``."""
    try:
        enters(row, kind, by)
    except DomainError:
        return False
    return True


def _said_for_it(row: Any, kind: str) -> bool:
    """Say whether a step of that kind would change what the customer or an officer entered."""
    if kind == EndStepKind.DISPUTED:
        return bool(row.last == EndStepKind.CONFIRMED)
    return row.chosen_by not in {None, EnteredBy.PROCESSOR}


def opener(agreement: Agreement, by: Viewer) -> EnteredBy | None:
    """Return as whom ``by`` opens an end: either side, or officers."""
    for side, party in (
        (Side.CONTROLLER, agreement.controller),
        (Side.PROCESSOR, agreement.processor),
    ):
        if party.pk in by.parties and by.may(Ability.WRITE_OWN):
            return OWN[side]
    return EnteredBy.OFFICE if by.may(Ability.WRITE_REGISTER) else None


def acts_as(party: Party, by: Viewer) -> bool:
    """Say whether ``by`` speaks for a party: its own people, and officers for the platform."""
    if party.kind == PartyKind.PLATFORM and by.may(Ability.WRITE_REGISTER):
        return True
    return party.pk in by.parties and by.may(Ability.WRITE_OWN)
