"""Whom a provider logs in: people who were invited, and whom it may speak for."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from voipgrid_privacy.accounts.models import User
from voipgrid_privacy.accounts.single_sign_on.issuers import Issuer
from voipgrid_privacy.kernel.errors import DomainError

FACTOR: Final = "second_factor_elsewhere"
"""Where a session says whose second factor a provider asked for."""


class SignOnRefused(DomainError):
    """A provider logged somebody in whom we do not let in; which rule it was, is in the logbook."""

    code = "sign_on_refused"
    title = _("You could not be logged in")
    status = 403

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


def issuer_of(provider: str) -> Issuer:
    """Return the provider of that name; raises SignOnRefused for one that is set no more."""
    found: Issuer | None = settings.OIDC.get(provider)
    if found is None:
        raise SignOnRefused("unknown_issuer")
    return found


def admitted(issuer: Issuer, *, known: User | None, claims: dict[str, Any]) -> User:
    """Return whom a provider logs in: ``known`` by its own identifier, or by a verified address.

    Raises SignOnRefused for a stranger, an address that the provider does not vouch for, and
    anyone whom this provider may not speak for.
    """
    user = known or _by_address(claims)
    if not user.is_active:
        raise SignOnRefused("not_active")
    if not _speaks_for(issuer, user):
        raise SignOnRefused("not_theirs")
    return user


def _by_address(claims: dict[str, Any]) -> User:
    """Return who was invited at the address; only ``true`` itself is a verified address."""
    address = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(address, str):
        raise SignOnRefused("address_not_verified")
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        raise SignOnRefused("not_invited")
    return user


def _speaks_for(issuer: Issuer, user: User) -> bool:
    """Say whether everything that somebody may do here is that provider's to open.

    A partner's provider opens neither the register nor another party: who acts for two parties, or
    is an officer as well, logs in with a password.
    """
    parties = set(user.memberships.values_list("party_id", flat=True))
    officer = user.is_staff or user.is_superuser
    return officer if issuer.party is None else not officer and parties == {issuer.party}


def factor_was_asked_elsewhere(request: HttpRequest, user_id: object) -> bool:
    """Say whether a provider whose word counts asked this very person for a second factor."""
    return bool(user_id) and request.session.get(FACTOR) == str(user_id)
