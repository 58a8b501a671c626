"""Customers of one seller, and by which numbers it knows them."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from roles.choices import PartyKind
from roles.models import Contract, ExternalId, Party
from roles.models.contracts import ContractFeature
from voipgrid_privacy.kernel.tenancy import Viewer

KINDS = (PartyKind.CUSTOMER, PartyKind.RESELLER)


def customers(*, viewer: Viewer, seller: Party) -> QuerySet[Party]:
    """Return whom ``seller`` entered or delivers to, with numbers, contracts and features."""
    features = ContractFeature.objects.select_related("feature").order_by("valid_during", "pk")
    contracts = (
        Contract.objects.visible_to(viewer)
        .filter(provider=seller)
        .select_related("service")
        .prefetch_related(Prefetch("features", features))
        .order_by("valid_during", "pk")
    )
    bought = Exists(Contract.objects.filter(provider=seller, acquirer=OuterRef("pk")))
    rows = Party.objects.visible_to(viewer).filter(kind__in=KINDS)
    rows = rows.filter(Q(registered_by=seller) | bought)
    return rows.prefetch_related("external_ids", Prefetch("acquires", contracts, "bought"))


def customer_numbered(*, viewer: Viewer, seller: Party, number: tuple[str, str]) -> Party | None:
    """Return who has a number that the seller gave, or one of those that deliver to it."""
    system, value = number
    givers = {seller.pk} | viewer.upstream
    rows = ExternalId.objects.visible_to(viewer).select_related("party")
    found = rows.filter(system=system, value=value, assigned_by__in=givers)
    given = {row.assigned_by_id: row.party for row in found.order_by("pk")}
    return given.get(seller.pk) or next(iter(given.values()), None)
