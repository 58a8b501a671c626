"""The thread with whoever made a request: messages and files, of the caller's own party alone."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from records.api.subject_requests import RequestsBase
from records.intake import services
from records.intake.choices import Author, Purpose
from records.intake.contents import FileKind, GivenFile
from records.intake.models import RequestAttachment, RequestMessage
from roles.api.serializers import Base64File, StrictSerializer
from roles.api.shapes import Page, Shape
from roles.models import Party
from roles.queries.lookup import the_one
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.kernel.errors import NotFound


class RequestAttachmentShape(Shape):
    """A file of a thread. Proof of identity is erased once it was looked at, others can be."""

    id = serializers.UUIDField()
    message_id = serializers.UUIDField(allow_null=True)
    author = serializers.ChoiceField(Author.choices)
    purpose = serializers.ChoiceField(Purpose.choices)
    name = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(FileKind.choices)
    byte_count = serializers.IntegerField()
    added_at = serializers.DateTimeField()
    erased_at = serializers.DateTimeField(allow_null=True)


class RequestAttachmentPage(Page):
    """A page of files."""

    results = RequestAttachmentShape(many=True)


class RequestMessageShape(Shape):
    """What whoever asks wrote to the caller's party, or the party back."""

    id = serializers.UUIDField()
    author = serializers.ChoiceField(Author.choices)
    text = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    written_at = serializers.DateTimeField()
    attachment_ids = serializers.ListField(child=serializers.UUIDField())


class RequestMessagePage(Page):
    """A page of messages."""

    results = RequestMessageShape(many=True)


class NewAttachment(Base64File):
    """A file to send along: PDF, PNG, JPEG, text or saved mail, told by its contents."""


class NewRequestMessage(StrictSerializer):
    """What is written to whoever asks, by whom; a mail only says that there is a message."""

    name = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=20_000, required=False, default="", allow_blank=True)
    attachments = NewAttachment(many=True, required=False)


class NewAttachmentErasure(StrictSerializer):
    """Nothing more is said of a file that is not needed."""


class _ThreadView(RequestsBase):
    """Something of the thread between whoever asks and the caller's party."""

    http_method_names = ["get", "post", "options"]

    def file(self, reference: str, attachment: str) -> RequestAttachment:
        """Return a file of the caller's own thread, without its bytes; raises NotFound."""
        pk = parameters.as_uuid(attachment)
        if pk is None:
            raise NotFound
        found: RequestAttachment = the_one(self.files(reference), pk=pk)
        return found

    def files(self, reference: str) -> Any:
        """Return the files of the caller's own thread, without their bytes; raises NotFound."""
        rows = RequestAttachment.objects.visible_to(self.viewer).light()
        return rows.filter(request=self.found(reference), party=self.caller.party)


class RequestMessagesView(_ThreadView):
    """Messages."""

    operations = {
        "GET": Operation(
            "listDataSubjectRequestMessages",
            RequestMessagePage,
            sortable={"written_at": "written_at"},
        ),
        "POST": Operation(
            "writeToRequester", RequestMessageShape, NewRequestMessage, 201, single=True
        ),
    }

    def get(self, request: Request, reference: str) -> Response:
        """List what was said between whoever asks and the caller's party."""
        rows = RequestMessage.objects.visible_to(self.viewer)
        rows = rows.filter(request=self.found(reference), party=self.caller.party)
        files: dict[UUID | None, list[UUID]] = {}
        for file in self.files(reference).order_by("added_at", "pk"):
            files.setdefault(file.message_id, []).append(file.pk)
        return page(request, rows, body=lambda row: _message(row, files.get(row.pk, [])))

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Write to whoever asks; what it says is in the thread, and not in the mail about it."""
        return once(request, lambda: self.write(reference))

    def write(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row, given = self.found(reference), self.read(NewRequestMessage)
        files = [
            GivenFile(each["name"], each["content_base64"])
            for each in given.get("attachments") or ()
        ]
        made = services.write_to_requester(
            request=row,
            party=the_one(Party.objects.visible_to(self.viewer), pk=self.caller.party),
            text=given["text"],
            name=given["name"],
            files=files,
            at=timezone.now(),
            by=self.viewer,
        )
        made.refresh_from_db(fields=("written_at",))
        sent = self.files(reference).filter(message=made).values_list("pk", flat=True)
        return single(self.request, _message(made, list(sent)), 201)


class RequestAttachmentsView(_ThreadView):
    """Files."""

    operations = {
        "GET": Operation(
            "listDataSubjectRequestAttachments",
            RequestAttachmentPage,
            sortable={"added_at": "added_at"},
        )
    }

    def get(self, request: Request, reference: str) -> Response:
        """List the files of the thread, also those that came with the request."""
        return page(request, self.files(reference), body=_file)


class RequestAttachmentContentView(_ThreadView):
    """What is in a file."""

    http_method_names = ["get", "options"]
    operations = {
        "GET": Operation(
            "getDataSubjectRequestAttachment",
            RequestAttachmentShape,
            media="application/octet-stream",
        )
    }

    def get(self, request: Request, reference: str, attachment: str) -> HttpResponse:
        """Return the bytes of a file, to be saved; one that was erased is not found."""
        row = self.file(reference, attachment)
        if row.erased_at is not None:
            raise NotFound
        answer = HttpResponse(bytes(row.content), content_type="application/octet-stream")
        named = content_disposition_header(as_attachment=True, filename=row.name)
        answer["Content-Disposition"] = named or "attachment"
        answer["Cache-Control"] = "no-store"
        return answer


class RequestAttachmentErasuresView(_ThreadView):
    """Erasing a file before its term."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "eraseDataSubjectRequestAttachment",
            RequestAttachmentShape,
            NewAttachmentErasure,
            201,
            single=True,
        )
    }

    def post(self, request: Request, reference: str, attachment: str) -> HttpResponseBase:
        """Erase a file that is not needed; that it was there stays known."""
        return once(request, lambda: self.erase(reference, attachment))

    def erase(self, reference: str, attachment: str) -> Response:
        """Do it; raises DomainError."""
        row = self.file(reference, attachment)
        self.read(NewAttachmentErasure)
        services.erase_file(attachment=row, by=self.viewer)
        return single(self.request, _file(self.file(reference, attachment)), 201)


def _message(row: RequestMessage, files: list[UUID]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "author": row.author,
        "text": row.text,
        "name": row.name,
        "written_at": row.written_at,
        "attachment_ids": files,
    }


def _file(row: RequestAttachment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "message_id": row.message_id,
        "author": row.author,
        "purpose": row.purpose,
        "name": row.name,
        "kind": row.kind,
        "byte_count": row.size,
        "added_at": row.added_at,
        "erased_at": row.erased_at,
    }
