"""Handing out proof to who may read the file that it is in."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from records.incidents.models import IncidentEvidence
from voipgrid_privacy.kernel.errors import Forgotten, NotFound
from voipgrid_privacy.kernel.tenancy import Viewer


def the_evidence(*, viewer: Viewer, pk: UUID) -> IncidentEvidence:
    """Return one proof; raises NotFound."""
    found: IncidentEvidence | None = (
        IncidentEvidence.objects.visible_to(viewer).filter(pk=pk).first()
    )
    if found is None:
        raise NotFound
    return found


def handed_out(row: IncidentEvidence) -> HttpResponse:
    """Return it as a file to keep, never to be shown in the browser.

    Raises ``forgotten``.
    """
    if not row.content:
        raise Forgotten
    response = HttpResponse(bytes(row.content), content_type=row.content_type)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=row.name
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
