"""Invitations that did not arrive."""

from collections.abc import Iterable
from uuid import UUID

from roles.mail.models import MailKind, OutgoingMail
from roles.mail.queries import returned
from voipgrid_privacy.accounts.models import Invitation
from voipgrid_privacy.kernel.tenancy import SYSTEM, read_as_application


def not_arrived(invitations: Iterable[Invitation]) -> dict[UUID, OutgoingMail]:
    """Return, by invitation, the mail of those that servers refused or sent back.

    The platform sends it, for the sake of the link in it, so that the party that invites cannot
    read the mail; that it did not arrive it may know of every invitation that it sees.
    """
    with read_as_application():
        return returned(MailKind.INVITATION, [row.pk for row in invitations], viewer=SYSTEM)
