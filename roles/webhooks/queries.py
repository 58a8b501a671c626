"""Reading webhooks and what was sent to them."""

from django.db.models import QuerySet

from roles.webhooks.models import WebhookDelivery, WebhookEndpoint
from voipgrid_privacy.kernel.tenancy import Viewer


def endpoints(*, viewer: Viewer) -> QuerySet[WebhookEndpoint]:
    """Return the webhooks that the viewer may see."""
    return WebhookEndpoint.objects.visible_to(viewer).select_related("party").order_by("url", "pk")


def deliveries(*, viewer: Viewer) -> QuerySet[WebhookDelivery]:
    """Return what was sent to them, newest first."""
    rows = WebhookDelivery.objects.visible_to(viewer).select_related(
        "message", "endpoint", "endpoint__party"
    )
    return rows.order_by("-made_at", "pk")
