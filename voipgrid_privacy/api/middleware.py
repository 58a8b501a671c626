"""The short way in: what an API answers needs nothing that only pages need.

Sessions, log-in, forms' tokens, messages and policies for scripts take a third of a look-up's time
in Python, and an API that let itself be entered by a session would be one that other sites' pages
could call. So below ``/api/`` there are none: a request goes to its view as it is.
"""

from collections.abc import Callable
from typing import cast

import orjson
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from voipgrid_privacy.api.language import language_for
from voipgrid_privacy.api.problems import MEDIA_TYPE, Unforeseen, problem
from voipgrid_privacy.kernel.errors import RETRY_AFTER, Away, DomainError, NotFound

BELOW = "/api/"
# Answers are data: nothing in them may be run, framed or loaded (ASVS 5.0 3.4.3, 3.4.6).
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}

ON_FAILURE = {Unforeseen.status: Unforeseen, Away.status: Away}
"""What is answered where no view got so far as to say it."""

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ShortWay(BaseHandler):
    """Answers what is below ``/api/`` by its view alone; all else goes on through the list."""

    # No middleware comes after this one, so none has hooks around the view.
    _view_middleware = ()
    _template_response_middleware = ()
    _exception_middleware = ()

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__()
        self.long_way = get_response
        self.short_way = convert_exception_to_response(self.answered)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer ``request``."""
        if not request.path_info.startswith(BELOW):
            return self.long_way(request)
        response = cast("HttpResponseBase", self.short_way(request))
        refusal = ON_FAILURE.get(response.status_code)
        if refusal and not settings.DEBUG and not _ours(response):
            response = _refused(request, refusal())
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if isinstance(response, HttpResponse) and not response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))
        return response

    def answered(self, request: HttpRequest) -> HttpResponseBase:
        """Return the view's answer; an address that is none is a problem too."""
        try:
            # The one step of Django's handler that no middleware wraps; the stubs leave it out.
            return cast("HttpResponseBase", self._get_response(request))  # type: ignore[attr-defined]
        except Http404:
            return _refused(request, NotFound())


def _ours(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type") == MEDIA_TYPE


def _refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    language = language_for(request)
    with translation.override(language):
        body = orjson.dumps(problem(refusal, [], request))
    headers = {"Content-Language": language}
    if isinstance(refusal, Away):
        headers["Retry-After"] = RETRY_AFTER
    return HttpResponse(body, status=refusal.status, content_type=MEDIA_TYPE, headers=headers)
