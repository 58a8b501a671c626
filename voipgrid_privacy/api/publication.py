"""What anyone may read about the API: its document, where tokens come from, whom to write to."""

import json
from datetime import timedelta
from functools import lru_cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.generators import SchemaGenerator
from oauth2_provider.views import TokenView

from voipgrid_privacy.api.document import SPECTACULAR
from voipgrid_privacy.api.scopes import SCOPES
from voipgrid_privacy.api.views import VERSION

API = "/api/v1"
CREDENTIALS = "client_credentials"


_ALONE = Lock()
"""The generator finds its parts at their first use, and fails where two threads do so at once."""


def document() -> dict[str, Any]:
    """Return the OpenAPI document; the first to ask makes it, and the others wait for it."""
    with _ALONE:
        return _document()


@lru_cache(maxsize=1)
def _document() -> dict[str, Any]:
    with translation.override("en"):
        made: dict[str, Any] = _generated()
        # Translations are lazy until they are written.
        plain: dict[str, Any] = json.loads(json.dumps(made, default=str))
    return plain


def _generated() -> Any:
    """Call the one library here that has no types."""
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # untyped


def as_text() -> str:
    """Return the document as it is committed."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer the document."""
    return _public(JsonResponse(document()))


def authorization_server(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer where tokens come from (RFC 8414)."""
    return _public(
        JsonResponse(
            {
                "issuer": settings.PUBLIC_URL,
                "token_endpoint": f"{settings.PUBLIC_URL}/oauth/token",
                "grant_types_supported": [CREDENTIALS],
                "response_types_supported": [],
                "token_endpoint_auth_methods_supported": [
                    "client_secret_basic",
                    "client_secret_post",
                ],
                "scopes_supported": list(SCOPES),
            }
        )
    )


def api_catalog(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer which API there is and where it is described (RFC 9727)."""
    described = {"href": f"{settings.PUBLIC_URL}{API}/openapi.json", "type": "application/json"}
    linkset = [{"anchor": f"{settings.PUBLIC_URL}{API}", "service-desc": [described]}]
    answer = JsonResponse({"linkset": linkset}, content_type="application/linkset+json")
    return _public(answer)


def way_in(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer where everything is, for whoever opens the address that `make run` prints."""
    here = settings.PUBLIC_URL
    places = {
        "version": VERSION,
        "base_url": f"{here}{API}",
        "openapi_url": f"{here}{API}/openapi.json",
        "token_url": f"{here}/oauth/token",
        "scopes": list(SCOPES),
    }
    return _public(JsonResponse(places))


def security_txt(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer whom to tell about a weakness (RFC 9116)."""
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = (
        f"Contact: mailto:{SPECTACULAR['CONTACT']['email']}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.PUBLIC_URL}/.well-known/security.txt",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@method_decorator(csrf_exempt, name="dispatch")
class ClientCredentialsView(TokenView):  # type: ignore[misc]  # the library has no types
    """Tokens for API clients; no other way of getting one exists."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return a token of at most an hour for a client's id and secret (RFC 6749, 4.4)."""
        if request.POST.get("grant_type") != CREDENTIALS:
            return JsonResponse({"error": "unsupported_grant_type"}, status=400)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer


def _public(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    return response
