"""Which OpenID providers log people in, for whom: read from the environment, and from nowhere else.

Read by the settings, so it knows of no model.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

NEEDED: Final = {"id", "name", "issuer", "client_id", "secret"}
MORE: Final = {"party", "second_factor"}


@dataclass(frozen=True, slots=True)
class Issuer:
    """A provider: for people of one party, or without ``party`` for VoIPGRID's own officers.

    ``second_factor`` are the words (in ``amr``, or as ``acr``) by which it says that it asked for a
    second factor; without any, ours is asked.
    """

    id: str
    name: str
    url: str
    client_id: str
    secret: str
    party: UUID | None = None
    second_factor: frozenset[str] = frozenset()

    @property
    def origin(self) -> str:
        """Where the browser goes to log in."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def asked_for_a_second_factor(self, claims: dict[str, Any]) -> bool:
        """Say whether the provider says that it did; its word counts where the setting says so."""
        methods = claims.get("amr")
        said = {str(each) for each in methods} if isinstance(methods, list) else set()
        return bool((said | {str(claims.get("acr", ""))}) & self.second_factor)


def issuers_in(text: str, *, insecure: bool) -> dict[str, Issuer]:
    """Return the providers that a setting names, by their names in addresses.

    ``insecure``: also those that are reached without TLS, for development. Raises
    ImproperlyConfigured for whatever is not understood: nobody logs in by half a setting.
    """
    if not text.strip():
        return {}
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise ImproperlyConfigured("OIDC_ISSUERS is a list in JSON.") from error
    if not isinstance(rows, list):
        raise ImproperlyConfigured("OIDC_ISSUERS is a list in JSON.")
    found = [_issuer(row, insecure=insecure) for row in rows]
    if len({each.id for each in found}) < len(found):
        raise ImproperlyConfigured("OIDC_ISSUERS has an id twice.")
    return {each.id: each for each in found}


def _issuer(row: Any, *, insecure: bool) -> Issuer:
    if not isinstance(row, dict) or not NEEDED <= row.keys() <= NEEDED | MORE:
        raise ImproperlyConfigured(f"An issuer has {sorted(NEEDED)} and may have {sorted(MORE)}.")
    texts = [row[name] for name in sorted(NEEDED)]
    if not all(isinstance(each, str) and each for each in texts):
        raise ImproperlyConfigured("Every value of an issuer is a text that is not empty.")
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", row["id"]):
        raise ImproperlyConfigured("The id of an issuer is small letters, digits and hyphens.")
    if urlsplit(row["issuer"]).scheme not in ({"https", "http"} if insecure else {"https"}):
        raise ImproperlyConfigured("An issuer is reached by https.")
    return Issuer(
        id=row["id"],
        name=row["name"],
        url=row["issuer"].rstrip("/"),
        client_id=row["client_id"],
        secret=row["secret"],
        party=_party(row.get("party", "")),
        second_factor=_words(row.get("second_factor", [])),
    )


def _party(text: Any) -> UUID | None:
    try:
        return UUID(text) if text else None
    except (ValueError, TypeError, AttributeError) as error:
        raise ImproperlyConfigured("The party of an issuer is its identifier.") from error


def _words(words: Any) -> frozenset[str]:
    if not isinstance(words, list) or not all(isinstance(each, str) and each for each in words):
        raise ImproperlyConfigured("The second_factor of an issuer is a list of words.")
    return frozenset(words)


def providers_of(issuers: dict[str, Issuer]) -> dict[str, Any]:
    """Return the providers as the library reads them: with PKCE, and an ID token that it checks."""
    apps = [
        {
            "provider_id": each.id,
            "name": each.name,
            "client_id": each.client_id,
            "secret": each.secret,
            "settings": {
                "server_url": each.url,
                "oauth_pkce_enabled": True,
                "fetch_userinfo": False,  # the ID token says all: who, address, how
            },
        }
        for each in issuers.values()
    ]
    return {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}
