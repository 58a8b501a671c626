"""The two addresses of a log-in by a provider; they go before those of the library."""

from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation


class CheckedTokens(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # it has no types
    """Checks the signature of every ID token, and that it is the issuer's that was set.

    The library leaves the signature to TLS, as the standard allows.
    """

    def _decode_id_token(self, app: Any, id_token: str) -> Any:
        issuer = settings.OIDC[self.provider_id]
        config = self.openid_config
        if str(config.get("issuer", "")).rstrip("/") != issuer.url:
            raise OAuth2Error("The provider says that it is another.")
        return jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=config["jwks_uri"],
            issuer=config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Return one address for every language: the provider knows it letter for letter."""
        with translation.override(settings.LANGUAGE_CODE):
            url: str = super().get_callback_url(request, app)
        return url


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Ask whether to go on to the provider (GET), and go there (POST)."""
    return _answered(OAuth2LoginView, request, provider_id)


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take in what the provider says."""
    return _answered(OAuth2CallbackView, request, provider_id)


def _answered(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(CheckedTokens(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return answer
