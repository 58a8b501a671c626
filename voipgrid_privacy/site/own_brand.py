"""How VoIPGRID's own pages look: as the statement that it has in force says, for every template."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from voipgrid_privacy.site.statements.queries import platform_brand


def own_brand(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001  the same for everyone
    """Offer ``own_brand`` to templates; it is looked up by the first that asks, and once a page."""
    return {"own_brand": SimpleLazyObject(lambda: platform_brand(on=timezone.localdate()))}
