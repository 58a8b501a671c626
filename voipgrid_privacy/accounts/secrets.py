"""Two secrets of a client at once, while its developers put the new one in place."""

from typing import Any

from django.utils import timezone
from oauth2_provider.oauth2_validators import OAuth2Validator

from voipgrid_privacy.accounts.models import ApiClient


class TwoSecrets(OAuth2Validator):  # type: ignore[misc]  # the library has no types
    """Lets a client in by its secret, or by the former one for as long as that is valid.

    Notes when a token was given out last, so that its party sees which clients are in use.
    """

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Say whether the request comes from the client that it names."""
        if super().authenticate_client(request, *args, **kwargs):
            return True
        client = request.client
        until = getattr(client, "former_valid_until", None)
        if until is None or until <= timezone.now():
            return False
        client.client_secret = client.former_secret  # of this object; never saved
        return bool(super().authenticate_client(request, *args, **kwargs))

    def _save_bearer_token(self, token: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        saved = super()._save_bearer_token(token, request, *args, **kwargs)
        ApiClient.objects.filter(pk=request.client.pk).update(last_used_at=timezone.now())
        return saved
