"""What anyone may have: the keys that sign, the heads of the chain, and the program that checks."""

from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from records.certificates.queries import published_heads
from voipgrid_privacy.kernel.offline import as_program
from voipgrid_privacy.kernel.signing import published_keys

VERIFIER: Final = Path(__file__).parent / "certificates" / "verify_certificates.py"


@require_GET
def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Publish the keys that sign and have signed."""
    return JsonResponse({"keys": published_keys()})


@require_GET
def heads(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Publish number, hash and signature of whole runs: who keeps copies sees a rewritten chain."""
    return JsonResponse({"heads": published_heads()})


@require_GET
def verifier(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Hand out the program that verifies certificates without us."""
    return as_program(VERIFIER)
