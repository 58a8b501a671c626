"""``/webhook-endpoints``: where the own systems are told what happens."""

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from roles.api import webhook_shapes as shapes
from roles.models import Party
from roles.queries.lookup import the_one
from roles.webhooks import services
from roles.webhooks.choices import EndpointState
from roles.webhooks.models import WebhookEndpoint
from roles.webhooks.queries import endpoints
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound

RESOURCE = "webhook-endpoints"


class EndpointsView(ResourceView):
    """The webhooks of the caller."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "listWebhookEndpoints",
            shapes.EndpointPage,
            sortable={"url": "url", "made_at": "made_at"},
            query=frozenset({"state"}),
            words={"state": EndpointState.values},
        ),
        "POST": Operation("enterWebhookEndpoint", shapes.EndpointShape, shapes.NewEndpoint, 201),
    }

    def get(self, request: Request) -> Response:
        """List the own webhooks."""
        rows = endpoints(viewer=self.viewer)
        if state := parameters.text(request, "state"):
            rows = rows.filter(state=state)
        return page(request, rows, body=shapes.endpoint_body)

    def post(self, request: Request) -> HttpResponseBase:
        """Enter a webhook; its secret is at `/webhook-endpoints/{id}/secrets`."""
        return once(request, self.enter)

    def enter(self) -> Response:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewEndpoint)
        own = the_one(Party.objects.visible_to(self.viewer), pk=self.caller.party)
        row = services.enter_endpoint(party=own, **given, at=timezone.now(), by=self.viewer)
        return single(self.request, shapes.endpoint_body(row), 201, self.address(row.pk))


class EndpointView(ResourceView):
    """One webhook."""

    resource = RESOURCE
    operations = {
        "GET": Operation("getWebhookEndpoint", shapes.EndpointShape, single=True),
        "PATCH": Operation(
            "changeWebhookEndpoint", shapes.EndpointShape, shapes.EndpointChange, single=True
        ),
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return the webhook with this UUID."""
        return single(request, shapes.endpoint_body(self.endpoint(reference)))

    def patch(self, request: Request, reference: str) -> Response:
        """Change a webhook, or switch it on or off."""
        row = self.endpoint(reference)
        must_match(request, shapes.endpoint_body(row))
        given = self.read(shapes.EndpointChange)
        state = given.pop("state", None)
        row = services.change_endpoint(endpoint=row, **given, by=self.viewer)
        if state:
            on = state == EndpointState.ON
            row = services.switch_endpoint(endpoint=row, on=on, by=self.viewer)
        return single(request, shapes.endpoint_body(row))

    def endpoint(self, reference: str) -> WebhookEndpoint:
        """Return the webhook; raises NotFound."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        return the_one(endpoints(viewer=self.viewer), pk=pk)


class SecretsView(EndpointView):
    """The secrets of a webhook: scopes of their own, since whoever has one can sign."""

    resource = "webhook-secrets"
    http_method_names = ["get", "post", "options"]
    operations = {
        "GET": Operation("listWebhookSecrets", shapes.SecretPage),
        "POST": Operation("renewWebhookSecret", shapes.RenewedShape, shapes.NewSecret, 201),
    }

    def get(self, request: Request, reference: str) -> Response:
        """List the secrets that are valid now; never kept by anyone on the way."""
        row = self.endpoint(reference)
        shown = services.show_secrets(endpoint=row, at=timezone.now(), by=self.viewer)
        found = [shapes.secret_body(secret, value) for secret, value in shown]
        body = {"results": found, "next_cursor": None, "total_count": len(found)}
        return Response(body, headers={"Cache-Control": "no-store"})

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Make a new secret; the former one signs too for as long as is asked."""
        return once(request, lambda: self.renew(reference))

    def renew(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row, given = self.endpoint(reference), self.read(shapes.NewSecret)
        made = services.renew_secret(endpoint=row, **given, at=timezone.now(), by=self.viewer)
        return Response(shapes.renewed_body(made), 201)


class TestsView(EndpointView):
    """Trying a webhook."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation("testWebhookEndpoint", shapes.DeliveryShape, shapes.NoWords, 201)
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Send a `ping` to the webhook; what came of it is in the delivery."""
        return once(request, lambda: self.send(reference))

    def send(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row = self.endpoint(reference)
        self.read(shapes.NoWords)
        made = services.send_test(endpoint=row, at=timezone.now(), by=self.viewer)
        return Response(shapes.delivery_body(made), 201)
