"""Reminding who must act on a request, and telling systems that one is due soon."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from records.requests.dues import Due, What, dues, perhaps_due
from records.requests.letters import due_letter
from records.requests.models import SubjectRequest
from records.requests.queries import going, known_of
from roles.choices import PartyKind
from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import Letter, addresses, write
from roles.models import Party
from roles.webhooks.choices import EventType
from roles.webhooks.models import WebhookMessage
from roles.webhooks.telling import listening_to, tell_each
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

ToDo = dict[tuple[UUID, UUID], list[Due]]
"""By request and party: what it has to do of which a moment is past."""
STILL_TOLD: Final = timedelta(days=21)
"""For how long after it was soon a system is told so yet; events are kept thirty days."""


@use_case
def remind_of_requests(*, at: datetime, by: Viewer) -> int:
    """Write to who must answer, assist or forward; return how many mails.

    A week before the day and once it is past; to who forwards a day before our own hours end, and
    at their end. Once each, whatever was missed in between: what was sent is compared with the last
    moment that is past. Safe to run again, and together: requests are held while it is decided.
    """
    by.must(Ability.WRITE_REGISTER)
    sender = Party.objects.filter(kind=PartyKind.PLATFORM).first()
    if sender is None:
        return 0
    waiting = {row for row, _party in _unsent(_to_do(at), at, by)}
    held = SubjectRequest.objects.filter(pk__in=waiting).order_by("pk")
    held_pks = [row.pk for row in held.select_for_update(of=("self",))]
    letters = list(_letters(_to_do(at, held_pks), sender, at, by))
    return len(write(letters, at=at))


@use_case
def tell_due_soon(*, at: datetime, by: Viewer) -> int:
    """Ring the webhooks of who must act on a request that is due within a week, once for each day.

    Safe to run again, and together. Returns how many were told.
    """
    by.must(Ability.WRITE_REGISTER)
    if not (listening := listening_to(EventType.REQUEST_DUE_SOON)):
        return 0
    found = {key: since for key, since in _soon(_to_do(at), at) if key[1] in listening}
    held = SubjectRequest.objects.filter(pk__in={row for row, _party in found}).order_by("pk")
    list(held.select_for_update(of=("self",)))
    told = [(party, row) for (row, party), since in found.items() if not _told(row, party, since)]
    tell_each(EventType.REQUEST_DUE_SOON, told, by=by)
    return len(told)


def _to_do(at: datetime, pks: list[UUID] | None = None) -> ToDo:
    on = legal_day(at)
    rows = going(viewer=SYSTEM).filter(perhaps_due(on) if pks is None else Q(pk__in=pks))
    found: ToDo = defaultdict(list)
    listed = list(rows.order_by("pk"))
    known = known_of(listed)
    for row in listed:
        for due in dues(row, on=on, known=known):
            if due.reached(at):
                found[row.pk, due.party.pk].append(due)
    return found


def _unsent(found: ToDo, at: datetime, by: Viewer) -> Iterator[tuple[UUID, UUID]]:
    """Yield of which no mail was written since the last moment, where there is an address."""
    known = addresses(parties={party for _row, party in found}, viewer=by)
    mail = OutgoingMail.objects.filter(
        kind=MailKind.RIGHTS_DUE, about__in={row for row, _party in found}
    )
    last: dict[Any, datetime] = {}
    for about, party, queued_at in mail.values_list("about", "recipient", "queued_at"):
        last[about, party] = max(queued_at, last.get((about, party), queued_at))
    for key, each in found.items():
        reached = max(moment for due in each if (moment := due.reached(at)))
        if key[1] in known and (key not in last or last[key] < reached):
            yield key


def _letters(found: ToDo, sender: Party, at: datetime, by: Viewer) -> Iterator[Letter]:
    known = addresses(parties={party for _row, party in found}, viewer=by)
    for key in _unsent(found, at, by):
        each = found[key]
        row, reader = each[0].part.request, each[0].party
        yield due_letter(row, each, sender, reader, known[key[1]], at=at)


def _soon(found: ToDo, at: datetime) -> Iterator[tuple[tuple[UUID, UUID], datetime]]:
    for key, each in found.items():
        soon = [due.soon_at for due in each if due.what == What.ANSWER]
        if soon and at < max(soon) + STILL_TOLD:
            yield key, max(soon)


def _told(row: UUID, party: UUID, since: datetime) -> bool:
    rows = WebhookMessage.objects.filter(type=EventType.REQUEST_DUE_SOON, about=row, party=party)
    return rows.filter(happened_at__gte=since).exists()
