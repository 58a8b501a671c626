"""Statistics that stand as exempt while that was not shown, or while the site advertises."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from cookies.exemption.checklists import checklists
from cookies.exemption.queries import standing_of
from cookies.registry.models import Site
from roles.choices import Severity
from roles.findings import Found, Scopes, add_check
from roles.findings import kind as _kind
from voipgrid_privacy.kernel.law import gdpr, tw
from voipgrid_privacy.kernel.tenancy import SYSTEM

_kind(
    "exemption_not_shown",
    Severity.MEDIUM,
    tw("11.7a", 3, "b"),
    gdpr(5, 2),
    sentence=_("Statistics stand as exempt from consent, and not every point of that is shown."),
    next_step=_("Answer the points that are open; until then the banner asks for consent."),
    public=True,
)
_kind(
    "exemption_beside_advertising",
    Severity.HIGH,
    tw("11.7a", 3, "b"),
    sentence=_("Statistics stand as exempt from consent on a site that also advertises."),
    next_step=_("Take the advertising off the site, or ask consent for the statistics."),
    public=True,
)


@add_check
def exemptions(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report sites that rely on an exemption which does not hold."""
    rows = Site.objects.visible_to(SYSTEM)
    rows = rows if scopes is None else rows.filter(party__in=scopes)
    for site in rows.order_by("pk"):
        if site.retired_on is not None and site.retired_on <= on:
            continue
        for checklist in checklists():
            standing = standing_of(site, checklist, on)
            key = f"site={site.code}/{checklist.code}"
            if standing.relied_on and standing.advertising:
                yield Found(site.party_id, "exemption_beside_advertising", key, site.party_id)
            elif standing.relied_on and standing.open:
                yield Found(site.party_id, "exemption_not_shown", key, site.party_id)
