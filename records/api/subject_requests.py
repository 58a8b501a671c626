"""``/data-subject-requests``: what data subjects ask, in parts, on the law's calendar."""

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from records.api import subject_request_shapes as shapes
from records.requests import services
from records.requests.choices import Channel, IdentifierKind, RequestState
from records.requests.listing import in_state
from records.requests.models import RequestPart
from records.requests.persons import Person, identifiers
from records.requests.queries import known_of, perspective, requests
from roles.models import Party
from roles.queries.lookup import party_named, the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
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
        known = known_of(rows)
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
        "GET": Operation(
            "listDataSubjectRequests",
            shapes.SubjectRequestPage,
            sortable=SORTABLE,
            query=frozenset({"state", "category", "party"}),
            words={"state": RequestState.values},
            said={
                "category": "Only requests with a part about this data category.",
                "party": "Only requests that this party received: UUID or external number.",
            },
        ),
        "POST": Operation(
            "receiveDataSubjectRequest",
            shapes.SubjectRequestShape,
            shapes.NewSubjectRequest,
            201,
        ),
    }

    def get(self, request: Request) -> Response:
        """List requests, without who asks; search for a person by POST."""
        rows = requests(viewer=self.viewer)
        if state := parameters.text(request, "state"):
            rows = rows.filter(pk__in=self.in_state(state))
        if category := parameters.text(request, "category"):
            parts = RequestPart.objects.visible_to(self.viewer).standing()
            rows = rows.filter(pk__in=parts.filter(category=category).values("request"))
        if named := parameters.text(request, "party"):
            rows = rows.filter(received_by=party_named(viewer=self.viewer, reference=named))
        return page_of(request, rows, bodies=self.bodies)

    def in_state(self, state: str) -> list[UUID]:
        """Return which requests are this far for the caller."""
        parties, on = perspective(self.viewer), timezone.localdate()
        return in_state(viewer=self.viewer, parties=parties, on=on, state=RequestState(state))

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


def _normalised(kind: str, value: str) -> str:
    """Return a value as identifiers are compared."""
    given = {
        IdentifierKind.PHONE: Person(phones=(value,)),
        IdentifierKind.EMAIL: Person(emails=(value,)),
        IdentifierKind.CUSTOMER_NUMBER: Person(customer_numbers=(value,)),
        IdentifierKind.NAME: Person(name=value),
    }[IdentifierKind(kind)]
    return next((found for _kind, found in identifiers(given)), "")
