"""Proposing a change: what is going to be, said once."""

from collections.abc import Iterable
from datetime import date, datetime

from roles.choices import ContractKind, PartyKind
from roles.models import Contract, DataCategory, Party, Service
from roles.services.contracts import CategoryNotOfService
from roles.services.recording import keep
from roles.sub_processors.choices import OF_CUSTOMERS, ChangeKind, Visibility
from roles.sub_processors.instructing import customers_instruct
from roles.sub_processors.models import SubProcessorChange
from roles.sub_processors.refusals import (
    AlreadyEngaged,
    MechanismMissing,
    NotEngaged,
    NotPublic,
)
from roles.transfers.choices import Mechanism
from roles.transfers.queries import law_now
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer
from voipgrid_privacy.kernel.text import Localised
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def propose_change(
    *,
    proposer: Party,
    sub_processor: Party,
    service: Service,
    categories: Iterable[DataCategory],
    purpose: Localised,
    reason: Localised,
    location: str,
    mechanism: str,
    planned_on: date,
    safeguards: str = "",
    visibility: str = Visibility.PUBLIC,
    replaces: Party | None = None,
    at: datetime,
    by: Viewer,
) -> SubProcessorChange:
    """Record that ``proposer`` intends to engage ``sub_processor`` from ``planned_on``.

    Nobody is told yet. Whether customers must be told as well, the rulebook says of the data
    (GDPR Art. 28(2), 28(4)). Raises NotAllowed, ``already_engaged``, ``already_proposed``,
    ``not_engaged``, ``replaced_missing``, ``mechanism_missing``, ``not_public``,
    ``category_not_of_service``.
    """
    by.must(Ability.WRITE_REGISTER)
    on, codes = legal_day(at), _codes(categories, service)
    if engaged(sub_processor, proposer, service, on):
        raise AlreadyEngaged(field="sub_processor")
    if replaces and not engaged(replaces, proposer, service, on):
        raise NotEngaged(field="replaces")
    must_rest_on(location, mechanism, on)
    if visibility == Visibility.PUBLIC and not sub_processor.is_public:
        raise NotPublic(field="visibility")
    return keep(
        SubProcessorChange(
            kind=ChangeKind.REPLACEMENT if replaces else ChangeKind.ADDITION,
            proposer=proposer,
            sub_processor=sub_processor,
            sub_processor_name=sub_processor.name,
            replaces=replaces,
            service=service,
            categories=codes,
            reaches_customers=_reaches(proposer, service, codes, on),
            purpose=purpose,
            reason=reason,
            location=location,
            mechanism=mechanism,
            safeguards=safeguards.strip(),
            visibility=visibility,
            planned_on=planned_on,
            proposed_on=on,
        )
    )


def engaged(supplier: Party, by: Party, service: Service, on: date) -> Contract | None:
    """Return the supply under which ``supplier`` works for ``by`` that day."""
    rows = Contract.objects.in_force(on).filter(kind=ContractKind.SUPPLY, service=service)
    return rows.filter(provider=supplier, acquirer=by).first()


def must_rest_on(location: str, mechanism: str, on: date) -> None:
    """Raise MechanismMissing for data outside the EEA that nothing is said to protect."""
    if mechanism == Mechanism.NONE_NEEDED and not law_now(viewer=SYSTEM).in_eea(location, on):
        raise MechanismMissing(field="mechanism")


def _codes(categories: Iterable[DataCategory], service: Service) -> list[str]:
    handled = set(service.categories.values_list("code", flat=True))
    codes = sorted({category.code for category in categories})
    for code in codes:
        if code not in handled:
            raise CategoryNotOfService(field="categories", category=code)
    return codes


def _reaches(proposer: Party, service: Service, codes: list[str], on: date) -> bool:
    """Say whether customers must be told: below the platform, by its partners."""
    if set(OF_CUSTOMERS) & set(codes):
        return True
    whose = None if proposer.kind == PartyKind.PLATFORM else proposer.pk
    return customers_instruct(seller=whose, service=service.code, categories=codes, on=on)
