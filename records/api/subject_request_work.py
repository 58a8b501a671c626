"""What a party notes and hands out inside about a request; no other party sees any of it."""

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from records.api.subject_requests import RequestsBase
from records.errors import RightValuesLost
from records.requests import services
from records.requests.choices import TaskKind
from records.requests.models import RequestNote, RequestTask
from records.requests.sealed import values_of
from roles.api.serializers import StrictSerializer
from roles.api.shapes import Page, Shape
from roles.models import Party
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.kernel.errors import NotFound

SORTABLE = {"entered_at": "entered_at"}


class RequestNoteShape(Shape):
    """A note for colleagues; the requester and other parties never see it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    text = serializers.CharField()
    entered_at = serializers.DateTimeField()


class RequestNotePage(Page):
    """A page of notes."""

    results = RequestNoteShape(many=True)


class NewRequestNote(StrictSerializer):
    """What is noted, by whom."""

    name = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=4_000)


class RequestTaskShape(Shape):
    """Who handles the request inside the caller's party, or does something for it.

    `right_values` are what is to be written, by column, until the task is done; null if the key
    with which they were sealed is gone.
    """

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(TaskKind.choices)
    assignee = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    right_values = serializers.DictField(child=serializers.CharField(), allow_null=True)
    due_date = serializers.DateField(allow_null=True)
    entered_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True)


class RequestTaskPage(Page):
    """A page of tasks."""

    results = RequestTaskShape(many=True)


class NewRequestTask(StrictSerializer):
    """Who does what, and by when."""

    kind = serializers.ChoiceField(TaskKind.choices, required=False, default=TaskKind.TASK)
    assignee = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=2_000, required=False, default="", allow_blank=True)
    due_date = serializers.DateField(source="due_on", required=False, allow_null=True, default=None)


class NewTaskCompletion(StrictSerializer):
    """Nothing more is said of a task that was done."""


class _InsideView(RequestsBase):
    """Something of the caller's own party."""

    http_method_names = ["get", "post", "options"]

    def own(self) -> Party:
        """Return the caller's party."""
        return the_one(Party.objects.visible_to(self.viewer), pk=self.caller.party)

    def inside(self, rows: QuerySet[Any], reference: str) -> QuerySet[Any]:
        """Return what the caller's party keeps about a request; raises NotFound."""
        return rows.filter(request=self.found(reference), party=self.caller.party)


class RequestNotesView(_InsideView):
    """Notes."""

    operations = {
        "GET": Operation("listDataSubjectRequestNotes", RequestNotePage, sortable=SORTABLE),
        "POST": Operation("noteDataSubjectRequest", RequestNoteShape, NewRequestNote, 201),
    }

    def get(self, request: Request, reference: str) -> Response:
        """List the notes of the caller's own party about a request."""
        rows = self.inside(RequestNote.objects.visible_to(self.viewer), reference)
        return page(request, rows, body=_note)

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Keep a note for colleagues of the caller's own party."""
        return once(request, lambda: self.note(reference))

    def note(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row, given = self.found(reference), self.read(NewRequestNote)
        made = services.note_request(
            request=row, party=self.own(), **given, at=timezone.now(), by=self.viewer
        )
        return single(self.request, _note(made), 201)


class RequestTasksView(_InsideView):
    """Tasks."""

    operations = {
        "GET": Operation("listDataSubjectRequestTasks", RequestTaskPage, sortable=SORTABLE),
        "POST": Operation("assignDataSubjectRequest", RequestTaskShape, NewRequestTask, 201),
    }

    def get(self, request: Request, reference: str) -> Response:
        """List the tasks that the caller's own party has in a request."""
        rows = self.inside(RequestTask.objects.visible_to(self.viewer), reference)
        return page(request, rows, body=_task)

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Hand out the handling of a request inside the caller's party, or a task for it."""
        return once(request, lambda: self.assign(reference))

    def assign(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row, given = self.found(reference), self.read(NewRequestTask)
        made = services.assign_request(
            request=row, party=self.own(), **given, at=timezone.now(), by=self.viewer
        )
        return single(self.request, _task(made), 201)


class RequestTaskCompletionsView(_InsideView):
    """That a task was done."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "completeDataSubjectRequestTask", RequestTaskShape, NewTaskCompletion, 201
        )
    }

    def post(self, request: Request, reference: str, task: str) -> HttpResponseBase:
        """Note that a task was done, once."""
        return once(request, lambda: self.complete(reference, task))

    def complete(self, reference: str, task: str) -> Response:
        """Do it; raises DomainError."""
        pk = parameters.as_uuid(task)
        if pk is None:
            raise NotFound
        row = the_one(self.inside(RequestTask.objects.visible_to(self.viewer), reference), pk=pk)
        self.read(NewTaskCompletion)
        done = services.finish_task(task=row, at=timezone.now(), by=self.viewer)
        return single(self.request, _task(done), 201)


def _note(row: RequestNote) -> dict[str, Any]:
    return {"id": row.pk, "name": row.name, "text": row.text, "entered_at": row.entered_at}


def _values(row: RequestTask) -> dict[str, str] | None:
    try:
        return values_of(row)
    except RightValuesLost:
        return None


def _task(row: RequestTask) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "assignee": row.assignee,
        "text": row.text,
        "right_values": _values(row),
        "due_date": row.due_on,
        "entered_at": row.entered_at,
        "done_at": row.done_at,
    }
