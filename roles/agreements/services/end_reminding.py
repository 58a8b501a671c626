"""Reminding who must act after the end of a service."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from roles.agreements.ends import acting_for, acts, side_of, state_of, unsettled
from roles.agreements.letters import end_due
from roles.agreements.models import EndOfService
from roles.choices import PartyKind
from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import Letter, addresses, write
from roles.models import Party
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

LEADS: Final = (timedelta(days=14), timedelta(days=0))
"""How long before the day on which it must be done one is reminded: twice."""


@use_case
def remind_of_endings(*, at: datetime, by: Viewer) -> int:
    """Write to whoever must choose, carry out or confirm; return how many mails.

    Fourteen days before the day that was agreed and on that day, once each and once for each
    turn, and on the day until which a law had data kept; of a customer or a supplier itself, as
    far as it can be reached. Safe to run again, and
    together: the end is held while it is looked at.
    """
    by.must(Ability.WRITE_REGISTER)
    sender = Party.objects.filter(kind=PartyKind.PLATFORM).first()
    if sender is None:
        return 0
    on = legal_day(at)
    held = EndOfService.objects.filter(pk__in=_due(on).values("pk")).order_by("pk")
    pks = [row.pk for row in held.select_for_update(of=("self",))]
    letters = [
        each for row in _due(on).filter(pk__in=pks) for each in _letters(row, sender, on, by)
    ]
    return len(write(letters, at=at))


def _due(on: date) -> QuerySet[Any]:
    return unsettled().filter(due_on__lte=on + max(LEADS), ended_on__lte=on)


def _letters(row: Any, sender: Party, on: date, by: Viewer) -> Iterator[Letter]:
    side = acts(row)
    if side is None:
        return
    reader = side_of(row.agreement, side)
    known = addresses(parties=(reader.pk,), viewer=by)
    if reader.pk not in known:
        reader = acting_for(row, side)
        known = addresses(parties=(reader.pk,), viewer=by)
    reached = min(lead for lead in LEADS if on >= row.due_on - lead)
    told = OutgoingMail.objects.filter(kind=MailKind.END, about=row.pk, recipient=reader)
    sent = told.values_list("queued_at", flat=True)
    turn = _turn(row)
    since = max(row.due_on - reached, turn) if turn else row.due_on - reached
    if reader.pk in known and not any(legal_day(moment) >= since for moment in sent):
        yield end_due(row, state_of(row), sender, reader, known[reader.pk])


def _turn(row: Any) -> date | None:
    """Return on which day it became the turn of whoever acts now; None before the first step."""
    last = row.steps.order_by("-number").first()
    return legal_day(last.entered_at) if last else None
