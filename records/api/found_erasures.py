"""Erasing what was found for a part: previewed, instructed, and the runs (GDPR Art. 17)."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from records.answers import services
from records.answers.erasing import Erasing
from records.answers.services.erasing import runs_for
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
        return {
            "preview": [_place(each) for each in found],
            "runs": [run_body(job) for job in runs],
        }


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


def run_body(job: AnonymisationJob) -> dict[str, Any]:
    """Return a run as JSON."""
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
