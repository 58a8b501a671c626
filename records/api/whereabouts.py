"""In which rows of the caller the subject of a request is."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from records.answers import services
from records.answers.choices import Searched
from records.answers.services.locating import Spot
from records.api.breach_shapes import party_body
from records.api.subject_requests import RequestsBase
from records.choices import Whose
from roles.api.serializers import StrictSerializer
from roles.api.shapes import PartyName, Shape
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.idempotency import once


class CountedAs(Shape):
    """As whom the subject is in rows, and in how many."""

    found_as = serializers.ChoiceField(Whose.choices)
    row_count = serializers.IntegerField()


class WhereaboutsSpot(Shape):
    """Rows of one customer in one place; null: of nobody that the caller knows of.

    `in_request`: the request was placed in the chain of that customer already.
    """

    data_store = serializers.CharField()
    table = serializers.CharField(allow_null=True)
    customer = PartyName(allow_null=True)
    counts = CountedAs(many=True)
    in_request = serializers.BooleanField()


class UnknownSpot(Shape):
    """A place of which it is not known whether the subject is in it, and why."""

    data_store = serializers.CharField()
    table = serializers.CharField(allow_null=True)
    outcome = serializers.ChoiceField(Searched.choices)


class SubjectWhereabouts(Shape):
    """Where the subject of a request is: counted, no row is read."""

    spots = WhereaboutsSpot(many=True)
    unknown = UnknownSpot(many=True)


class NewSubjectLook(StrictSerializer):
    """Nothing is said: it is looked for by what the request names."""


class WhereaboutsView(RequestsBase):
    """Looking where the subject is."""

    http_method_names = ["post", "options"]
    operations = {"POST": Operation("locateSubject", SubjectWhereabouts, NewSubjectLook, 201)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Count in which rows of the caller's own customers the subject of a request is.

        Place the request in each chain that it is about. That the caller looked is kept.
        """
        return once(request, lambda: self.look(reference))

    def look(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row = self.found(reference)
        self.read(NewSubjectLook)
        located = services.locate_subject(request=row, at=timezone.now(), by=self.viewer)
        spots = [_spot(each) for each in located.spots]
        unknown = [{**_place(hits), "outcome": hits.outcome} for hits in located.unknown]
        return Response({"spots": spots, "unknown": unknown}, 201)


def _spot(spot: Spot) -> dict[str, Any]:
    counts = [{"found_as": code, "row_count": number} for code, number in spot.at.rows.items()]
    return {
        **_place(spot.at),
        "customer": party_body(spot.customer) if spot.customer else None,
        "counts": counts,
        "in_request": spot.in_request,
    }


def _place(at: Any) -> dict[str, Any]:
    place = at.place
    return {"data_store": str(place.store), "table": place.table.name if place.table else None}
