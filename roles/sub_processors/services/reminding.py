"""What time does: windows count from the mail that left, and end with a reminder before."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import addresses, write
from roles.services.recording import change as save
from roles.sub_processors.choices import ChangeState, ToldBy
from roles.sub_processors.letters import Letters
from roles.sub_processors.models import SubProcessorNotice
from voipgrid_privacy.kernel.legal_days import AMSTERDAM, last_day, legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

LEAD = timedelta(days=5)
"""How long before its window closes a party is reminded; of a short window half its days."""


@use_case
def count_from_sending(*, by: Viewer) -> int:
    """Move the windows of notices whose mail left on a later day than it was written.

    A notice starts its term on the day it is sent. Returns how many were moved.
    """
    by.must(Ability.WRITE_REGISTER)
    moved = 0
    for notice in _sent_late():
        mail = OutgoingMail.objects.standing().filter(about=notice.pk, kind=MailKind.NOTICE)
        sent = mail.get().sent_at
        day = last_day(legal_day(sent), notice.notice_days) if sent else notice.last_day
        if day > notice.last_day:
            notice.last_day = day
            save(notice, "last_day")
            moved += 1
    return moved


def _sent_late() -> Iterator[SubProcessorNotice]:
    left = (
        OutgoingMail.objects.standing()
        .filter(about=OuterRef("pk"), kind=MailKind.NOTICE, sent_at__isnull=False)
        .annotate(day=TruncDate("sent_at", tzinfo=AMSTERDAM))
    )
    late = left.filter(day__gt=OuterRef("notified_on"))
    rows = SubProcessorNotice.objects.filter(Exists(late), change__state=ChangeState.NOTIFIED)
    return rows.filter(told_by=ToldBy.MAIL).iterator()


@use_case
def remind(*, at: datetime, by: Viewer) -> int:
    """Remind, once, who has not answered while its window is about to close; return how many."""
    by.must(Ability.WRITE_REGISTER)
    notices = [n for n in _unanswered(at) if _closes_soon(n, at)]
    known = addresses(parties={n.recipient_id for n in notices}, viewer=by)
    reached = [n for n in notices if n.recipient_id in known]
    written = (Letters(n.change, by).reminder(n, known[n.recipient_id]) for n in reached)
    write(written, at=at)
    return len(reached)


def _unanswered(at: datetime) -> QuerySet[SubProcessorNotice]:
    mail = OutgoingMail.objects.filter(about=OuterRef("pk"))
    on = legal_day(at)
    rows = SubProcessorNotice.objects.filter(
        Exists(mail.arrived().filter(kind=MailKind.NOTICE)),
        change__state=ChangeState.NOTIFIED,
        last_day__gte=on,
        last_day__lte=on + LEAD,
        notified_on__lt=on,
        consented_on=None,
        objections=None,
    )
    rows = rows.exclude(Exists(mail.filter(kind=MailKind.REMINDER)))
    return rows.select_related("change", "change__proposer", "sender", "recipient")


def _closes_soon(notice: SubProcessorNotice, at: datetime) -> bool:
    lead = min(LEAD, timedelta(days=notice.notice_days // 2))
    return notice.last_day - legal_day(at) <= lead
