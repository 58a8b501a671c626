"""Reminding both that an agreement is about to end while the service goes on."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from roles.agreements.letters import ends_soon
from roles.agreements.models import Agreement
from roles.choices import PartyKind
from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import Letter, addresses, write
from roles.models import Contract, Party
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

LEADS: Final = (timedelta(days=60), timedelta(days=14))
"""How long before the first day without an agreement both are reminded: twice."""


@use_case
def remind_of_ends(*, at: datetime, by: Viewer) -> int:
    """Write to both parties of agreements that end soon, once per lead; return how many mails.

    Only while the contract goes on without another agreement that both signed: what ends with its
    service needs no successor, and a draft is none. Safe to run again, and together: the
    agreement is held while it is looked at.
    """
    by.must(Ability.WRITE_REGISTER)
    sender = Party.objects.filter(kind=PartyKind.PLATFORM).first()
    if sender is None:
        return 0
    on = legal_day(at)
    ending = list(_ending(on).select_for_update(of=("self",)))
    letters = [each for row in ending for each in _letters(row, sender, on, by)]
    return len(write(letters, at=at))


def _ending(on: date) -> QuerySet[Agreement]:
    """Return what has both signatures, ends within the longest lead, and is not followed up."""
    pair = {"provider": OuterRef("processor"), "acquirer": OuterRef("controller")}
    goes_on = Contract.objects.filter(
        **pair, valid_during__contains=OuterRef("valid_during__endswith")
    )
    same = Q(contract=None) | Q(contract=OuterRef("contract"))
    followed = Agreement.objects.filter(
        same,
        processor=OuterRef("processor"),
        controller=OuterRef("controller"),
        processor_signed_on__isnull=False,  # what nobody signed follows nothing up
        controller_signed_on__isnull=False,
        valid_during__contains=OuterRef("valid_during__endswith"),
    )
    rows = Agreement.objects.binding(on).filter(
        valid_during__endswith__lte=on + max(LEADS), valid_during__endswith__gt=on
    )
    rows = rows.filter(Exists(goes_on)).exclude(Exists(followed))
    return rows.select_related("processor", "controller").order_by("pk")


def _letters(row: Agreement, sender: Party, on: date, by: Viewer) -> Iterator[Letter]:
    end = row.valid_until
    if end is None:
        return
    reached = min(lead for lead in LEADS if on >= end - lead)
    told = OutgoingMail.objects.filter(kind=MailKind.EXPIRY, about=row.pk)
    known = addresses(parties=(row.processor_id, row.controller_id), viewer=by)
    for reader in (row.processor, row.controller):
        mails = told.filter(recipient=reader).values_list("queued_at", flat=True)
        if reader.pk in known and not any(legal_day(sent) >= end - reached for sent in mails):
            yield ends_soon(row, sender, reader, known[reader.pk])
