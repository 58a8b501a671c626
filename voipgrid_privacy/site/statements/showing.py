"""A logo as browsers get it: a picture, and nothing that runs."""

from django.http import HttpResponse

from voipgrid_privacy.site.statements.models import StatementLogo
from voipgrid_privacy.site.statements.pictures import MEDIA_TYPES, PictureKind


def as_picture(row: StatementLogo) -> HttpResponse:
    """Return the picture; opened by itself it may style its own shapes, and nothing else."""
    response = HttpResponse(bytes(row.content), content_type=MEDIA_TYPES[PictureKind(row.kind)])
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="logo.{row.kind.lower()}"'
    return response
