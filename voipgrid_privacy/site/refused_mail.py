"""Mail of a party that did not arrive, as far as nobody put it right, and where that is done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.recipients.models import RecipientNotice
from roles.choices import PartyKind
from roles.mail.models import MailKind, MailQuerySet, OutgoingMail
from roles.mail.queries import not_arrived
from roles.models import Party
from roles.sub_processors.choices import ChangeState
from roles.sub_processors.models import SubProcessorNotice
from roles.sub_processors.services.resending import came_back_and_answered
from voipgrid_privacy.kernel.paging import number_of
from voipgrid_privacy.kernel.tenancy import Viewer

SHOWN_FOR: Final = timedelta(days=365)
LATELY: Final = timedelta(days=30)
"""For how long mail that did not arrive asks for attention on the overview."""
DELIVERED_TO: Final = frozenset({PartyKind.CUSTOMER, PartyKind.RESELLER, PartyKind.PARTNER})


@dataclass(frozen=True, slots=True)
class Refused:
    """One mail that did not arrive, and the page that puts it right, if there is one."""

    mail: OutgoingMail
    url: str = ""
    act: Promise | str = ""


def refused_mail(*, viewer: Viewer, party: Party, at: datetime) -> MailQuerySet:
    """Return the mail of a party that did not arrive in the last year, newest first.

    Not that of which its reader was told otherwise, or that need not be told any more.
    """
    rows = not_arrived(viewer=viewer, party=party)
    told = SubProcessorNotice.objects.filter(pk=OuterRef("about"))
    done = told.exclude(otherwise_on=None, change__state=ChangeState.NOTIFIED)
    anew = RecipientNotice.objects.filter(pk=OuterRef("about"), anew__isnull=False)
    rows = rows.exclude(Exists(done), kind__in=(MailKind.NOTICE, MailKind.REMINDER))
    rows = rows.exclude(Exists(anew), kind=MailKind.RECIPIENTS).exclude(came_back_and_answered())
    return rows.filter(_failed_after(at - SHOWN_FOR))


def _failed_after(moment: datetime) -> Q:
    return Q(returned_at__gt=moment) | Q(returned_at=None, next_try_at__gt=moment)


def refused_lately(*, viewer: Viewer, party: Party, at: datetime) -> int:
    """Return how much mail of a party did not arrive lately, and asks to be put right."""
    rows = refused_mail(viewer=viewer, party=party, at=at)
    return number_of(rows.filter(_failed_after(at - LATELY)))


def with_ways(rows: list[OutgoingMail], *, own: Party) -> list[Refused]:
    """Return mail with the page on which each is put right."""
    about = [row.about for row in rows]
    parents = dict(SubProcessorNotice.objects.filter(pk__in=about).values_list("pk", "parent"))
    parts = dict(RecipientNotice.objects.filter(pk__in=about).values_list("pk", "part"))
    return [_way(row, own, {**parents, **parts}.get(row.about)) for row in rows]


def _way(mail: OutgoingMail, own: Party, place: object) -> Refused:
    pages: dict[str, tuple[str, object, Promise]] = {
        MailKind.INVITATION: ("site:team", None, _("Invite again, at another address")),
        MailKind.REQUESTER: (
            "site:request-thread",
            mail.about,
            _("Look in the request how else to reach who asks"),
        ),
    }
    if place and mail.kind == MailKind.RECIPIENTS:
        pages[mail.kind] = "site:request-answer", place, _("Tell the recipient in another way")
    if place and mail.kind == MailKind.NOTICE:
        pages[mail.kind] = "site:sub-processor-notice", place, _("Give another address")
    if mail.recipient_id == own.pk:
        pages.setdefault(mail.kind, ("site:contacts", None, _("Correct your contacts")))
    elif mail.recipient and mail.recipient.kind in DELIVERED_TO:
        customer = ("site:customer", mail.recipient_id, _("Look up the party"))
        pages.setdefault(mail.kind, customer)
    if mail.kind not in pages:  # somebody whom the party does not provide for, or not any more
        return Refused(mail)
    name, of, act = pages[mail.kind]
    return Refused(mail, reverse(name, args=(of,) if of else ()), act)
