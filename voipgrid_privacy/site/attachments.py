"""Files of requests are handed out to be saved, and never shown by us."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from records.intake.contents import MEDIA_TYPES, FileKind
from records.intake.models import RequestAttachment


def handed_out(row: RequestAttachment) -> HttpResponse:
    """Return a file as a download that no browser opens as a page, and no cache keeps."""
    response = HttpResponse(bytes(row.content), content_type=MEDIA_TYPES[FileKind(row.kind)])
    disposition = content_disposition_header(as_attachment=True, filename=row.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
