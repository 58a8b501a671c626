"""API clients: made once with a secret that is shown once, renewed, and taken away.

Who may manage them is judged first; then the application writes, since no partner's session may
touch what the library keeps of tokens, nor read a secret's hash.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractApplication, get_access_token_model

from roles.models import Party
from roles.webhooks.refusals import OverlapTooLong
from roles.webhooks.secrets import LONGEST_OVERLAP
from voipgrid_privacy.accounts.models import ApiClient
from voipgrid_privacy.api.scopes import SCOPES
from voipgrid_privacy.kernel.auditing import Kind, noted_as
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed
from voipgrid_privacy.kernel.tenancy import Ability, Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case

SECRETS: Final = ("client_secret", "former_secret", "former_valid_until")
SHOWN: Final = (
    "id",
    "name",
    "client_id",
    "allowed_scopes",
    "created",
    "updated",
    "former_valid_until",
    "last_used_at",
    "party__name",
)


class UnknownScope(DomainError):
    """A scope that the API does not have."""

    code = "unknown_scope"
    title = _("There is no scope %(scope)s.")


class NamelessClient(DomainError):
    """A client by whose name nobody will know what it is for."""

    code = "nameless_client"
    title = _("Say which of your systems uses this client.")


class NoScope(DomainError):
    """A client that could ask for nothing."""

    code = "no_scope"
    title = _("Choose at least one scope: without one a client may ask nothing.")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client logs in with. The secret is here once; the register keeps its hash."""

    client_id: str
    client_secret: str


@use_case
@noted_as(Kind.ACCESS)
def issue_client(
    *, party: Party, name: str, scopes: Iterable[str] = SCOPES, by: Viewer
) -> Credentials:
    """Give ``party`` an API client with ``scopes``.

    Raises NotAllowed, ``nameless_client``, ``no_scope``, ``unknown_scope``.
    """
    _must_manage(by, party)
    if not name.strip():
        raise NamelessClient(field="name")
    wanted, secret = _known(scopes), secrets.token_urlsafe(32)
    with as_application():
        client = ApiClient.objects.create(
            party=party,
            name=name.strip(),
            allowed_scopes=" ".join(wanted),
            client_secret=secret,
            client_type=AbstractApplication.CLIENT_CONFIDENTIAL,
            authorization_grant_type=AbstractApplication.GRANT_CLIENT_CREDENTIALS,
        )
    return Credentials(client.client_id, secret)


@use_case
@noted_as(Kind.ACCESS)
def renew_secret(*, client: ApiClient, hours: int = 0, at: datetime, by: Viewer) -> Credentials:
    """Replace the secret; the former one is valid for ``hours`` more.

    Without hours, as when it has leaked, every token given out ends as well. A secret that was the
    former one before ends at once. Raises NotAllowed, ``secret_overlap_too_long``.
    """
    _must_manage(by, client.party)
    if not 0 <= hours <= LONGEST_OVERLAP:
        raise OverlapTooLong(field="hours", hours=LONGEST_OVERLAP)
    secret = secrets.token_urlsafe(32)
    with as_application():
        held = ApiClient.objects.select_for_update().get(pk=client.pk)
        held.former_secret = held.client_secret if hours else ""
        held.former_valid_until = at + timedelta(hours=hours) if hours else None
        held.client_secret = secret
        held.save(update_fields=[*SECRETS, "updated"])
        if not hours:
            _end_tokens(held)
    return Credentials(client.client_id, secret)


@use_case
@noted_as(Kind.ACCESS)
def revoke_client(*, client: ApiClient, by: Viewer) -> None:
    """Take the client away, with its tokens; raises NotAllowed."""
    _must_manage(by, client.party)
    with as_application():
        ApiClient.objects.get(pk=client.pk).delete()


def clients_of(*, viewer: Viewer, party: Party) -> QuerySet[ApiClient]:
    """Return the clients of ``party``, without what is kept of their secrets."""
    rows: QuerySet[ApiClient] = (
        ApiClient.objects.only(*SHOWN).select_related("party").order_by("name", "pk")
    )
    visible = viewer.sees_everything or party.pk in viewer.parties
    return rows.filter(party=party) if visible else rows.none()


def may_manage_clients(viewer: Viewer, party: Party) -> bool:
    """Say whether ``viewer`` may give out and take away clients of ``party``; no client may."""
    own = viewer.may(Ability.WRITE_OWN) and party.pk in viewer.parties
    return (own and viewer.user_id is not None) or viewer.may(Ability.MANAGE_ACCESS)


@use_case
@erases("forget-tokens")
def forget_tokens(*, at: datetime, by: Viewer) -> int:
    """Delete tokens of the API that no longer hold; return how many. Raises NotAllowed."""
    by.must(Ability.RUN_RETENTION)
    return int(get_access_token_model().objects.filter(expires__lte=at).delete()[0])


def _must_manage(by: Viewer, party: Party) -> None:
    if not may_manage_clients(by, party):
        raise NotAllowed


def _known(scopes: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(scopes)
    for scope in wanted:
        if scope not in SCOPES:
            raise UnknownScope(field="scopes", scope=scope)
    if not wanted:
        raise NoScope(field="scopes")
    return wanted


def _end_tokens(client: ApiClient) -> None:
    get_access_token_model().objects.filter(application=client).delete()
