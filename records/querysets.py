"""Who may see rows of keeping and erasing."""

from django.db.models import Q

from voipgrid_privacy.kernel.models import M, RegisteredQuerySet
from voipgrid_privacy.kernel.tenancy import Viewer


class OfficersQuerySet(RegisteredQuerySet[M]):
    """Rows for VoIPGRID's own people only; the partner role has no right on these tables."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(pk__in=())
