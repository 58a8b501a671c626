"""Legal holds as a viewer may see them."""

from records.holds.models import HoldQuerySet, LegalHold
from voipgrid_privacy.kernel.tenancy import Viewer


def holds(viewer: Viewer) -> HoldQuerySet:
    """Return the holds ``viewer`` may see, latest first."""
    rows: HoldQuerySet = LegalHold.objects.visible_to(viewer)
    return rows.select_related("party", "store")
