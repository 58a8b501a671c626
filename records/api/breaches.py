"""``/breaches``: incidents with the caller's data, its clocks, and what it did."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from records.api import breach_shapes as shapes
from records.incidents import services
from records.incidents.choices import StepKind
from records.incidents.queries.dossiers import dossiers, of_accounts, sent_by, steps_of
from records.incidents.showing import shown
from roles.models import Party
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound

RESOURCE = "breaches"
SORTABLE = {"aware_at": "aware_at"}
SENDING = {"told_at": "told_at", "number": "number"}


class BreachesView(ResourceView):
    """The files of the caller."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "listBreaches",
            shapes.BreachPage,
            sortable=SORTABLE,
            query=frozenset({"state"}),
            words={"state": shapes.STATES},
        ),
        "POST": Operation("registerBreach", shapes.BreachShape, shapes.NewBreach, 201),
    }

    def get(self, request: Request) -> Response:
        """List incidents that the caller was told of or registered, by when it knew."""
        rows = self.files()
        if state := parameters.text(request, "state"):
            rows = rows.filter(is_closed=state == "CLOSED")
        return page(request, rows, body=shapes.summary)

    def post(self, request: Request) -> HttpResponseBase:
        """Register an incident of the caller's own; its clocks start when it became aware."""
        return once(request, self.register)

    def register(self) -> Response:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewBreach)
        made = services.register_incident(
            party=the_one(Party.objects.visible_to(self.viewer), pk=self.caller.party),
            facts=shapes.facts_given(given),
            **given,
            at=timezone.now(),
            by=self.viewer,
        )
        row = the_one(self.files(), pk=made.pk)
        body = shapes.breach_body(shown(row=row, viewer=self.viewer, at=timezone.now()))
        return single(self.request, body, 201, self.address(row.pk))

    def files(self) -> QuerySet[Any]:
        """Return the caller's own files."""
        return of_accounts(dossiers(viewer=self.viewer)).filter(party=self.caller.party)


class BreachView(BreachesView):
    """One incident."""

    http_method_names = ["get", "options"]
    operations = {"GET": Operation("getBreach", shapes.BreachShape, single=True)}

    def get(self, request: Request, reference: str) -> Response:  # type: ignore[override]
        """Return the caller's file with this UUID: what it was told, its clocks and steps."""
        return single(request, self.body_of(self.file(reference)))

    def body_of(self, row: Any) -> dict[str, Any]:
        """Return a file as JSON, as it stands now."""
        return shapes.breach_body(shown(row=row, viewer=self.viewer, at=timezone.now()))

    def stepped(self, reference: str, step: Callable[[Any], Any]) -> Response:
        """Take a step in a file, if it is as the caller read it; raises DomainError."""
        row = self.file(reference)
        must_match(self.request, self.body_of(row))
        step(row)
        return single(self.request, self.body_of(self.file(reference)), 201)

    def file(self, reference: str) -> Any:
        """Return the file; raises NotFound."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        return the_one(self.files(), pk=pk)


class BreachNotificationsView(BreachView):
    """Notifications to the authority."""

    http_method_names = ["get", "post", "options"]
    operations = {
        "GET": Operation(
            "listBreachNotifications",
            shapes.BreachNotificationPage,
            sortable={"number": "number"},
        ),
        "POST": Operation(
            "recordBreachNotification", shapes.BreachStep, shapes.NewNotification, 201
        ),
    }

    def get(self, request: Request, reference: str) -> Response:  # type: ignore[override]
        """List the notifications to the authority that are on record, oldest first."""
        rows = steps_of(self.file(reference), self.viewer).filter(kind=StepKind.NOTIFIED)
        return page(request, rows, body=shapes.step_body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:  # type: ignore[override]
        """Record a notification that was made: after the clock with the reasons of the delay."""
        return once(request, lambda: self.record(reference))

    def record(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        given, row = self.read(shapes.NewNotification), self.file(reference)
        given["delay"] = given.pop("delay_reasons")
        made = services.notify_authority(dossier=row, **given, at=timezone.now(), by=self.viewer)
        return single(self.request, shapes.step_body(made), 201)


class BreachNoticesView(BreachView):
    """Whom the caller tells."""

    http_method_names = ["get", "post", "options"]
    operations = {
        "GET": Operation("listBreachNotices", shapes.BreachNoticePage, sortable=SENDING),
        "POST": Operation("sendBreachNotices", shapes.BreachShape, shapes.NewTelling, 201),
    }

    def get(self, request: Request, reference: str) -> Response:  # type: ignore[override]
        """List the notices of this incident that the caller sends, sent or waiting."""
        rows = sent_by(self.file(reference), self.viewer)
        return page(request, rows, body=shapes.notice_body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:  # type: ignore[override]
        """Pass on to everyone who waits: from then on each knows, and its clock runs."""
        return once(request, lambda: self.tell(reference))

    def tell(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        given = {**self.read(shapes.NewTelling), "at": timezone.now(), "by": self.viewer}
        return self.stepped(reference, lambda row: services.send_notices(dossier=row, **given))
