"""Answering the points of an exemption."""

from datetime import date

from cookies.choices import ItemField
from cookies.exemption.checklists import Checklist
from cookies.exemption.errors import NothingToMove, PointUnknown
from cookies.exemption.models import ExemptionAnswer
from cookies.registry.models import ConsentCategory, Item, Site
from cookies.registry.services.items import settle
from cookies.registry.services.writing import keep, must_write_for
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def answer_point(
    *,
    site: Site,
    checklist: Checklist,
    point: str,
    met: bool,
    evidence: str,
    on: date,
    by: Viewer,
) -> ExemptionAnswer:
    """Say on ``on`` whether a point is so on the site, and what shows it; earlier answers stay.

    Raises PointUnknown, WithoutEvidence for a yes that nothing shows, NotAllowed.
    """
    must_write_for(by, site.party_id)
    if point not in {each.code for each in checklist.points}:
        raise PointUnknown(field="point")
    return keep(
        ExemptionAnswer(
            site=site,
            checklist=checklist.code,
            point=point,
            met=met,
            evidence=" ".join(evidence.split()),
            answered_on=on,
            answered_by=by.user_id,
        )
    )


@use_case
def claim_exemption(*, site: Site, checklist: Checklist, claim: bool, on: date, by: Viewer) -> int:
    """Put the site's own statistics in the exempt category, or back; return how many items moved.

    A claim is no proof: while a point is open, or the site advertises, they are asked for all the
    same. Raises NothingToMove, NotAllowed.
    """
    must_write_for(by, site.party_id)
    codes = (checklist.asks_as, checklist.category)
    source, target = codes if claim else codes[::-1]
    category = ConsentCategory.objects.visible_to(by).get(code=target)
    rows = list(Item.objects.filter(site=site, category__code=source).order_by("pk"))
    if not rows:
        raise NothingToMove
    for item in rows:
        settle(
            item=item,
            field=ItemField.CATEGORY,
            value=category,
            on=on,
            reference=str(checklist.ground),
            by=by,
        )
    return len(rows)
