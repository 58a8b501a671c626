"""Registrations with the ACM as a partner sees them: its own, and those of its resellers."""

from django.db.models import Q, QuerySet

from roles.acm.models import AcmRegistration
from roles.choices import Category, ContractKind, PartyKind
from roles.models import Contract, Party
from voipgrid_privacy.kernel.tenancy import Viewer


def registrations(*, viewer: Viewer, party: Party) -> QuerySet[AcmRegistration]:
    """Return the registrations of ``party`` and of the resellers below it, newest first."""
    rows = AcmRegistration.objects.visible_to(viewer).select_related("party")
    mine = rows.filter(party__in=providers(viewer=viewer, party=party).values("pk"))
    return mine.order_by("party__name", "-valid_during", "pk")


def unregistered_seller(*, viewer: Viewer, contract: Contract) -> Party | None:
    """Return who sells under a contract without a registration on its first day (Tw Art. 2.1).

    Of a subscription that is the provider, of a resale whoever sells on. None where nothing of
    public telecommunications is sold, where VoIPGRID itself sells, or where all is well.
    """
    seller = {
        ContractKind.SUBSCRIPTION: contract.provider,
        ContractKind.RESALE: contract.acquirer,
    }.get(ContractKind(contract.kind))
    if seller is None or seller.is_model or seller.kind == PartyKind.PLATFORM:
        return None
    if not contract.service.categories.filter(code=Category.TRAFFIC_BILLING).exists():
        return None
    rows = AcmRegistration.objects.visible_to(viewer).filter(party=seller)
    first = contract.valid_from
    return None if first is None or rows.in_force(first).exists() else seller


def providers(*, viewer: Viewer, party: Party) -> QuerySet[Party]:
    """Return who below ``party`` provides to the public: itself and its resellers."""
    resellers = Q(kind=PartyKind.RESELLER, seen_from__viewer=party)
    found = Party.objects.visible_to(viewer).filter(Q(pk=party.pk) | resellers)
    return found.distinct().order_by("name")
