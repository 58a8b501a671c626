"""Switching functions of a service on and off: what a customer does, and so answers for."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from roles.models import Contract, ContractFeature, ServiceFeature, Source
from roles.services.authority import must_change_contract
from roles.services.changing import tell_changed
from roles.services.recording import end, keep, period
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case


class FeatureOfOtherService(DomainError):
    """The feature is no part of what the contract delivers."""

    code = "feature_of_other_service"
    title = _("This feature is not part of the service of this contract.")


class FeatureAlwaysOn(DomainError):
    """There is nothing to switch."""

    code = "feature_always_on"
    title = _("This feature is part of the service and cannot be switched.")


class OutsideContract(DomainError):
    """The contract does not hold on all those days."""

    code = "outside_contract"
    title = _("The contract does not hold throughout that period.")
    status = 409


class FeatureNotOn(DomainError):
    """The feature is not on that day."""

    code = "feature_not_on"
    title = _("This feature is not switched on on that day.")
    status = 409


@use_case
def switch_on_feature(
    *,
    contract: Contract,
    feature: ServiceFeature,
    on: date,
    until: date | None = None,
    source: Source | None = None,
    by: Viewer,
) -> ContractFeature:
    """Enter that ``feature`` is in use under ``contract`` from ``on``, at most as long as it holds.

    Without ``until`` it holds as long as the contract does. Raises ``feature_of_other_service``,
    ``feature_always_on``, ``outside_contract``, ``overlapping_feature``.
    """
    must_change_contract(by, contract)
    if feature.service_id != contract.service_id:
        raise FeatureOfOtherService(field="feature")
    if feature.always_on:
        raise FeatureAlwaysOn(field="feature")
    until = until or contract.valid_until
    _must_lie_within(contract, on, until)
    made = keep(
        ContractFeature(
            contract=contract, feature=feature, source=source, valid_during=period(on, until)
        )
    )
    _tell(contract, on)
    return made


@use_case
def switch_off_feature(
    *, contract: Contract, feature: ServiceFeature, on: date, by: Viewer
) -> ContractFeature:
    """End the use of ``feature``: ``on`` is the first day without; raises ``feature_not_on``."""
    must_change_contract(by, contract)
    in_use = contract.features.select_for_update(of=("self",)).filter(
        feature=feature, valid_during__contains=on
    )
    row = in_use.first()
    if row is None:
        raise FeatureNotOn(field="on")
    ended = end(row, on)
    _tell(contract, on)
    return ended


def _tell(contract: Contract, on: date) -> None:
    edge = (contract.provider_id, contract.acquirer_id)
    tell_changed([edge], on=on, service=contract.service.code)


def _must_lie_within(contract: Contract, on: date, until: date | None) -> None:
    first, last = contract.valid_from, contract.valid_until
    too_early = first is not None and on < first
    too_late = last is not None and (on >= last or until is None or until > last)
    if too_early or too_late:
        raise OutsideContract(field="on" if too_early else "until")
