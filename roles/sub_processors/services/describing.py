"""Describing sub-processors that work already, and answering who asks for the details."""

from datetime import datetime

from roles.choices import ContractKind
from roles.models import Contract, Party
from roles.services.recording import change as save
from roles.services.recording import held_for_update, keep
from roles.sub_processors.choices import RequestState, Visibility
from roles.sub_processors.models import DetailRequest, Engagement
from roles.sub_processors.refusals import AlreadySettled, NotASupply, NotPublic
from roles.sub_processors.services.proposing import must_rest_on
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def describe_engagement(
    *,
    contract: Contract,
    purpose: Localised,
    location: str,
    mechanism: str,
    safeguards: str = "",
    visibility: str = Visibility.PUBLIC,
    baseline: str = "",
    at: datetime,
    by: Viewer,
) -> Engagement:
    """Say what a supplier is engaged for, where the data is and what protects it there.

    ``baseline``: how those it works for know of a supplier of which no notice was given here, such
    as the list of sub-processors that they signed; without one that is a finding. It holds only of
    a supply that began before the register knew who is supplied: later ones are told by a notice.
    Raises NotAllowed, ``not_a_supply``, ``mechanism_missing``, ``not_public``,
    ``baseline_too_late``.
    """
    by.must(Ability.WRITE_REGISTER)
    if contract.kind != ContractKind.SUPPLY:
        raise NotASupply(field="contract")
    must_rest_on(location, mechanism, legal_day(at))
    if visibility == Visibility.PUBLIC and not contract.provider.is_public:
        raise NotPublic(field="visibility")
    given = {
        "purpose": purpose,
        "location": location,
        "mechanism": mechanism,
        "safeguards": safeguards.strip(),
        "visibility": visibility,
        "baseline": baseline.strip(),
    }
    row = Engagement.objects.select_for_update(of=("self",)).filter(contract=contract).first()
    if row is None:
        return keep(Engagement(contract=contract, **given))
    for field, value in given.items():
        setattr(row, field, value)
    return save(row, *given)


@use_case
def ask_details(
    *, contract: Contract, party: Party, reason: str = "", at: datetime, by: Viewer
) -> DetailRequest:
    """Ask, for ``party``, where a sub-processor keeps the data and what protects it there.

    Raises NotAllowed, NotFound, ``details_already_asked``.
    """
    by.must(Ability.WRITE_OWN)
    if party.pk not in by.parties:
        raise NotAllowed
    supplies = Contract.objects.visible_to(by).filter(kind=ContractKind.SUPPLY)
    seen = supplies.filter(pk=contract.pk).first()
    if seen is None:
        raise NotFound
    return keep(DetailRequest(contract=seen, party=party, reason=reason.strip(), asked_at=at))


@use_case
def answer_details(
    *, request: DetailRequest, approved: bool, answer: str = "", at: datetime, by: Viewer
) -> DetailRequest:
    """Approve or refuse a request for details; raises NotAllowed, NotFound, ``already_settled``."""
    by.must(Ability.WRITE_REGISTER)
    held = held_for_update(DetailRequest.objects.all(), request)
    if held is None:
        raise NotFound
    if held.state != RequestState.ASKED:
        raise AlreadySettled
    held.state = RequestState.APPROVED if approved else RequestState.REFUSED
    held.answer, held.answered_at = answer.strip(), at
    return save(held, "state", "answer", "answered_at")
