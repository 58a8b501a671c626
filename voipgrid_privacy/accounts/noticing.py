"""Noting log-ins in the logbook: of whom, and for which parties; never an address or a password."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest

from voipgrid_privacy.accounts.models import User
from voipgrid_privacy.kernel.auditing import Kind, note


def notice_login(kind: Kind, action: str, user: User | None) -> None:
    """Note a log-in, its end, its refusal, or a change of what one logs in with."""
    note(
        kind=kind,
        by=str(user.pk) if user else "unknown",
        action=action,
        parties=_chains(user),
        about=("accounts.user", str(user.pk)) if user else ("", ""),
    )


def notice_end(request: HttpRequest, action: str) -> None:
    """Note that a log-in ended; nothing where nobody was logged in."""
    if isinstance(user := request.user, User):
        notice_login(Kind.SIGNED_OUT, action, user)


def known(login: object) -> User | None:
    """Return who logs in with an address, if anybody."""
    return User.objects.filter(email__iexact=str(login)).first() if login else None


def _chains(user: User | None) -> Iterable[UUID | None]:
    """Return the chains of the parties that somebody acts for; of the register for anyone else."""
    if user is None:
        return (None,)
    parties: list[UUID | None] = list(user.memberships.values_list("party_id", flat=True))
    return [*parties, None] if user.is_staff or not parties else parties
