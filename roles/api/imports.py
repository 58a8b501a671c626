"""``/imports``: files of parties and contracts, previewed, confirmed whole, undone for a day."""

from typing import Any, Final

from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from roles import services
from roles.api import bulk_shapes as shapes
from roles.api.serializers import StrictSerializer
from roles.api.uploads import Upload, media_type, received
from roles.models import Import
from roles.models import Party as PartyRow
from roles.models.imports import ImportState
from roles.queries.imports import imports
from roles.queries.lookup import the_one
from roles.services.importing import (
    MOST,
    FileTooLarge,
    columns_of,
    import_named,
    refusal_of,
    result_of,
)
from roles.tasks import set_to_work
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.parameters import as_uuid, text
from voipgrid_privacy.api.problems import MediaTypeRefused
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tables import XLSX
from voipgrid_privacy.kernel.tenancy import Viewer

FILES: Final = {
    "text/csv": "import.csv",
    "application/x-ndjson": "import.ndjson",
    XLSX: "import.xlsx",
}


class Confirmation(StrictSerializer):
    """Whether rows with errors are left out; else an import with errors is refused."""

    without_errors = serializers.BooleanField(default=False)


class ColumnMapping(StrictSerializer):
    """What the columns of a sheet are, in the order of the file; an empty name leaves one out."""

    sheet = serializers.IntegerField(min_value=0, max_value=1_000)
    columns = serializers.ListField(
        child=serializers.CharField(allow_blank=True, max_length=30), max_length=500
    )


class Reversal(StrictSerializer):
    """Nothing has to be said."""


def _too_large() -> FileTooLarge:
    return FileTooLarge(most=MOST // 1_000_000)


class ImportsView(ResourceView):
    """Imports in the caller's name."""

    resource = "imports"
    operations = {
        "GET": Operation(
            "listImports",
            shapes.ImportPage,
            sortable={"uploaded_at": "uploaded_at", "id": "pk"},
            query=frozenset({"state"}),
            words={"state": ImportState.values},
        ),
        "POST": Operation("uploadImport", shapes.Import, status=201, sent=tuple(FILES)),
    }

    def get(self, request: Request) -> Response:
        """List imports, oldest first."""
        rows = imports(viewer=self.viewer)
        if state := text(request, "state"):
            rows = rows.filter(state=state)
        return page(request, rows, body=summary_body)

    def post(self, request: Request) -> HttpResponseBase:
        """Upload a file and answer what it comes to; a large one is read after the answer.

        CSV or a workbook of parties or of contracts; NDJSON of both. Nothing of the register is
        written before the import is confirmed.
        """
        name = FILES.get(media_type(request))
        if name is None:
            raise MediaTypeRefused
        with received(request, most=MOST, too_large=_too_large) as upload:
            return once(request, lambda: self.upload(name, upload))

    def upload(self, name: str, upload: Upload) -> Response:
        """Do it; raises DomainError."""
        party = the_one(PartyRow.objects.visible_to(self.viewer), pk=self.caller.party)
        batch = services.upload_import(
            files={name: upload.pieces()}, assigned_by=party, at=timezone.now(), by=self.viewer
        )
        set_to_work(batch)
        body = import_body(self.viewer, batch)
        return Response(body, 201, headers={"Location": self.address(batch.pk)})


class ImportView(ResourceView):
    """One import."""

    resource = "imports"
    operations = {"GET": Operation("getImport", shapes.Import, single=True)}

    def get(self, request: Request, reference: str) -> Response:
        """Return the import: how far it is, its columns, and what is wrong."""
        return single(request, import_body(self.viewer, self.named(reference)))

    def named(self, reference: str) -> Import:
        """Return the import; raises NotFound."""
        identifier = as_uuid(reference)
        if identifier is None:
            raise NotFound
        return import_named(viewer=self.viewer, pk=identifier)

    def worked(self, batch: Import) -> Response:
        """Let the import be worked on, and answer it."""
        set_to_work(batch)
        return Response(import_body(self.viewer, batch), 201)


class ColumnMappingsView(ImportView):
    """Saying what the columns of an import are."""

    http_method_names = ["post", "options"]
    operations = {"POST": Operation("mapImportColumns", shapes.Import, ColumnMapping, 201)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Say what the columns of a sheet are; the file is read anew."""
        return once(request, lambda: self.map(reference))

    def map(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        said = self.read(ColumnMapping)
        mapping = {said["sheet"]: said["columns"]}
        batch = self.named(reference)
        return self.worked(services.map_columns(batch=batch, mapping=mapping, by=self.viewer))


class ConfirmationsView(ImportView):
    """Applying an import."""

    http_method_names = ["post", "options"]
    operations = {"POST": Operation("confirmImport", shapes.Import, Confirmation, 201)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Write what the preview showed, whole or not at all."""
        return once(request, lambda: self.confirm(reference))

    def confirm(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        asked = self.read(Confirmation)
        batch = self.named(reference)
        return self.worked(services.confirm_import(batch=batch, **asked, by=self.viewer))


class ReversalsView(ImportView):
    """Undoing an import."""

    http_method_names = ["post", "options"]
    operations = {"POST": Operation("undoImport", shapes.Import, Reversal, 201)}

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Take back what the import wrote, within 24 hours and if nothing stands on it."""
        return once(request, lambda: self.undo(reference))

    def undo(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        self.read(Reversal)
        batch, now = self.named(reference), timezone.now()
        return self.worked(services.undo_import(batch=batch, at=now, by=self.viewer))


def summary_body(batch: Import) -> dict[str, Any]:
    """Return how far an import is."""
    party, refusal = batch.party, refusal_of(batch)
    progress = getattr(batch, "progress", None)
    return {
        "id": batch.pk,
        "party": {"id": party.pk, "name": party.name, "kind": party.kind},
        "state": batch.state,
        "uploaded_at": batch.uploaded_at,
        "applied_at": batch.applied_at,
        "counts": {
            "new": batch.new,
            "changed": batch.changed,
            "duplicate": batch.duplicate,
            "error": batch.errors,
        },
        "rows_done": progress.done if progress else 0,
        "refusal_code": batch.refusal or None,
        "refusal": refusal.sentence if refusal else None,
    }


def import_body(viewer: Viewer, batch: Import) -> dict[str, Any]:
    """Return an import with its columns and problems."""
    return {
        **summary_body(batch),
        "sheets": [
            {
                "number": sheet.number,
                "name": sheet.name,
                "columns": [
                    {"header": column.header, "column": column.ours or None}
                    for column in sheet.columns
                ],
                "suggestion": [column.suggested for column in sheet.columns],
            }
            for sheet in columns_of(batch, by=viewer)
        ],
        "problems": [
            {
                "file": problem.file,
                "line": problem.line,
                "column": problem.column or None,
                "code": problem.code,
                "message": problem.error.sentence,
            }
            for problem in result_of(batch, by=viewer).found
        ],
    }
