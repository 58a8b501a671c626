"""What parties do beyond their contracts."""

from collections.abc import Iterator
from datetime import date

from roles.findings.checking import Found, Scopes, add_check, owner_of
from roles.models import OwnUse
from voipgrid_privacy.kernel.tenancy import SYSTEM


@add_check
def own_purposes(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report every use for an own purpose in force (GDPR Art. 28(10))."""
    rows = OwnUse.objects.visible_to(SYSTEM).in_force(on)
    wanted = rows if scopes is None else rows.filter(party__in=scopes)
    for row in wanted.select_related("category", "purpose", "party"):
        key = f"party={row.party_id}/{row.category.code}/{row.purpose.code}"
        owner = owner_of(row.party.kind)
        yield Found(row.party_id, "own_purpose", key, row.party_id, row.category_id, owner=owner)
