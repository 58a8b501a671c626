"""The four moves: each all or nothing, from one day, on a plan made under the lock."""

from collections.abc import Collection
from datetime import date

from roles.models import Contract, Party, Service, Source
from roles.services.moving.carrying import Moved, carry_out
from roles.services.moving.plans import plan_end, plan_move, plan_split, plan_take_over
from roles.services.recording import hold_chain
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def move_customer(
    *,
    customer: Party,
    to_partner: Party,
    service: Service,
    on: date,
    with_features: bool = False,
    reference: str = "",
    source: Source | None = None,
    by: Viewer,
) -> Contract:
    """Let ``to_partner`` deliver ``service`` to ``customer`` from ``on``; return the new contract.

    Every day keeps exactly one provider, the contract ends when it ended, and its limits go along.
    Without ``with_features`` what the customer switched on is agreed anew with its new provider.
    Raises what :func:`plan_move` and the chain refuse.
    """
    hold_chain()
    plan = plan_move(
        customer=customer,
        to_partner=to_partner,
        service=service,
        on=on,
        with_features=with_features,
        by=by,
    )
    made = carry_out(plan, reference=reference, source=source)
    return Contract.objects.get(pk=made.contracts[0])


@use_case
def split_partner(
    *,
    partner: Party,
    acquirers: Collection[Party],
    to_partner: Party,
    on: date,
    with_features: bool = True,
    source: Source | None = None,
    by: Viewer,
) -> Moved:
    """Let some customers and sub-resellers of ``partner`` go to ``to_partner`` from ``on``.

    A sub-reseller takes everything below it along. Raises what :func:`plan_split` refuses.
    """
    hold_chain()
    plan = plan_split(
        partner=partner,
        acquirers=acquirers,
        to_partner=to_partner,
        on=on,
        with_features=with_features,
        by=by,
    )
    return carry_out(plan, source=source)


@use_case
def take_over_partner(
    *,
    partner: Party,
    to_partner: Party,
    on: date,
    with_features: bool = True,
    ends_own: bool = True,
    source: Source | None = None,
    by: Viewer,
) -> Moved:
    """Let all customers and sub-resellers of ``partner`` go to ``to_partner`` from ``on``.

    With ``ends_own`` the partner's own contracts end that day. Raises what
    :func:`plan_take_over` refuses.
    """
    hold_chain()
    plan = plan_take_over(
        partner=partner,
        to_partner=to_partner,
        on=on,
        with_features=with_features,
        ends_own=ends_own,
        by=by,
    )
    return carry_out(plan, source=source)


@use_case
def end_chain(*, party: Party, on: date, by: Viewer) -> Moved:
    """End what ``party`` gets and everything it sells, all the way down, on ``on``.

    What was decided until that day stays answerable. Raises what :func:`plan_end` refuses.
    """
    hold_chain()
    return carry_out(plan_end(party=party, on=on, by=by))
