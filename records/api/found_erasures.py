"""Erasing and rectifying what was found for a part: previewed, and the runs (GDPR Art. 16, 17)."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from records.answers import services
from records.answers.erasing import Erasing
from records.answers.rectifying import Place
from records.answers.services.erasing import runs_for
from records.answers.services.rectifying import places_to_rectify
from records.api.answers import PartView
from records.choices import JobState, Technique
from records.engine.models import AnonymisationJob
from records.requests.models import RequestPart
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Shape
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.kernel.legal_days import legal_day


class ErasurePreview(Shape):
    """What erasing would do in one place; `refusal` says why nothing can be erased there.

    `kept_by` are the laws by which some of it stays, `held_count` rows that legal holds spare.
    """

    place = serializers.CharField()
    found_count = serializers.IntegerField()
    erasable_count = serializers.IntegerField()
    held_count = serializers.IntegerField()
    technique = serializers.ChoiceField(Technique.choices, allow_null=True)
    kept_by = serializers.ListField(child=serializers.CharField())
    refusal = serializers.CharField(allow_null=True)


class ErasureRun(Shape):
    """A run that erased or rectified exactly these rows; its certificate has its `run_id`."""

    id = serializers.UUIDField()
    place = serializers.CharField()
    technique = serializers.ChoiceField(Technique.choices)
    state = serializers.ChoiceField(JobState.choices)
    rows_planned = serializers.IntegerField()
    rows_done = serializers.IntegerField()
    planned_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class FoundErasures(Shape):
    """What erasing what was found would do, and what was done."""

    preview = ErasurePreview(many=True)
    runs = ErasureRun(many=True)


class RectifiablePlace(Shape):
    """A table in which rows of the person were found, and its columns that can be written."""

    table_id = serializers.UUIDField()
    place = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())


class RectifiablePlaces(Shape):
    """Where a value can be rectified."""

    places = RectifiablePlace(many=True)


class NewFoundErasure(StrictSerializer):
    """The reference of the request, by who has read what will be gone, and who that is."""

    typed = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=120)


class FoundErasuresView(PartView):
    """Erasing what was found."""

    operations = {
        "GET": Operation("previewErasure", FoundErasures, single=True),
        "POST": Operation("instructErasure", FoundErasures, NewFoundErasure, 201, single=True),
    }

    def get(self, request: Request, reference: str, part: str) -> Response:
        """Preview the erasure of what was decided to be the person's; nothing is changed."""
        return single(request, self.shown(self.part(reference, part)))

    def post(self, request: Request, reference: str, part: str) -> HttpResponseBase:
        """Instruct the platform to erase exactly the found rows, past no law and no hold.

        The instruction is a step and a task of the platform; the runs are listed once it did.
        """
        return once(request, lambda: self.instruct(reference, part))

    def instruct(self, reference: str, part: str) -> Response:
        """Do it; raises DomainError."""
        row, given = self.part(reference, part), self.read(NewFoundErasure)
        now = timezone.now()
        services.instruct_erasure(part=row, **given, on=legal_day(now), at=now, by=self.viewer)
        return single(self.request, self.shown(row), 201)

    def shown(self, part: RequestPart) -> dict[str, Any]:
        """Return the preview and the runs as they are now."""
        on = legal_day(timezone.now())
        found = services.preview_erasure(part=part, on=on, by=self.viewer)
        runs = runs_for(part=part, by=self.viewer)
        return {"preview": [_place(each) for each in found], "runs": [_run(job) for job in runs]}


class RectifiablePlacesView(PartView):
    """Where the right value can be written into what was found."""

    http_method_names = ["get", "options"]
    operations = {"GET": Operation("listRectifiablePlaces", RectifiablePlaces, single=True)}

    def get(self, request: Request, reference: str, part: str) -> Response:
        """List where a value of what was found can be rectified, and in which columns (Art. 16).

        The platform writes it, after it saw what would change: ask it for assistance, and name the
        column. The runs are listed with the erasures.
        """
        found = places_to_rectify(part=self.part(reference, part), by=self.viewer)
        return single(request, {"places": [_rectifiable(place) for place in found]})


def _rectifiable(place: Place) -> dict[str, Any]:
    columns = [column.name for column in place.columns]
    return {"table_id": place.table.pk, "place": place.where, "columns": columns}


def _place(each: Erasing) -> dict[str, Any]:
    return {
        "place": each.where,
        "found_count": each.found,
        "erasable_count": each.rows,
        "held_count": each.held,
        "technique": each.target.technique if each.target else None,
        "kept_by": [str(ground) for rule in each.minima for ground in rule.grounds],
        "refusal": each.why_not.code if each.why_not else None,
    }


def _run(job: AnonymisationJob) -> dict[str, Any]:
    return {
        "id": job.pk,
        "place": str(job.table or job.store),
        "technique": job.technique,
        "state": job.state,
        "rows_planned": job.rows_previewed,
        "rows_done": job.rows_done,
        "planned_at": job.planned_at,
        "finished_at": job.finished_at,
    }
