"""Registrations with the ACM as a partner sees them: its own, and those of its resellers."""

from django.db.models import Q, QuerySet

from roles.acm.models import AcmRegistration
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.tenancy import Viewer


def registrations(*, viewer: Viewer, party: Party) -> QuerySet[AcmRegistration]:
    """Return the registrations of ``party`` and of the resellers below it, newest first."""
    rows = AcmRegistration.objects.visible_to(viewer).select_related("party")
    mine = rows.filter(party__in=providers(viewer=viewer, party=party).values("pk"))
    return mine.order_by("party__name", "-valid_during", "pk")


def providers(*, viewer: Viewer, party: Party) -> QuerySet[Party]:
    """Return who below ``party`` provides to the public: itself and its resellers."""
    resellers = Q(kind=PartyKind.RESELLER, seen_from__viewer=party)
    found = Party.objects.visible_to(viewer).filter(Q(pk=party.pk) | resellers)
    return found.distinct().order_by("name")
