"""API clients: made once with a secret that is shown once, renewed, and taken away."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractApplication, get_access_token_model

from roles.models import Party
from voipgrid_privacy.accounts.models import ApiClient
from voipgrid_privacy.api.scopes import SCOPES
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


class UnknownScope(DomainError):
    """A scope that the API does not have."""

    code = "unknown_scope"
    title = _("There is no scope %(scope)s.")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client logs in with. The secret is here once; the register keeps its hash."""

    client_id: str
    client_secret: str


@use_case
def issue_client(
    *, party: Party, name: str, scopes: Iterable[str] = SCOPES, by: Viewer
) -> Credentials:
    """Give ``party`` an API client with ``scopes``; raises NotAllowed, UnknownScope."""
    _must_manage(by, party)
    wanted = tuple(scopes)
    for scope in wanted:
        if scope not in SCOPES:
            raise UnknownScope(field="scopes", scope=scope)
    secret = secrets.token_urlsafe(32)
    client = ApiClient.objects.create(
        party=party,
        name=name,
        allowed_scopes=" ".join(wanted),
        client_secret=secret,
        client_type=AbstractApplication.CLIENT_CONFIDENTIAL,
        authorization_grant_type=AbstractApplication.GRANT_CLIENT_CREDENTIALS,
    )
    return Credentials(client.client_id, secret)


@use_case
def renew_secret(*, client: ApiClient, by: Viewer) -> Credentials:
    """Replace the secret and end every token given out with the old one; raises NotAllowed."""
    _must_manage(by, client.party)
    secret = secrets.token_urlsafe(32)
    client.client_secret = secret
    client.save(update_fields=["client_secret", "updated"])
    _end_tokens(client)
    return Credentials(client.client_id, secret)


@use_case
def revoke_client(*, client: ApiClient, by: Viewer) -> None:
    """Take the client away, with its tokens; raises NotAllowed."""
    _must_manage(by, client.party)
    client.delete()


def _must_manage(by: Viewer, party: Party) -> None:
    own = by.may(Ability.WRITE_OWN) and party.pk in by.parties and by.user_id is not None
    if not (own or by.may(Ability.MANAGE_ACCESS)):
        raise NotAllowed


def _end_tokens(client: ApiClient) -> None:
    get_access_token_model().objects.filter(application=client).delete()
