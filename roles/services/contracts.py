"""Concluding and ending contracts: the edges of the chain."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from roles.choices import ContractKind
from roles.models import Contract, ContractCategory, DataCategory, Party, Service, Source
from roles.services.authority import must_act_for, must_change_contract, must_write_for
from roles.services.changing import tell_changed
from roles.services.recording import change, end, held_for_update, hold_chain, keep, period
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

SALES = frozenset({ContractKind.RESALE, ContractKind.SUBSCRIPTION})


class CategoryNotOfService(DomainError):
    """A contract cannot be limited to data that its service does not handle."""

    code = "category_not_of_service"
    title = _("This service does not handle the data category %(category)s.")


class ContractAlreadyEnded(DomainError):
    """The contract ends on or before that day."""

    code = "contract_already_ended"
    title = _("This contract already ends on or before that day.")
    status = 409


@use_case
def conclude_contract(
    *,
    provider: Party,
    acquirer: Party,
    service: Service,
    kind: str,
    on: date,
    until: date | None = None,
    reference: str = "",
    categories: Iterable[DataCategory] = (),
    source: Source | None = None,
    by: Viewer,
) -> Contract:
    """Enter that ``provider`` delivers ``service`` to ``acquirer`` from ``on``.

    ``until`` is the first day it no longer holds; ``categories`` limit it to those data. Raises
    NotAllowed, NotFound, ``chain_loop``, ``overlapping_contract``, ``contract_with_itself``,
    ``empty_period``, ``category_not_of_service``.
    """
    _must_conclude(by, provider, acquirer, kind)
    categories = tuple(categories)
    _refuse_foreign(categories, service)
    contract = Contract(
        provider=provider,
        acquirer=acquirer,
        service=service,
        kind=kind,
        reference=reference,
        source=source,
        valid_during=period(on, until),
    )
    keep(contract)
    for category in categories:
        keep(ContractCategory(contract=contract, category=category))
    tell_changed([(provider.pk, acquirer.pk)], on=on, service=service.code)
    return contract


@use_case
def end_contract(*, contract: Contract, on: date, by: Viewer) -> Contract:
    """End a contract: ``on`` is the first day it no longer holds. Its features end with it.

    Raises NotFound, NotAllowed, ``contract_already_ended``, ``empty_period``.
    """
    hold_chain()
    must_change_contract(by, contract)
    held = held_for_update(Contract.objects.all(), contract)
    if held is None:
        raise NotFound
    if held.valid_until is not None and held.valid_until <= on:
        raise ContractAlreadyEnded(field="on")
    end(held, on)
    # A feature that was to start later never will: its contract does not hold by then.
    for feature in held.features.filter(valid_during__contains=on, valid_during__startswith__lt=on):
        end(feature, on)
    tell_changed([(held.provider_id, held.acquirer_id)], on=on, service=held.service.code)
    return held


@use_case
def correct_reference(*, contract: Contract, reference: str, by: Viewer) -> Contract:
    """Correct the reference by which people know a contract; raises NotFound, NotAllowed."""
    must_change_contract(by, contract)
    contract.reference = reference
    return change(contract, "reference")


def _must_conclude(by: Viewer, provider: Party, acquirer: Party, kind: str) -> None:
    if by.may(Ability.WRITE_REGISTER):
        return
    must_act_for(by, provider)
    must_write_for(by, acquirer)
    if kind not in SALES:
        raise NotAllowed


def _refuse_foreign(categories: tuple[DataCategory, ...], service: Service) -> None:
    handled = set(service.categories.values_list("pk", flat=True)) if categories else set()
    for category in categories:
        if category.pk not in handled:
            raise CategoryNotOfService(field="categories", category=category.code)
