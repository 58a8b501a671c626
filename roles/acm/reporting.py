"""The yearly report of turnover to the ACM: recorded when it is made, and reminded of before."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from roles.acm.models import AcmRegistration
from roles.choices import PartyKind
from roles.mail.html import BETWEEN
from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import Letter, addresses, write
from roles.models import Party
from roles.services.authority import must_write_for
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.legal_days import AMSTERDAM, legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

LEADS: Final = (timedelta(days=60), timedelta(days=14))
"""How long before the last day of the year a provider is reminded: twice."""


def last_day_of(on: date) -> date:
    """Return the day on which the report of this year must be with the ACM: 31 December."""
    return date(on.year, 12, 31)


def reports_due(*, viewer: Viewer, party: Party, on: date) -> QuerySet[AcmRegistration]:
    """Return the registrations of ``party`` whose report of this year is due within sixty days."""
    rows = _unreported(on) if on >= last_day_of(on) - max(LEADS) else AcmRegistration.objects.none()
    mine = AcmRegistration.objects.visible_to(viewer).filter(party=party)
    return mine.filter(pk__in=rows.values("pk")).select_related("party")


@use_case
def record_turnover_report(*, registration: AcmRegistration, on: date, by: Viewer) -> None:
    """Record that the turnover was reported for the year of ``on``; raises NotAllowed, NotFound."""
    must_write_for(by, registration.party)
    with connection.cursor() as cursor:
        sentence = "SELECT roles_turnover_reported(%s, %s)"
        cursor.execute(sentence, [registration.pk, last_day_of(on).year])
        done = cursor.fetchone()
    if not (done and done[0]):
        raise NotFound


@use_case
def remind_of_turnover(*, at: datetime, by: Viewer) -> int:
    """Write to providers that did not report yet, once per lead; return how many mails.

    Safe to run again, and together: the registration is held while it is looked at.
    """
    by.must(Ability.WRITE_REGISTER)
    sender, on = Party.objects.filter(kind=PartyKind.PLATFORM).first(), legal_day(at)
    if sender is None or on < last_day_of(on) - max(LEADS):
        return 0
    rows = list(_unreported(on).select_related("party").select_for_update(of=("self",)))
    known = addresses(parties={row.party_id for row in rows}, viewer=by)
    return len(write(_letters(rows, known, sender, on), at=at))


def _unreported(on: date) -> QuerySet[AcmRegistration]:
    last = last_day_of(on)
    done = Q(turnover_reported_for__gte=last.year)
    return AcmRegistration.objects.in_force(last).exclude(done).order_by("pk")


def _letters(
    rows: list[AcmRegistration], known: dict[UUID, str], sender: Party, on: date
) -> Iterator[Letter]:
    last = last_day_of(on)
    since = last - min(lead for lead in LEADS if on >= last - lead)
    told = OutgoingMail.objects.filter(kind=MailKind.TURNOVER, about__in=[row.pk for row in rows])
    reminded = {
        about for about, sent in told.values_list("about", "queued_at") if legal_day(sent) >= since
    }
    for row in rows:
        if row.party_id in known and row.pk not in reminded and row.party_id != sender.pk:
            yield _letter(row, known[row.party_id], sender, last)


def _letter(row: AcmRegistration, address: str, sender: Party, last: date) -> Letter:
    said, page = [], f"{settings.PUBLIC_URL}{reverse('site:registrations')}"
    for language in ("nl", "en"):
        with override(language):
            context = {"row": row, "last": last, "page": page}
            said.append(render_to_string("mail/acm_turnover.txt", context).strip())
    with override("nl"):
        subject = str(_("Reminder: report your turnover to the ACM before the end of the year"))
    return Letter(
        kind=MailKind.TURNOVER,
        about=row.pk,
        sender=sender,
        recipient=row.party,
        address=address,
        subject=subject,
        body=BETWEEN.join(said) + "\n",
        leave_before=datetime.combine(last, time.max, tzinfo=AMSTERDAM),
    )
