"""Rectifying what was found for a part: where, what it would do, instructed (GDPR Art. 16)."""

from collections.abc import Mapping
from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from records.answers import services
from records.answers.rectifying import Place, Rectifying
from records.answers.services.rectifying import LONGEST, places_to_rectify, rectifications_of
from records.api.answers import PartView
from records.api.found_erasures import ErasureRun, run_body
from records.requests.models import RequestPart
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Shape
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.kernel.legal_days import legal_day

MOST = 20
TWICE = gettext_lazy("One column is named twice: it gets one value.")


class RectifiablePlace(Shape):
    """A table in which rows of the person were found, and its columns that can be written."""

    table_id = serializers.UUIDField()
    place = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())


class RectifiablePlaces(Shape):
    """Where a value can be rectified."""

    places = RectifiablePlace(many=True)


class RectificationPreview(Shape):
    """What writing would do in one place; `refusal` says why nothing can be written there.

    `held_count` are rows that legal holds spare; rows that have the value already are not counted.
    """

    place = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    writable_count = serializers.IntegerField()
    held_count = serializers.IntegerField()
    refusal = serializers.CharField(allow_null=True)


class Rectifications(Shape):
    """The runs that wrote right values; what they wrote is not told."""

    runs = ErasureRun(many=True)


class RightValue(StrictSerializer):
    """The right value of a column."""

    column = serializers.CharField(max_length=63)
    value = serializers.CharField(max_length=LONGEST)


class RectificationTried(StrictSerializer):
    """A place of the list of rectifiable places, and what is to be written there."""

    table_id = serializers.UUIDField(source="table")
    values = serializers.ListField(child=RightValue(), min_length=1, max_length=MOST)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the values; a column has one right value, not two."""
        columns = [each["column"] for each in attrs["values"]]
        if len(set(columns)) != len(columns):
            twice = serializers.ErrorDetail(str(TWICE), "column_twice")
            raise serializers.ValidationError({"values": [twice]})
        return attrs


class NewRectification(RectificationTried):
    """The same, with the reference of the request, by who saw what would change."""

    typed = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=120)


class RectifiablePlacesView(PartView):
    """Where the right value can be written into what was found."""

    http_method_names = ["get", "options"]
    operations = {"GET": Operation("listRectifiablePlaces", RectifiablePlaces, single=True)}

    def get(self, request: Request, reference: str, part: str) -> Response:
        """List where a value of what was found can be rectified, and in which columns (Art. 16).

        Try a value first (`…/rectification-previews`), then instruct the platform to write it
        (`…/rectifications`).
        """
        found = places_to_rectify(part=self.part(reference, part), by=self.viewer)
        return single(request, {"places": [_rectifiable(place) for place in found]})


class RectificationPreviewsView(PartView):
    """What writing the right value would do."""

    only_asks = True
    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation("previewRectification", RectificationPreview, RectificationTried)
    }

    def post(self, request: Request, reference: str, part: str) -> HttpResponseBase:
        """Preview writing values into what was found to be the person's; nothing is changed."""
        row, given = self.part(reference, part), self.read(RectificationTried)
        found = services.preview_rectification(
            part=row, **_written(given), on=legal_day(timezone.now()), by=self.viewer
        )
        return Response(_previewed(found))


class RectificationsView(PartView):
    """Having right values written."""

    operations = {
        "GET": Operation("listRectifications", Rectifications, single=True),
        "POST": Operation(
            "instructRectification", Rectifications, NewRectification, 201, single=True
        ),
    }

    def get(self, request: Request, reference: str, part: str) -> Response:
        """List the runs that wrote right values for the part."""
        return single(request, self.runs(self.part(reference, part)))

    def post(self, request: Request, reference: str, part: str) -> HttpResponseBase:
        """Instruct the platform to write the values into exactly the found rows.

        The instruction is a step and a task of the platform, which writes past no law and no hold;
        the run is listed once it did.
        """
        return once(request, lambda: self.instruct(reference, part))

    def instruct(self, reference: str, part: str) -> Response:
        """Do it; raises DomainError."""
        row, given, now = self.part(reference, part), self.read(NewRectification), timezone.now()
        services.instruct_rectification(
            part=row,
            **_written(given),
            typed=given["typed"],
            name=given["name"],
            on=legal_day(now),
            at=now,
            by=self.viewer,
        )
        return single(self.request, self.runs(row), 201)

    def runs(self, part: RequestPart) -> dict[str, Any]:
        """Return the runs as they are now."""
        return {"runs": [run_body(job) for job in rectifications_of(part=part, by=self.viewer)]}


def _written(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return where and what, as the services take it."""
    values = {each["column"]: each["value"] for each in given["values"]}
    return {"table": given["table"], "values": values}


def _rectifiable(place: Place) -> dict[str, Any]:
    columns = [column.name for column in place.columns]
    return {"table_id": place.table.pk, "place": place.where, "columns": columns}


def _previewed(found: Rectifying) -> dict[str, Any]:
    return {
        "place": found.place.where,
        "columns": sorted(found.column.split(", ")),
        "writable_count": found.rows,
        "held_count": found.held,
        "refusal": found.why_not.code if found.why_not else None,
    }
