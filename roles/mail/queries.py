"""Which mail did not arrive."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from roles.mail.models import FOLLOWERS, MailKind, MailQuerySet, OutgoingMail
from roles.models.parties import Party
from voipgrid_privacy.kernel.tenancy import Viewer

LATELY: Final = timedelta(days=30)
"""For how long mail that did not arrive asks for attention."""


def not_arrived(*, viewer: Viewer, party: Party) -> MailQuerySet:
    """Return the mail in the name of a party that servers refused or sent back, newest first.

    Not what was written anew since, and not mail to followers: whoever cannot be reached follows
    no more.
    """
    rows = OutgoingMail.objects.visible_to(viewer).standing().refused().filter(sender=party)
    rows = rows.exclude(kind__in=FOLLOWERS).select_related("recipient")
    return rows.order_by("-queued_at", "pk")


def not_arrived_lately(*, viewer: Viewer, party: Party, at: datetime) -> int:
    """Return how much mail of a party did not arrive, of what was written lately."""
    return not_arrived(viewer=viewer, party=party).filter(queued_at__gt=at - LATELY).count()


def returned(kind: MailKind, about: Iterable[UUID], *, viewer: Viewer) -> dict[UUID, OutgoingMail]:
    """Return the newest mail about each row, of the rows of which that did not arrive.

    Without its words: what waits may hold a link that is for its reader alone.
    """
    rows = OutgoingMail.objects.visible_to(viewer).standing().filter(kind=kind).defer("body")
    newest = rows.filter(about__in=list(about)).order_by("queued_at", "pk")
    return {about: mail for about, mail in {m.about: m for m in newest}.items() if mail.is_refused}
