"""The registry as a viewer may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from cookies.choices import AdoptionState
from cookies.registry.models import Adoption, Claim, Item, Provider, Site, Suggestion
from cookies.registry.patterns import Lint, length, lint, lint_together, matches
from roles.queries.parties import deliveries_of
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, read_as_application


def sites(*, viewer: Viewer) -> QuerySet[Site]:
    """Return the sites the viewer may see."""
    return Site.objects.visible_to(viewer).select_related("party")


def site_named(*, viewer: Viewer, code: str) -> Site:
    """Return a site by its code; raises NotFound."""
    found = sites(viewer=viewer).filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def on_site(site: Site | UUID) -> Q:
    """Return the condition that an item stands on a site: its own, or inherited and approved."""
    pk = site.pk if isinstance(site, Site) else site
    adopted = Q(adoptions__site=pk, adoptions__state=AdoptionState.APPROVED)
    return Q(site=pk) | adopted


def items(*, viewer: Viewer, site: Site | None = None) -> QuerySet[Item]:
    """Return items the viewer may see; of one site: its own and those it inherited."""
    rows = Item.objects.visible_to(viewer).select_related("provider", "category", "site", "source")
    return rows.filter(on_site(site)).distinct() if site is not None else rows


def claims(*, viewer: Viewer, item: Item) -> QuerySet[Claim]:
    """Return who says what of an item, oldest first."""
    rows = Claim.objects.visible_to(viewer).filter(item=item).select_related("source")
    return rows.order_by("field", "stated_on")


def providers(*, viewer: Viewer) -> QuerySet[Provider]:
    """Return the providers the viewer may see, with their roles."""
    return Provider.objects.visible_to(viewer).prefetch_related("roles")


def offers(*, viewer: Viewer, site: Site) -> QuerySet[Adoption]:
    """Return the items offered to a site that wait for a decision."""
    rows = Adoption.objects.visible_to(viewer).filter(site=site, state=AdoptionState.PROPOSED)
    return rows.select_related("item", "item__provider", "item__category")


@dataclass(frozen=True, slots=True)
class Lent:
    """An item that a party lends to sites, and where each site stands with it."""

    item: Item
    adoptions: tuple[Adoption, ...]


def sites_below(*, viewer: Viewer, party: UUID, on: date) -> list[Site]:
    """Return the sites on line of ``party`` and of whom it delivers to: where it may offer items.

    Whom it delivers to is judged by what the viewer may see; their sites are public by nature.
    """
    below = deliveries_of(viewer=viewer, party=party, on=on).order_by().values("acquirer")
    on_line = Q(retired_on=None) | Q(retired_on__gt=on)
    with read_as_application():
        rows = Site.objects.filter(on_line, Q(party=party) | Q(party__in=below))
        return list(rows.select_related("party").order_by("party__name", "name"))


def lent_items(*, viewer: Viewer, party: UUID) -> list[Lent]:
    """Return what ``party`` lends to sites, each with the sites that it was offered to."""
    rows = items(viewer=viewer).filter(site=None, owner=party)
    found = list(rows.order_by("category__position", "pattern", "domain"))
    with read_as_application():
        offered = Adoption.objects.filter(item__in=[item.pk for item in found])
        offered = offered.select_related("site__party").order_by("site__party__name", "site__name")
        by_item: dict[UUID, list[Adoption]] = {}
        for adoption in offered:
            by_item.setdefault(adoption.item_id, []).append(adoption)
    return [Lent(item, tuple(by_item.get(item.pk, ()))) for item in found]


def lints(site_items: Sequence[Item]) -> tuple[Lint, ...]:
    """Return what is unclear about the patterns of items of one technique and domain."""
    groups: dict[tuple[str, str], list[str]] = {}
    for item in site_items:
        groups.setdefault((item.technique, item.domain), []).append(item.pattern)
    alone = [each for item in site_items for each in lint(item.pattern)]
    together = [each for group in groups.values() for each in lint_together(group)]
    return tuple(dict.fromkeys((*alone, *together)))


def suggestions(*, viewer: Viewer, item: Item) -> tuple[Suggestion, ...]:
    """Return what knowledge bases say of an item, the longest pattern of each base first."""
    start = item.pattern[:3]
    rows = Suggestion.objects.visible_to(viewer).select_related("source")
    near = rows.filter(Q(pattern__startswith=start) | Q(pattern__startswith="*"))
    fits = [s for s in near if matches(s.pattern, item.pattern.replace("#", "1"))]
    return tuple(sorted(fits, key=lambda s: (length(s.pattern), bool(s.domain)), reverse=True))
