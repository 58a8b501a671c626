"""What anyone may have: the program that verifies a logbook, and the published heads."""

from datetime import date
from pathlib import Path
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from voipgrid_privacy.audit.queries import days_published, published_heads
from voipgrid_privacy.kernel.offline import as_program
from voipgrid_privacy.kernel.tenancy import as_application

VERIFIER: Final = Path(__file__).parent / "verify_audit.py"


@require_GET
def verifier(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Hand out the program that verifies a logbook without us."""
    return as_program(VERIFIER)


@require_GET
def days(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Name the days of which heads are published."""
    with as_application():  # which chains there are is hidden from the public, a fingerprint is not
        return JsonResponse({"days": days_published()})


@require_GET
def heads(request: HttpRequest, day: str) -> HttpResponse:  # noqa: ARG001
    """Publish the fingerprints of a day's heads: who keeps copies sees a chain written anew."""
    try:
        with as_application():
            found = published_heads(date.fromisoformat(day))
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return JsonResponse(found)
