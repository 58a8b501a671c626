"""``/webhook-deliveries``: what was sent to the own webhooks, and sending it again."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from roles.api import webhook_shapes as shapes
from roles.queries.lookup import the_one
from roles.webhooks import services
from roles.webhooks.choices import DeliveryState, EventType
from roles.webhooks.models import WebhookDelivery
from roles.webhooks.queries import deliveries, endpoints
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.expanding import Body, Expansion
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer

RESOURCE = "webhook-deliveries"


def _endpoints(viewer: Viewer, keys: Collection[UUID]) -> dict[Any, Body]:
    rows = endpoints(viewer=viewer).filter(pk__in=keys)
    return {row.pk: shapes.endpoint_body(row) for row in rows}


EXPANDABLE = {"endpoint": Expansion("endpoint_id", _endpoints)}


class DeliveriesView(ResourceView):
    """What was sent to the caller's webhooks."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "listWebhookDeliveries",
            shapes.DeliveryPage,
            sortable={"made_at": "made_at"},
            query=frozenset({"endpoint", "state", "code"}),
            words={"state": DeliveryState.values, "code": EventType.values},
            said={"code": "Only deliveries of this event."},
            expandable=EXPANDABLE,
        )
    }

    def get(self, request: Request) -> Response:
        """List deliveries, oldest first, with their tries."""
        rows = deliveries(viewer=self.viewer).prefetch_related("attempts")
        if named := parameters.text(request, "endpoint"):
            pk = parameters.as_uuid(named)
            if pk is None:
                raise NotFound
            rows = rows.filter(endpoint=the_one(endpoints(viewer=self.viewer), pk=pk))
        if state := parameters.text(request, "state"):
            rows = rows.filter(state=state)
        if event := parameters.text(request, "code"):
            rows = rows.filter(message__type=event)
        return page(request, rows, body=shapes.delivery_body)


class DeliveryView(ResourceView):
    """One delivery."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "getWebhookDelivery", shapes.DeliveryShape, single=True, expandable=EXPANDABLE
        )
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return the delivery with this UUID, with its tries."""
        row = self.delivery(reference)
        return single(request, shapes.delivery_body(row), row=row)

    def delivery(self, reference: str) -> WebhookDelivery:
        """Return the delivery; raises NotFound."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        return the_one(deliveries(viewer=self.viewer), pk=pk)


class ReplaysView(DeliveryView):
    """Sending an event again."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation("replayWebhookDelivery", shapes.DeliveryShape, shapes.NoWords, 201)
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Send the event again to the same webhook, under the same `webhook-id`."""
        return once(request, lambda: self.send(reference))

    def send(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row = self.delivery(reference)
        self.read(shapes.NoWords)
        made = services.send_again(delivery=row, at=timezone.now(), by=self.viewer)
        return Response(shapes.delivery_body(made), 201)
