"""Addresses for machines that watch over the product."""

import sys
from hmac import compare_digest

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.defaults import server_error
from prometheus_client import CONTENT_TYPE_LATEST

from voipgrid_privacy.kernel.errors import RETRY_AFTER, Away, is_away
from voipgrid_privacy.site.operations.metrics import exposition
from voipgrid_privacy.site.operations.readiness import problem


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say that the web process answers: who does not is to be started again."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say whether visitors may be sent here: 503 while the database or its tables are not there."""
    why = problem()
    said = {"status": "unready", "problem": why} if why else {"status": "ready"}
    return JsonResponse(said, status=503 if why else 200)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer what nobody foresaw; 503 where the database is away, so that who asked asks again.

    The page for mistakes asks the database itself: what it raises would have each middleware in
    turn make it anew, and wait anew.
    """
    if is_away(sys.exc_info()[1]):
        return _away(request)
    try:
        return server_error(request)
    except (OperationalError, InterfaceError) as error:
        if is_away(error):
            return _away(request)
        raise


def _away(request: HttpRequest) -> HttpResponse:
    if request.path_info.startswith("/oauth/"):
        said: HttpResponse = JsonResponse({"error": "temporarily_unavailable"})
    else:
        said = HttpResponse(loader.get_template("503.html").render())
    said.status_code, said["Retry-After"] = Away.status, RETRY_AFTER
    return said


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return what Prometheus reads, to who has the token; to all others there is nothing here."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not compare_digest(given.encode(), expected.encode()):
        raise Http404
    return HttpResponse(exposition(at=timezone.now()), content_type=CONTENT_TYPE_LATEST)
