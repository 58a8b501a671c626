"""Imports as their owners see them."""

from django.db.models import QuerySet

from roles.models import Import, Party
from voipgrid_privacy.kernel.tenancy import Viewer


def imports(*, viewer: Viewer, party: Party | None = None) -> QuerySet[Import]:
    """Return the imports that ``viewer`` may see, newest first; of one party if asked for."""
    rows = Import.objects.visible_to(viewer).select_related("party", "progress")
    return rows.filter(party=party) if party else rows
