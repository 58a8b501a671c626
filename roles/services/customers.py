"""A customer as another system has it: entered the first time, brought up to date ever after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from roles.choices import ContractKind, PartyKind
from roles.models import Contract, ContractFeature, Party, Service, ServiceFeature
from roles.queries.customers import customer_numbered
from roles.services.authority import REGISTERED_BY_PARTNERS
from roles.services.contracts import conclude_contract, correct_reference, end_contract
from roles.services.features import switch_off_feature, switch_on_feature
from roles.services.parties import ExternalNumber, correct_party, give_numbers, register_party
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.text import one_line
from voipgrid_privacy.kernel.use_case import use_case

SOLD_TO = {
    PartyKind.CUSTOMER: ContractKind.SUBSCRIPTION,
    PartyKind.RESELLER: ContractKind.RESALE,
}


class KindFixed(DomainError):
    """What a party is in the chain does not change by saying otherwise."""

    code = "kind_fixed"
    title = _("This number is of a party of another kind.")
    status = 409


@dataclass(frozen=True, slots=True)
class Use:
    """A feature and when it is on; without a first day as long as the contract holds."""

    feature: ServiceFeature
    on: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A service that the seller delivers from a day on; the day is what it is known by."""

    service: Service
    on: date
    until: date | None = None
    reference: str = ""
    features: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """All that is said of a customer at once; what is left out (None) is never taken away, and of
    a new customer is the usual.
    """

    kind: str
    name: str
    legal_form: str | None = None
    kvk_number: str | None = None
    country: str | None = None
    numbers: tuple[ExternalNumber, ...] = ()
    deliveries: tuple[Delivery, ...] = ()


def held_customer(*, seller: Party, number: ExternalNumber, by: Viewer) -> Party | None:
    """Return who has the number, None for nobody yet; whoever enters it too waits for us."""
    said = "\n".join((str(seller.pk), *number))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 9))", [said])
    return customer_numbered(viewer=by, seller=seller, number=number)


@use_case
def put_customer(
    *, seller: Party, number: ExternalNumber, facts: CustomerFacts, by: Viewer
) -> tuple[Party, bool]:
    """Enter or correct the customer that has ``number``; return it, and whether it is new.

    The same facts twice change nothing the second time. Raises NotAllowed, ``kind_fixed``,
    ``external_id_taken`` and whatever refuses a contract or a feature.
    """
    party = held_customer(seller=seller, number=number, by=by)
    new = party is None
    if party is None:
        party = _entered(seller, (number, *facts.numbers), facts, by)
    else:
        _corrected(party, seller, facts, by)
    for delivery in facts.deliveries:
        _deliver(seller, party, delivery, by)
    return party, new


def _entered(
    seller: Party, numbers: Iterable[ExternalNumber], facts: CustomerFacts, by: Viewer
) -> Party:
    return register_party(
        kind=facts.kind,
        name=facts.name,
        **_said_of(facts),
        external_ids=dict.fromkeys(numbers),
        registered_by=seller,
        by=by,
    )


def _corrected(party: Party, seller: Party, facts: CustomerFacts, by: Viewer) -> None:
    if party.kind != facts.kind or facts.kind not in REGISTERED_BY_PARTNERS:
        raise KindFixed(field="kind")
    said = {"name": one_line(facts.name), **_said_of(facts)}
    if any(getattr(party, field) != value for field, value in said.items()):
        correct_party(party=party, **said, by=by)
    had = set(party.external_ids.values_list("system", "value"))
    give_numbers(party, [each for each in dict.fromkeys(facts.numbers) if each not in had], seller)


def _said_of(facts: CustomerFacts) -> dict[str, Any]:
    fields = ("legal_form", "kvk_number", "country")
    said = {field: getattr(facts, field) for field in fields}
    return {field: value for field, value in said.items() if value is not None}


def _deliver(seller: Party, party: Party, delivery: Delivery, by: Viewer) -> None:
    kind = SOLD_TO[PartyKind(party.kind)]
    contract = Contract.objects.filter(
        provider=seller,
        acquirer=party,
        service=delivery.service,
        kind=kind,
        valid_during__startswith=delivery.on,
    ).first()
    if contract is None:
        contract = conclude_contract(
            provider=seller,
            acquirer=party,
            service=delivery.service,
            kind=kind,
            on=delivery.on,
            until=delivery.until,
            reference=delivery.reference,
            by=by,
        )
    else:
        contract = _brought_up_to_date(contract, delivery, by)
    for use in delivery.features:
        _use(contract, use, by)


def _brought_up_to_date(contract: Contract, delivery: Delivery, by: Viewer) -> Contract:
    if delivery.reference and delivery.reference != contract.reference:
        contract = correct_reference(contract=contract, reference=delivery.reference, by=by)
    if delivery.until is not None and delivery.until != contract.valid_until:
        contract = end_contract(contract=contract, on=delivery.until, by=by)
    return contract


def _use(contract: Contract, use: Use, by: Viewer) -> None:
    first = use.on or contract.valid_from
    known = ContractFeature.objects.filter(
        contract=contract, feature=use.feature, valid_during__startswith=first
    ).first()
    if known is None and first is not None:
        switch_on_feature(contract=contract, feature=use.feature, on=first, until=use.until, by=by)
    elif known is not None and use.until is not None and use.until != known.valid_until:
        switch_off_feature(contract=contract, feature=use.feature, on=use.until, by=by)
