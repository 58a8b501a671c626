"""Inheritance: the platform or a partner offers an item, the site's own party decides."""

from datetime import date

from cookies.choices import AdoptionState
from cookies.errors import AdoptionDecided, OfferToAnother
from cookies.registry.models import Adoption, Item, Site
from cookies.registry.services.writing import change, keep, must_write_for
from roles.choices import PartyKind
from roles.queries.visibility import upstream_of
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.history import events_of
from voipgrid_privacy.kernel.tenancy import Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def offer_item(*, item: Item, site: Site, by: Viewer) -> Adoption:
    """Offer an item of the platform, or of a party upstream, to a site; its party decides.

    A party may offer its own items to its own sites. Raises OfferToAnother, NotAllowed.
    """
    chain = {site.party_id, *upstream_of(frozenset({site.party_id}))}
    offered = item.site_id is None and item.owner.kind == PartyKind.PLATFORM
    if item.site_id is not None or not (offered or item.owner_id in chain):
        raise OfferToAnother
    must_write_for(by, site.party_id if site.party_id in by.parties else item.owner_id)
    with as_application():  # a partner's session may not see the sites of whom it delivers to
        known = Adoption.objects.filter(site=site, item=item).first()
        return known or keep(Adoption(site=site, item=item))


@use_case
def decide_adoption(*, adoption: Adoption, approve: bool, on: date, by: Viewer) -> Adoption:
    """Put an offered item on the site, or refuse it. Raises AdoptionDecided, NotAllowed.

    The version that was approved is recorded. A later change of the item shows on the site at
    once: the statement then tells the truth, and the difference shows for another look.
    """
    must_write_for(by, adoption.site.party_id)
    rows = Adoption.objects.select_for_update(of=("self",)).filter(pk=adoption.pk)
    if (held := rows.first()) is None:
        raise NotFound
    wanted = AdoptionState.APPROVED if approve else AdoptionState.REFUSED
    version = _version(held.item_id) if approve else None
    if held.state == wanted and held.approved_version == version:
        raise AdoptionDecided
    held.state, held.decided_on, held.decided_by = wanted, on, by.user_id
    held.approved_version = version
    return change(held, "state", "decided_on", "decided_by", "approved_version")


def _version(item: object) -> int | None:
    events = events_of(Item)._default_manager.filter(pgh_obj_id=item)
    version: int | None = events.order_by("-pk").values_list("pk", flat=True).first()
    return version
