"""Which mail did not arrive."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from roles.mail.models import LEFT_BY_LINK, MailKind, MailQuerySet, OutgoingMail
from roles.models.parties import Party
from voipgrid_privacy.kernel.tenancy import Viewer


def not_arrived(*, viewer: Viewer, party: Party) -> MailQuerySet:
    """Return the mail in the name of a party that servers refused or sent back, newest first.

    Not what was written anew since, nor that about which a later mail to the same reader arrived;
    and not mail that somebody asked for: whoever cannot be reached gets no more.
    """
    rows = OutgoingMail.objects.visible_to(viewer).standing().refused().filter(sender=party)
    later = (
        OutgoingMail.objects.standing()
        .arrived()
        .filter(
            kind=OuterRef("kind"),
            about=OuterRef("about"),
            sender=OuterRef("sender"),
            queued_at__gt=OuterRef("queued_at"),
        )
    )
    same = later.filter(recipient=OuterRef("recipient")) | later.filter(recipient=None)
    rows = rows.exclude(kind__in=LEFT_BY_LINK).exclude(Exists(same)).select_related("recipient")
    return rows.order_by(F("queued_at").desc(), "pk")


def returned(kind: MailKind, about: Iterable[UUID], *, viewer: Viewer) -> dict[UUID, OutgoingMail]:
    """Return the newest mail about each row, of the rows of which that did not arrive.

    Without its words: what waits may hold a link that is for its reader alone.
    """
    rows = OutgoingMail.objects.visible_to(viewer).standing().filter(kind=kind).defer("body")
    newest = rows.filter(about__in=list(about)).order_by("queued_at", "pk")
    return {about: mail for about, mail in {m.about: m for m in newest}.items() if mail.is_refused}
