"""Documents of transfers, and importers that a decision covers: what keeps a ground up."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from roles.api import transfer_shapes as shapes
from roles.api.transfers import TransferView
from roles.api.uploads import Upload, file_name, media_type, received
from roles.queries.lookup import the_one
from roles.transfers import services
from roles.transfers.exporting import as_file
from roles.transfers.models import AdequacyCoverage
from roles.transfers.queries import coverages, decision_titles, documents, the_document
from roles.transfers.refusals import DocumentUnfit
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import must_match, single
from voipgrid_privacy.api.idempotency import once
from voipgrid_privacy.api.paging import page, page_of
from voipgrid_privacy.api.problems import MediaTypeRefused
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound

PDF = "application/pdf"


class TransferDocumentsView(TransferView):
    """The documents of a transfer."""

    operations = {
        "GET": Operation(
            "listTransferDocuments",
            shapes.TransferDocumentPage,
            sortable={"added_at": "added_at", "name": "name"},
        ),
        "POST": Operation(
            "addTransferDocument", shapes.TransferDocumentShape, status=201, sent=(PDF,)
        ),
    }

    def get(self, request: Request, reference: str) -> Response:
        """List the documents that go with a transfer, oldest first, without their bytes."""
        rows = documents(viewer=self.viewer).filter(transfer=self.transfer(reference))
        return page(request, rows, body=shapes.document_body)

    def post(self, request: Request, reference: str) -> HttpResponseBase:
        """Keep a PDF of at most 10 MB with a transfer that the own party makes.

        `Content-Disposition` names it; name no persons.
        """
        if media_type(request) != PDF:
            raise MediaTypeRefused
        with received(request, most=services.LARGEST, too_large=DocumentUnfit) as upload:
            return once(request, lambda: self.keep(reference, upload))

    def keep(self, reference: str, upload: Upload) -> Response:
        """Do it; raises DomainError."""
        made = services.add_document(
            transfer=self.transfer(reference),
            name=file_name(self.request, "document.pdf"),
            content=b"".join(upload.pieces()),
            at=timezone.now(),
            by=self.viewer,
        )
        body = shapes.document_body(made)
        return Response(body, 201, headers={"Location": self.address(made.pk)})


class TransferDocumentView(TransferView):
    """One document."""

    operations = {"GET": Operation("getTransferDocument", shapes.TransferDocumentShape, media=PDF)}

    def get(self, request: Request, reference: str, document: str = "") -> HttpResponse:  # type: ignore[override]  # a file
        """Return the document as the bytes that were kept: they hash to its `sha256`."""
        pk = parameters.as_uuid(document)
        if pk is None:
            raise NotFound
        found = the_document(viewer=self.viewer, pk=pk)
        if found.transfer_id != self.transfer(reference).pk:
            raise NotFound
        return as_file(found)


class CoveredImportersView(ResourceView):
    """Importers under a decision that does not cover everyone (GDPR Art. 45)."""

    resource = "transfers"
    operations = {
        "GET": Operation(
            "listCoveredImporters",
            shapes.CoveredImporterPage,
            sortable={"valid_from_date": "valid_during__startswith", "decision": "decision"},
        ),
        "POST": Operation(
            "recordCoveredImporter", shapes.CoveredImporter, shapes.NewCoveredImporter, 201
        ),
    }

    def get(self, request: Request) -> Response:
        """List the importers that are or were covered, such as by their certification."""
        rows = coverages(viewer=self.viewer)
        return page_of(request, rows, bodies=self.told)

    def told(self, rows: Iterable[AdequacyCoverage]) -> list[dict[str, Any]]:
        """Return the rows as JSON, with what their decisions are called."""
        return shapes.coverage_bodies(rows, decision_titles(viewer=self.viewer))

    def post(self, request: Request) -> HttpResponseBase:
        """Record that an importer which the own party entered is covered, from when until when."""
        return once(request, self.record)

    def record(self) -> Response:
        """Do it; raises DomainError."""
        given = self.read(shapes.NewCoveredImporter)
        made = services.record_coverage(**given, by=self.viewer)
        (body,) = self.told([the_one(coverages(viewer=self.viewer), pk=made.pk)])
        return single(self.request, body, 201, self.address(made.pk))


class CoveredImporterView(CoveredImportersView):
    """One importer under such a decision."""

    http_method_names = ["get", "options"]
    operations = {"GET": Operation("getCoveredImporter", shapes.CoveredImporter, single=True)}

    def get(self, request: Request, reference: str) -> Response:  # type: ignore[override]  # one of them
        """Return that an importer is or was covered, by its UUID."""
        return single(request, self.told([self.coverage(reference)])[0])

    def coverage(self, reference: str) -> AdequacyCoverage:
        """Return it; raises NotFound."""
        pk = parameters.as_uuid(reference)
        if pk is None:
            raise NotFound
        return the_one(coverages(viewer=self.viewer), pk=pk)


class CoverageTerminationsView(CoveredImporterView):
    """Ending it."""

    http_method_names = ["post", "options"]
    operations = {
        "POST": Operation(
            "endCoveredImporter",
            shapes.CoveredImporter,
            shapes.TransferTermination,
            201,
            single=True,
        )
    }

    def post(self, request: Request, reference: str) -> HttpResponseBase:  # type: ignore[override]  # one of them
        """Record from which day an importer is covered no longer."""
        return once(request, lambda: self.write(reference))

    def write(self, reference: str) -> Response:
        """Do it; raises DomainError."""
        row = self.coverage(reference)
        (before,) = self.told([row])
        must_match(self.request, before)
        given = self.read(shapes.TransferTermination)
        services.end_coverage(coverage=row, **given, by=self.viewer)
        (body,) = self.told([self.coverage(reference)])
        return single(self.request, body, 201)
