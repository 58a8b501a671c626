"""What every address of the API has in common."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from voipgrid_privacy.api import parameters
from voipgrid_privacy.api.callers import Caller, caller_of
from voipgrid_privacy.api.contract import Operation
from voipgrid_privacy.api.idempotency import remember
from voipgrid_privacy.api.language import language_for
from voipgrid_privacy.api.limits import limiter
from voipgrid_privacy.api.problems import (
    InvalidParameter,
    MalformedBody,
    TooManyRequests,
    UnknownParameter,
)
from voipgrid_privacy.api.transactions import whole_request
from voipgrid_privacy.audit.noticing import notice_of_api
from voipgrid_privacy.audit.pages import API_WITHOUT
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer

VERSION = "1.0.0"
POLICY = "/ontwikkelaars/wijzigingen/#afscheid"
"""Where people read what goes away, and when."""
VARY = ("Accept-Language", "Authorization")


class ResourceView(APIView):
    """A resource: token first, then scope and limit, then the answer, in one transaction.

    ``resource`` names the scopes; ``only_asks`` says that a POST changes nothing; ``shown_once``
    are properties of an answer that are not kept for a retry, which gets ``null`` there.
    """

    resource = ""
    only_asks = False
    shown_once: tuple[str, ...] = ()
    operations: dict[str, Operation] = {}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer ``request``, rendered inside the transaction that may see the data."""
        language = language_for(request)
        with translation.override(language):
            response = self.answer(request, *args, **kwargs)
        response["Content-Language"] = language
        response["API-Version"] = VERSION
        self.warn(request, response)
        if self.resource not in API_WITHOUT:
            response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, VARY)
        return response

    def warn(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Say in the headers of a deprecated operation since when, until when, and what instead."""
        operation = self.operations.get(request.method or "")
        if operation is None or operation.deprecated is None:
            return
        policy = f"{settings.PUBLIC_URL}{POLICY}"
        for name, value in operation.deprecated.headers(policy=policy).items():
            said = response.headers.get(name, "")
            response[name] = f"{said}, {value}" if said else value

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Return the rendered answer."""
        with whole_request():
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, Response):
                response.render()
                if request.method == "POST" and not self.only_asks:
                    remember(self.request, response, without=self.shown_once)
            self.note_answer(request, response)
        return response

    def note_answer(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Note what the client read of people, took along or was refused."""
        caller = getattr(self.request, "auth", None)
        if isinstance(caller, Caller):
            notice_of_api(
                viewer=caller.viewer,
                response=response,
                resource=self.resource,
                method=request.method or "",
                about=self.kwargs,
            )

    def check_throttles(self, request: Request) -> None:
        """Count the request for its client; raises TooManyRequests, UnknownParameter, NotFound."""
        self.headers.update(limiter.take(caller_of(request).client_id))
        if not all(parameters.is_text(str(part)) for part in self.kwargs.values()):
            raise NotFound  # no name of ours has that in it
        self.refuse_unknown(request)

    def refuse_unknown(self, request: Request) -> None:
        """Raise UnknownParameter, InvalidParameter: a typing error is no silent default."""
        method = "GET" if request.method == "HEAD" else request.method
        operation = self.operations.get(method or "")
        if operation is None:
            return  # the method is refused next, whatever is asked with it
        for name in request.query_params:
            value = request.query_params[name]
            if name not in operation.parameters:
                raise UnknownParameter(field=name, parameter=name)
            words = operation.words.get(name)
            if not parameters.is_text(value) or (words and value not in words):
                raise InvalidParameter(field=name, parameter=name)

    def handle_exception(self, exc: Exception) -> Response:
        """Return the problem, with the header that tells when to come back."""
        response = super().handle_exception(exc)
        if isinstance(exc, TooManyRequests):
            response["Retry-After"] = str(exc.params["seconds"])
        return response

    @property
    def caller(self) -> Caller:
        """The client that calls."""
        return caller_of(self.request)

    @property
    def viewer(self) -> Viewer:
        """The party's eyes."""
        return self.caller.viewer

    def read(self, body: type[BaseSerializer[Any]]) -> dict[str, Any]:
        """Return the values of the request's body; raises ValidationError with every error."""
        given = self.request.data
        if not isinstance(given, dict):
            raise MalformedBody
        serializer = body(data=given, context={"viewer": self.viewer})
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = serializer.validated_data
        return values

    def address(self, identifier: object) -> str:
        """Return the path of a new member of this collection."""
        return f"{self.request.path}/{identifier}"
