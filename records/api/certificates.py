"""``/deletion-certificates``: what runs of retention rules did with the caller's own data."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from records.api import shapes
from records.api.runs import runs_in_full
from records.certificates.models import Certificate
from records.certificates.paper import handed_out
from records.certificates.queries import certificate, certificates, envelope
from records.choices import REWRITTEN, STOPPED_STATES
from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.etags import single
from voipgrid_privacy.api.expanding import Expansion
from voipgrid_privacy.api.paging import page
from voipgrid_privacy.api.views import ResourceView
from voipgrid_privacy.kernel.errors import NotFound

RESOURCE = "deletion-certificates"
SORTABLE = {"number": "number", "issued_at": "issued_at"}
RUN = {"run": Expansion("job_id", runs_in_full)}


class CertificatesView(ResourceView):
    """The certificates of the caller's own parts."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "listDeletionCertificates",
            shapes.CertificatePage,
            sortable=SORTABLE,
            query=frozenset({"state"}),
            words={"state": (*STOPPED_STATES, REWRITTEN)},
            said={"state": "Only of runs that ended so, or whose table was written anew since."},
            expandable=RUN,
        )
    }

    def get(self, request: Request) -> Response:
        """List certificates; in the order of their chain, or by when they were issued."""
        rows = certificates(viewer=self.viewer, party=self.caller.party)
        if state := parameters.text(request, "state"):
            rows = rows.filter(outcome=state)
        return page(request, rows.defer("body"), body=summary)


class CertificateView(ResourceView):
    """One certificate with its proof."""

    resource = RESOURCE
    operations = {"GET": Operation("getDeletionCertificate", shapes.SignedCertificate, single=True)}

    def get(self, request: Request, reference: str) -> Response:
        """Return the certificate with this UUID as the offline verifier reads it."""
        return single(request, envelope(_found(self, reference)))


class CertificateDocumentView(ResourceView):
    """The same on paper."""

    resource = RESOURCE
    operations = {
        "GET": Operation(
            "getDeletionCertificateDocument", shapes.SignedCertificate, media="application/pdf"
        )
    }

    def get(self, request: Request, reference: str) -> HttpResponse:
        """Return the certificate as one page of tagged PDF (PDF/UA), for people to read."""
        return handed_out(_found(self, reference), "pdf")


def summary(row: Certificate) -> dict[str, Any]:
    """Return a certificate as lists show it."""
    return {
        "id": row.pk,
        "run_id": row.job_id,
        "number": row.number,
        "rule": row.rule,
        "cut_off_date": row.cut_off,
        "outcome": row.outcome,
        "rows_done": row.rows,
        "issued_at": row.issued_at,
        "hash": bytes(row.hash).hex(),
    }


def _found(view: ResourceView, reference: str) -> Certificate:
    identifier: UUID | None = parameters.as_uuid(reference)
    if identifier is None:
        raise NotFound
    return certificate(viewer=view.viewer, pk=identifier, party=view.caller.party)
