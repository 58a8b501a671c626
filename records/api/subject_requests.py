"""``/data-subject-requests``: what data subjects ask, in parts, on the law's calendar."""

from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from records.api import subject_request_shapes as shapes
from records.requests import services
from records.requests.choices import Channel, IdentifierKind
from records.requests.models import RequestPart
from records.requests.persons import Person, identifiers
from records.requests.queries import Readings, perspective, readings, requests
from roles.models import Party
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page_of
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound

RESOURCE = "data-subject-requests"
SORTABLE = {"received_at": "received_at"}
MOST = 50


class RequestsBase(ResourceView):
    """What all of these have in common."""

    resource = RESOURCE

    def bodies(self, rows: list[Any]) -> list[dict[str, Any]]:
        """Return rows as JSON, looked up together."""
        parties, on = perspective(self.viewer), timezone.localdate()
        known = _known(rows)
        return [shapes.request_body(row, parties=parties, on=on, known=known) for row in rows]

    def found(self, reference: str) -> Any:
        """Return the request with this UUID; raises NotFound."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        return the_one(requests(viewer=self.viewer), pk=pk)

    def body_of(self, row: Any) -> dict[str, Any]:
        """Return one row as JSON."""
        return self.bodies([row])[0]


class SubjectRequestsView(RequestsBase):
    """The requests that the caller received, or of which a part reached it."""

    operations = {
        "GET": Operation("listDataSubjectRequests", shapes.SubjectRequestPage, sortable=SORTABLE),
        "POST": Operation(
            "receiveDataSubjectRequest",
            shapes.SubjectRequestShape,
            shapes.NewSubjectRequest,
            201,
        ),
    }

    def get(self, request: Request) -> Response:
        """List requests, without who asks; search for a person by POST."""
        return page_of(request, requests(viewer=self.viewer), bodies=self.bodies)

    def post(self, request: Request) -> HttpResponseBase:
        """Record a request that the caller received; it falls into parts by role."""
        return once(request, self.receive)

    def receive(self) -> Response:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewSubjectRequest)
        requester = given.pop("requester")
        made = services.receive_request(
            **{**given, "subject": shapes.person(given["subject"])},
            requester=shapes.person(requester) if requester else None,
            received_by=the_one(Party.objects.visible_to(self.viewer), pk=self.caller.party),
            channel=Channel.API,
            at=timezone.now(),
            by=self.viewer,
        )
        row = the_one(requests(viewer=self.viewer), pk=made.pk)
        return single(self.request, self.body_of(row), 201, self.address(row.pk))


class SubjectRequestView(RequestsBase):
    """One request."""

    operations = {
        "GET": Operation("getDataSubjectRequest", shapes.SubjectRequestShape, single=True)
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return the request with this UUID: the caller's own parts, their clocks, and steps."""
        return single(request, self.body_of(self.found(reference)))


class RequestPersonsView(RequestsBase):
    """Who asks, and about whom."""

    operations = {
        "GET": Operation("getDataSubjectRequestPersons", shapes.RequestPersonsShape, single=True)
    }

    def get(self, request: Request, reference: str) -> Response:
        """Return who asks and about whom, by what they are found, and what was asked."""
        return single(request, shapes.persons_body(self.found(reference)))


class RequestSearchesView(RequestsBase):
    """Finding the requests of a person; people are searched by POST."""

    only_asks = True
    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation("searchDataSubjectRequests", shapes.FoundRequests, shapes.RequestSearch)
    }

    def post(self, request: Request) -> Response:
        """Return the requests about the person with this number, address or name."""
        asked = self.read(shapes.RequestSearch)
        value = _normalised(asked["kind"], asked["value"])
        rows = requests(viewer=self.viewer).filter(
            identifiers__kind=asked["kind"], identifiers__value__iexact=value
        )
        found = list(rows.order_by("-received_at", "pk")[:MOST])
        return Response({"results": self.bodies(found)})


class _StepsView(RequestsBase):
    """Steps are added by POST, as long as the request is what the caller read."""

    http_method_names = ["post", "options"]

    def stepped(self, reference: str, step: Callable[[Any], Any]) -> Response:
        """Take a step; raises DomainError."""
        row = self.found(reference)
        must_match(self.request, self.body_of(row))
        step(row)
        return single(self.request, self.body_of(self.found(reference)), 201)

    def on_part(self, reference: str, run: Callable[..., Any]) -> Response:
        """Take a step about the part that the body names."""
        return self.stepped(reference, lambda row: self.run_on_part(row, run))

    def run_on_part(self, row: Any, run: Callable[..., Any]) -> None:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewPartStep)
        rows = RequestPart.objects.visible_to(self.viewer).filter(request=row)
        part = the_one(rows, pk=given.pop("part_id"))
        run(part=part, **given, at=timezone.now(), by=self.viewer)


class RequestForwardingsView(_StepsView):
    """Forwarding."""

    operations = {
        "POST": Operation(
            "forwardDataSubjectRequest",
            shapes.SubjectRequestShape,
            shapes.NewPartStep,
            201,
            single=True,
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Send a part on, as a processor, to whom the caller acts for (GDPR Art. 28(3)(e))."""
        return once(request, lambda: self.on_part(reference, services.forward_part))


class RequestAnswersView(_StepsView):
    """Answering."""

    operations = {
        "POST": Operation(
            "answerDataSubjectRequest",
            shapes.SubjectRequestShape,
            shapes.NewPartStep,
            201,
            single=True,
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Record that the controller answered a part (GDPR Art. 12(3))."""
        return once(request, lambda: self.on_part(reference, services.answer_part))


class RequestExtensionsView(_StepsView):
    """Extending."""

    operations = {
        "POST": Operation(
            "extendDataSubjectRequest",
            shapes.SubjectRequestShape,
            shapes.NewPartStep,
            201,
            single=True,
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Extend a part by two months, once, with reasons, in the first month (GDPR Art. 12(3))."""
        return once(request, lambda: self.on_part(reference, services.extend_part))


class RequestRefusalsView(_StepsView):
    """Refusing."""

    operations = {
        "POST": Operation(
            "refuseDataSubjectRequest",
            shapes.SubjectRequestShape,
            shapes.NewPartStep,
            201,
            single=True,
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Refuse a part, with the reasons, complaint and court (GDPR Art. 12(4))."""
        return once(request, lambda: self.on_part(reference, services.refuse_part))


class RequestPlacementsView(_StepsView):
    """Finding whose data it is."""

    operations = {
        "POST": Operation(
            "placeDataSubjectRequest",
            shapes.SubjectRequestShape,
            shapes.NewPlacement,
            201,
            single=True,
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Record in whose chain the person is; the parts follow anew, for the day of receipt."""
        return once(request, lambda: self.stepped(reference, self.place))

    def place(self, row: Any) -> None:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewPlacement)
        services.place_request(request=row, **given, at=timezone.now(), by=self.viewer)


def _normalised(kind: str, value: str) -> str:
    """Return a value as identifiers are compared."""
    given = {
        IdentifierKind.PHONE: Person(phones=(value,)),
        IdentifierKind.EMAIL: Person(emails=(value,)),
        IdentifierKind.CUSTOMER_NUMBER: Person(customer_numbers=(value,)),
        IdentifierKind.NAME: Person(name=value),
    }[IdentifierKind(kind)]
    return next((found for _kind, found in identifiers(given)), "")


def _known(rows: list[Any]) -> Readings:
    return readings({p.controller_id for row in rows for p in row.seen_parts if p.controller_id})
