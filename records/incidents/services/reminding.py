"""Reminding a party that one of its clocks is about to end."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from records.incidents.letters import clock_letter
from records.incidents.models import IncidentClock
from records.incidents.queries.dossiers import running
from roles.choices import PartyKind
from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import Letter, addresses, write
from roles.models import FindingMark, Party
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

LEADS: Final = (timedelta(hours=24), timedelta(hours=4))
"""How long before the end one is reminded: once each, and once more when it is over."""

LOOKED_AT: Final = timedelta(minutes=10)
"""For how long after its end a clock is looked at again: rings may be missed."""


@use_case
def remind_of_clocks(*, at: datetime, by: Viewer) -> int:
    """Write to parties with an account whose clock is about to end, or just did; return how many.

    Once per lead. Safe to run again, and together: clocks are held while they are looked at.
    """
    by.must(Ability.WRITE_REGISTER)
    sender = Party.objects.filter(kind=PartyKind.PLATFORM).first()
    if sender is None:
        return 0
    soon = running(IncidentClock.objects.filter(ends_at__lte=at + max(LEADS)))
    pks = list(soon.filter(dossier__keeper=None).values_list("pk", flat=True))
    held = IncidentClock.objects.filter(pk__in=pks).order_by("pk")
    rows = held.select_for_update(of=("self",)).select_related(
        "dossier__incident", "dossier__party"
    )
    return len(write(_letters(list(rows), sender, at, by), at=at))


@use_case
def look_at_clocks(*, at: datetime, by: Viewer) -> int:
    """Have the findings look at parties of which a clock has just ended; return how many."""
    by.must(Ability.WRITE_REGISTER)
    over = running(IncidentClock.objects.filter(ends_at__gt=at - LOOKED_AT, ends_at__lte=at))
    parties = set(over.values_list("dossier__party", flat=True))
    FindingMark.objects.bulk_create(FindingMark(party=pk, below=False) for pk in parties)
    return len(parties)


def _letters(rows: list[Any], sender: Party, at: datetime, by: Viewer) -> Iterator[Letter]:
    known = addresses(parties={row.dossier.party_id for row in rows}, viewer=by)
    for row in rows:
        address = known.get(row.dossier.party_id)
        moment = _reached(row, at)
        told = OutgoingMail.objects.filter(
            kind=MailKind.BREACH_DUE, about=row.pk, queued_at__gte=moment
        )
        if address and not told.exists():
            yield clock_letter(row, sender, address, over=at >= row.ends_at)


def _reached(row: Any, at: datetime) -> datetime:
    """Return the last of the moments to remind that is past."""
    moments: list[datetime] = [*(row.ends_at - lead for lead in LEADS), row.ends_at]
    reached = max((moment for moment in moments if moment <= at), default=moments[0])
    started: datetime = row.started_at
    return max(reached, started)
