"""The registry as a viewer may see it."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from cookies.choices import AdoptionState
from cookies.registry.models import Adoption, Claim, Item, Provider, Site, Suggestion
from cookies.registry.patterns import Lint, length, lint, lint_together, matches
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer


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
