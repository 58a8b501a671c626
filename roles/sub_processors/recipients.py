"""Who must be told of a change, under which authorisation, and until when each may object."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from roles.agreements.models import Mandate, MandateKind
from roles.choices import ContractKind
from roles.mail.services import addressed, addresses
from roles.models import Contract, Party
from roles.sub_processors.choices import Authorisation
from roles.sub_processors.models import SubProcessorChange
from voipgrid_privacy.kernel.legal_days import last_day
from voipgrid_privacy.kernel.paging import number_of, rows_between
from voipgrid_privacy.kernel.tenancy import Viewer

DEFAULT_DAYS = 30
"""Proposed where no agreement says how many; the GDPR names no number (Art. 28(2))."""

PASSES_ON = (ContractKind.RESALE, ContractKind.SUPPLY)
"""Whoever has one of these delivers to others itself, and may have to tell them."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is to be told: under which contract, on what ground, and how.

    ``agreed`` says that the days come from an agreement; else the sender gives them. Without an
    ``address`` it cannot be told by mail.
    """

    party: Party
    contract: Contract
    authorisation: Authorisation
    mandate: Mandate | None
    days: int
    last_day: date
    address: str

    @property
    def agreed(self) -> bool:
        """Whether the days of notice are those of an agreement."""
        return self.mandate is not None and bool(self.mandate.notice_days)


@dataclass(frozen=True, slots=True)
class StillToTell:
    """How many are still to be told, what is known of all of them, and who the first ones are.

    ``unagreed``: those without agreed days of notice; ``unreachable``: those without an address.
    """

    number: int
    unreachable: int
    unagreed: int
    first: list[Recipient]


def still_to_tell(
    *, change: SubProcessorChange, sender: Party, on: date, viewer: Viewer, shown: int
) -> StillToTell:
    """Return whom ``sender`` would tell on ``on``: all counted, the first ``shown`` in full.

    Those without agreed days get DEFAULT_DAYS.
    """
    rows = untold(change=change, sender=sender, on=on, viewer=viewer)
    number = number_of(rows)
    return StillToTell(
        number=number,
        unreachable=number - number_of(rows.filter(addressed(viewer, "acquirer"))),
        unagreed=number - number_of(rows.filter(_agreed(sender, on, viewer))),
        first=under(
            contracts=list(rows_between(rows, 0, shown)),
            sender=sender,
            on=on,
            default_days=DEFAULT_DAYS,
            viewer=viewer,
        ),
    )


def recipients(
    *, change: SubProcessorChange, sender: Party, on: date, default_days: int, viewer: Viewer
) -> list[Recipient]:
    """Return whom ``sender`` is still to tell, if it does so on ``on``."""
    contracts = list(untold(change=change, sender=sender, on=on, viewer=viewer))
    return under(
        contracts=contracts, sender=sender, on=on, default_days=default_days, viewer=viewer
    )


def under(
    *, contracts: list[Contract], sender: Party, on: date, default_days: int, viewer: Viewer
) -> list[Recipient]:
    """Return who would be told under some of the contracts of ``sender``."""
    parties = [contract.acquirer_id for contract in contracts]
    general, specific = _mandates(sender, on, viewer)
    known = addresses(parties=parties, viewer=viewer)

    def recipient(contract: Contract) -> Recipient:
        mandate = general.get(contract.acquirer_id)
        # No days agreed is no chance to object (Art. 28(2)): the sender names them.
        days = (mandate.notice_days if mandate else None) or default_days
        kind = Authorisation.SPECIFIC if contract.acquirer_id in specific else Authorisation.UNKNOWN
        return Recipient(
            party=contract.acquirer,
            contract=contract,
            authorisation=Authorisation.GENERAL if mandate else kind,
            mandate=mandate,
            days=days,
            last_day=last_day(on, days),
            address=known.get(contract.acquirer_id, ""),
        )

    return [recipient(contract) for contract in contracts]


def untold(
    *, change: SubProcessorChange, sender: Party, on: date, viewer: Viewer
) -> QuerySet[Contract]:
    """Return the contracts of ``sender`` under which somebody must be told and has not been."""
    reached = Q(kind__in=PASSES_ON)
    if change.reaches_customers:
        reached |= Q(kind=ContractKind.SUBSCRIPTION)
    rows = Contract.objects.visible_to(viewer).in_force(on)
    rows = rows.filter(reached, provider=sender, service=change.service_id)
    rows = rows.filter(acquirer__is_model=False)
    told = change.notices.values("contract")
    return rows.exclude(pk__in=told).select_related("acquirer").order_by("acquirer__name", "pk")


def _mandates(sender: Party, on: date, viewer: Viewer) -> tuple[dict[UUID, Mandate], set[UUID]]:
    rows = _given(sender, on, viewer)
    general = {m.giver_id: m for m in rows if m.kind == MandateKind.GENERAL}
    specific = {m.giver_id for m in rows if m.kind == MandateKind.SPECIFIC}
    return general, specific


def _agreed(sender: Party, on: date, viewer: Viewer) -> Q:
    """Return the condition that the days of notice under a contract are agreed."""
    given = _given(sender, on, viewer).filter(kind=MandateKind.GENERAL, notice_days__gt=0)
    return Q(Exists(given.filter(giver=OuterRef("acquirer"))))


def _given(sender: Party, on: date, viewer: Viewer) -> QuerySet[Mandate]:
    return Mandate.objects.visible_to(viewer).in_force(on).filter(holder=sender)
