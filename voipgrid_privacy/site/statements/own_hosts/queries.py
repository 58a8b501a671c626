"""Whose public pages a host shows, and where a party has its own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from roles.models import Party
from voipgrid_privacy.kernel.tenancy import as_application
from voipgrid_privacy.site.statements.models import StatementPublication
from voipgrid_privacy.site.statements.models.hosts import OwnHost
from voipgrid_privacy.site.statements.own_hosts.rules import GRACE
from voipgrid_privacy.site.statements.queries import PLATFORM_SLUG


@dataclass(frozen=True, slots=True)
class Tenant:
    """Whose pages a host shows: the party, and the address of what it published."""

    party: UUID
    slug: str


def served(at: datetime) -> Q:
    """Return which hosts show pages: proven, and not without their proof for longer than may be."""
    proven = Q(proven_at__isnull=False, ended_at=None)
    return proven & (Q(missing_since=None) | Q(missing_since__gt=at - GRACE))


def recorded_host(party: Party) -> OwnHost | None:
    """Return the host that a party recorded and did not give up, proven or not."""
    return OwnHost.objects.filter(party=party, ended_at=None).first()


def tenant_at(host: str) -> Tenant | None:
    """Return whose pages a host shows; None where it is nobody's, or nothing is published.

    Asked before anybody is known, of what is public: names in DNS and published addresses.
    """
    rows = OwnHost.objects.filter(served(timezone.now()), host=host)
    party = rows.values_list("party", flat=True).first()
    if party is None:
        return None
    found = StatementPublication.objects.filter(party=party).order_by("-number").first()
    return Tenant(party, found.slug) if found else None


def home_of(row: StatementPublication, language: str) -> str:
    """Return the one address at which a statement in force is known to search engines.

    It is at the party's own host where one is served.
    """
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    name = _served_name(row.party_id)
    return f"https://{name}{prefix}/" if name else f"{settings.PUBLIC_URL}{prefix}{_place(row)}"


def _served_name(party: UUID) -> str | None:
    with as_application():  # at which host a party is, is everyone's to know
        rows = OwnHost.objects.filter(served(timezone.now()), party=party)
        return rows.values_list("host", flat=True).first()


def _place(row: StatementPublication) -> str:
    return "/privacyverklaring/" if row.slug == PLATFORM_SLUG else f"/p/{row.slug}/"
