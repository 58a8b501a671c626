"""Data stores as a viewer may see them."""

from records.stores.models import DataStore, StoreTable
from voipgrid_privacy.kernel.models import RegisteredQuerySet
from voipgrid_privacy.kernel.tenancy import Viewer


def stores(viewer: Viewer) -> RegisteredQuerySet[DataStore]:
    """Return the stores with what they declare; where they are is for officers only."""
    return DataStore.objects.visible_to(viewer)


def tables(viewer: Viewer) -> RegisteredQuerySet[StoreTable]:
    """Return the tables of foreign stores, for officers."""
    return StoreTable.objects.visible_to(viewer).select_related("store")
