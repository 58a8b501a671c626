"""What every request costs: counted and timed for Prometheus, and named in the logs.

Outermost of all, so that nothing is left out. A request is counted under the surface it is for and
never under its address, of which there are as many as there are customers.
"""

import logging
from collections.abc import Callable
from contextvars import copy_context
from time import perf_counter
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import Counter, Histogram

from voipgrid_privacy.kernel.logs import HEADER, REQUEST_ID, request_id_from

logger = logging.getLogger("voipgrid_privacy.requests")

SURFACES: Final = {
    "api": "api",
    "oauth": "api",
    "admin": "admin",
    "portal": "portal",
    "accounts": "accounts",
    "c": "consent",
    "static": "static",
    "healthz": "operations",
    "readyz": "operations",
    "metrics": "operations",
}
"""Which surface an address is of, by its first part; all others are the public site's."""

REQUESTS: Final = Counter(
    "voipgrid_privacy_requests",
    "Requests answered, by surface, method and status.",
    ("surface", "method", "status"),
)
SECONDS: Final = Histogram(
    "voipgrid_privacy_request_seconds",
    "Seconds from the request to the first byte of its answer, by surface.",
    ("surface",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
WHEN_WHOLE: Final = "voipgrid_privacy.when_whole"
"""In what the server says of a request: who is told the status once all of the answer is there."""
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Measured:
    """Counts, times and names each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and note what it took."""
        name = request_id_from(request.headers.get(HEADER, ""))
        held = REQUEST_ID.set(name)
        started = perf_counter()
        try:
            response = self.get_response(request)
            when_whole = request.META.get(WHEN_WHOLE)
            if when_whole is None or not response.streaming:
                _note(request, started, response.status_code)
            else:
                within = copy_context()
                when_whole.append(lambda status: within.run(_note, request, started, status))
        finally:
            REQUEST_ID.reset(held)
        response.headers[HEADER] = name
        return response


def surface_of(path: str) -> str:
    """Return which surface an address is of."""
    parts = path.lstrip("/").split("/", 2)
    first = parts[1] if parts[0] == "en" and len(parts) > 1 else parts[0]
    return SURFACES.get(first, "public")


def _note(request: HttpRequest, started: float, status: int) -> None:
    seconds = perf_counter() - started
    surface = surface_of(request.path_info)
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(surface, method, str(status)).inc()
    SECONDS.labels(surface).observe(seconds)
    if settings.LOG_FORMAT == "json":
        _log(request, surface, status, seconds)


def _log(request: HttpRequest, surface: str, status: int, seconds: float) -> None:
    match = request.resolver_match
    facts = {
        "surface": surface,
        "method": request.method,
        "route": match.route if match else "",
        "status": status,
        "ms": round(seconds * 1_000, 1),
    }
    logger.info("%s %s", request.method, status, extra={"facts": facts})
