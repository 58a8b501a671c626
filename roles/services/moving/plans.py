"""What a move comes to: which contracts go to whom, which end, and what is refused."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from roles.choices import ContractKind, PartyKind
from roles.models import Contract, Party, Service
from roles.queries.moving import MovePreview, preview_of
from roles.services.authority import must_act_for, must_change_contract, must_write_for
from roles.services.moving.refusals import (
    NotDelivered,
    NothingToMove,
    ProviderNotSupplied,
    SameProvider,
    StartsLater,
)
from voipgrid_privacy.kernel.tenancy import Ability, Viewer

SALES = (ContractKind.RESALE, ContractKind.SUBSCRIPTION)

# Along contracts of sale that hold that day, of one service at a time. Of one service a party has
# one provider, so whatever is reached hangs on this chain alone.
_BELOW = """
    WITH RECURSIVE down(party, service) AS (
        SELECT DISTINCT %(party)s::uuid, c.service_id FROM roles_contract c
        WHERE (c.provider_id = %(party)s OR c.acquirer_id = %(party)s) AND c.kind <> 'SUPPLY'
        UNION
        SELECT c.acquirer_id, c.service_id FROM down, LATERAL (
            SELECT x.* FROM roles_contract x WHERE x.provider_id = down.party OFFSET 0) c
        WHERE c.service_id = down.service AND c.kind = 'RESALE'
          AND c.valid_during @> %(on)s::date
    )
    SELECT c.id FROM down, LATERAL (
        SELECT x.* FROM roles_contract x WHERE x.provider_id = down.party OFFSET 0) c
    WHERE c.service_id = down.service AND c.kind <> 'SUPPLY'
      AND coalesce(upper(c.valid_during) > %(on)s::date, true)
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens on ``on``: contracts that go to ``to`` and contracts that end.

    ``with_features``: whatever is switched on stays on under the new contract; otherwise it ends
    with the old one and is agreed anew.
    """

    on: date
    moves: tuple[UUID, ...] = ()
    ends: tuple[UUID, ...] = ()
    to: Party | None = None
    with_features: bool = False


def preview(plan: Plan, *, by: Viewer) -> MovePreview:
    """Return who has which role before and after the move; changes nothing."""
    return preview_of(
        viewer=by,
        moves=plan.moves,
        ends=plan.ends,
        to=plan.to.pk if plan.to else None,
        on=plan.on,
        with_features=plan.with_features,
    )


def plan_move(
    *,
    customer: Party,
    to_partner: Party,
    service: Service,
    on: date,
    with_features: bool = False,
    by: Viewer,
) -> Plan:
    """Plan that ``customer`` gets ``service`` from ``to_partner`` from ``on``.

    Raises NotAllowed, NotFound, ``nothing_to_move``, ``same_provider``, ``starts_later``,
    ``provider_not_supplied``.
    """
    must_write_for(by, customer)
    current = _sales(by).filter(acquirer=customer, service=service, valid_during__contains=on)
    contract = current.first()
    if contract is None:
        raise NothingToMove(field="customer")
    if contract.provider_id == to_partner.pk:
        raise SameProvider(field="to_partner")
    must_change_contract(by, contract)
    must_act_for(by, to_partner)
    return _sound(Plan(on, (contract.pk,), (), to_partner, with_features), current)


def plan_split(
    *,
    partner: Party,
    acquirers: Collection[Party],
    to_partner: Party,
    on: date,
    with_features: bool = True,
    by: Viewer,
) -> Plan:
    """Plan that some customers and sub-resellers of ``partner`` go to ``to_partner``.

    Raises what :func:`plan_move` does, and ``not_delivered`` for whom the partner does not serve.
    """
    delivered = _delivered(by, partner, to_partner)
    chosen = delivered.filter(acquirer__in=[each.pk for each in acquirers])
    held = chosen.filter(valid_during__contains=on)
    served = set(held.values_list("acquirer", flat=True))
    for each in acquirers:
        if each.pk not in served:
            raise NotDelivered(field="acquirers", party=each.name)
    _refuse_later(chosen, on)
    return _sound(Plan(on, _ids(held), (), to_partner, with_features), held)


def plan_take_over(
    *,
    partner: Party,
    to_partner: Party,
    on: date,
    with_features: bool = True,
    ends_own: bool = True,
    by: Viewer,
) -> Plan:
    """Plan that all customers and sub-resellers of ``partner`` go to ``to_partner``.

    ``ends_own``: the partner's own contracts for what it sold end that day as well. Raises what
    :func:`plan_move` does.
    """
    delivered = _delivered(by, partner, to_partner)
    held = delivered.filter(valid_during__contains=on)
    own = _sales(by).filter(acquirer=partner) if ends_own else Contract.objects.none()
    going = own.filter(valid_during__contains=on)
    for contract in going:
        must_change_contract(by, contract)
    _refuse_later(delivered | own if ends_own else delivered, on)
    return _sound(Plan(on, _ids(held), _ids(going), to_partner, with_features), held)


def plan_end(*, party: Party, on: date, by: Viewer) -> Plan:
    """Plan that what ``party`` gets, and everything below it, ends on ``on``.

    Raises NotAllowed, NotFound, ``nothing_to_move``, ``starts_later``.
    """
    must_write_for(by, party)
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, {"party": party.pk, "on": on})
        below = [row[0] for row in cursor.fetchall()]
    lasting = Q(valid_during__endswith__gt=on) | Q(valid_during__upper_inf=True)
    own = _sales(by).filter(lasting, acquirer=party)
    for contract in own:
        must_change_contract(by, contract)
    rows = Contract.objects.filter(pk__in=[*below, *_ids(own)])
    _refuse_later(rows, on)
    if not rows.exists():
        raise NothingToMove(field="party")
    return Plan(on, (), _ids(rows))


def _delivered(by: Viewer, partner: Party, to_partner: Party) -> QuerySet[Contract]:
    """Return what ``partner`` sells, for someone who may take it away and give it."""
    must_act_for(by, partner)
    must_act_for(by, to_partner)
    if partner == to_partner:
        raise SameProvider(field="to_partner")
    return _sales(by).filter(provider=partner)


def _sales(by: Viewer) -> QuerySet[Contract]:
    everything = Contract.objects.all()
    rows = everything if by.may(Ability.WRITE_REGISTER) else Contract.objects.visible_to(by)
    return rows.filter(kind__in=SALES).order_by("pk")


def _ids(rows: QuerySet[Contract]) -> tuple[UUID, ...]:
    return tuple(rows.values_list("pk", flat=True))


def _sound(plan: Plan, held: QuerySet[Contract]) -> Plan:
    """Return the plan; raises what stands in its way."""
    if not plan.moves:
        raise NothingToMove(field="on")
    _refuse_later(held, plan.on)
    if plan.to is not None:
        _must_be_supplied(plan.to, set(held.values_list("service", flat=True)), plan.on)
    return plan


def _refuse_later(rows: QuerySet[Contract], on: date) -> None:
    later = rows.filter(valid_during__startswith__gte=on).count()
    if later:
        raise StartsLater(field="on", count=later)


def _must_be_supplied(provider: Party, services: Iterable[UUID], on: date) -> None:
    """Raise unless the provider gets every service itself; the platform makes them."""
    if provider.kind == PartyKind.PLATFORM:
        return
    gets = Contract.objects.in_force(on).filter(acquirer=provider, kind=ContractKind.RESALE)
    if set(services) - set(gets.values_list("service", flat=True)):
        raise ProviderNotSupplied(field="to_partner", party=provider.name)
