"""A party's own part of the register: whom it delivers to, and what asks for its attention."""

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from roles.choices import ContractKind, PartyKind, Severity
from roles.models import Contract, Finding, Party
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, read_as_application

# The party and the resellers below it that day: the providers of all its customers. The walk
# follows resale only, so its cost is the number of resellers and not of customers.
_RESELLERS = """
    WITH RECURSIVE down(party) AS (
        SELECT %(party)s::uuid
        UNION
        SELECT c.acquirer_id FROM roles_contract c JOIN down ON c.provider_id = down.party
        WHERE c.kind = 'RESALE' AND c.valid_during @> %(on)s::date
    )
    SELECT party FROM down
"""
MOST_PRESSING = Case(
    When(severity=Severity.HIGH, then=Value(0)),
    When(severity=Severity.MEDIUM, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def own_parties(*, viewer: Viewer, q: str = "") -> QuerySet[Party]:
    """Return the parties in whose name the viewer may look: its own, or any seller for officers."""
    sellers = Party.objects.visible_to(viewer).filter(
        kind__in=(PartyKind.PARTNER, PartyKind.RESELLER), is_model=False
    )
    mine = Party.objects.visible_to(viewer).filter(pk__in=viewer.parties)
    chosen = sellers if viewer.sees_everything else mine
    return chosen.filter(name__icontains=q) if q else chosen


def deliveries_of(*, viewer: Viewer, party: UUID, on: date, q: str = "") -> QuerySet[Contract]:
    """Return the contracts below ``party`` on ``on``: its customers and resellers, and theirs.

    ``q`` searches the name of the acquirer, its Chamber of Commerce number and the reference.
    """
    found = (
        Contract.objects.visible_to(viewer)
        .in_force(on)
        .filter(
            provider__in=sellers_below(party, on),
            kind__in=(ContractKind.RESALE, ContractKind.SUBSCRIPTION),
        )
        .select_related("provider", "acquirer", "service")
        .order_by("acquirer__name", "reference", "pk")
    )
    if not q:
        return found
    number = Q(acquirer__kvk_number=q) if q.isdigit() else Q()
    return found.filter(Q(acquirer__name__icontains=q) | Q(reference__icontains=q) | number)


def sellers_below(party: UUID, on: date) -> list[UUID]:
    """Return ``party`` and the resellers below it on ``on``: the providers of all its customers."""
    with connection.cursor() as cursor:
        cursor.execute(_RESELLERS, {"party": party, "on": on})
        return [row[0] for row in cursor.fetchall()]


def delivery_counts(*, viewer: Viewer, party: UUID, on: date) -> dict[str, int]:
    """Return how many customers, resellers and contracts ``party`` has below it on ``on``.

    Counted as the application: policies would judge each of ten thousand, and none is shown.
    """
    below = deliveries_of(viewer=viewer, party=party, on=on).select_related(None).order_by()
    with read_as_application():
        return below.aggregate(
            customers=Count("acquirer", filter=Q(kind=ContractKind.SUBSCRIPTION), distinct=True),
            resellers=Count("acquirer", filter=Q(kind=ContractKind.RESALE), distinct=True),
            contracts=Count("pk", distinct=True),
        )


def acquirer(*, viewer: Viewer, party: UUID, of: UUID) -> Party:
    """Return a party that ``of`` delivers or delivered to; raises NotFound for anyone else's."""
    found = (
        Party.objects.visible_to(viewer)
        .filter(pk=party, seen_from__viewer=of)
        .exclude(pk=of)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def contracts_of(*, viewer: Viewer, party: UUID) -> QuerySet[Contract]:
    """Return what ``party`` ever acquired, as far as the viewer may see, newest first."""
    return (
        Contract.objects.visible_to(viewer)
        .filter(acquirer=party)
        .select_related("provider", "acquirer", "service")
        .prefetch_related("features__feature")
        .order_by("-valid_during")
    )


def open_findings(*, viewer: Viewer, party: UUID) -> QuerySet[Finding]:
    """Return what asks for attention, most serious first, about ``party`` or below it."""
    return (
        Finding.objects.visible_to(viewer)
        .open()
        .filter(Q(party=party) | Q(party__seen_from__viewer=party))
        .select_related("party", "category")
        .order_by(MOST_PRESSING, "code", "key")
    )


def public_findings(*, viewer: Viewer) -> QuerySet[Finding]:
    """Return the open findings about the platform itself, which it shows to anyone."""
    return (
        Finding.objects.visible_to(viewer)
        .open()
        .filter(party__kind=PartyKind.PLATFORM, party__is_public=True, contract=None)
        .select_related("party", "category")
        .order_by(MOST_PRESSING, "code", "key")
    )
