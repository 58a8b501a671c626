"""Looking again at proven hosts: a proof that is gone is told, and served without for a while."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from cookies.scanner import ownership
from cookies.scanner.choices import ProofWay
from roles.choices import PartyKind
from roles.mail.html import BETWEEN
from roles.mail.models import MailKind
from roles.mail.services import Letter, addresses, write
from roles.models import Party
from roles.services.recording import held_for_update
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case
from voipgrid_privacy.site.statements.models.hosts import OwnHost
from voipgrid_privacy.site.statements.own_hosts.rules import (
    AGAIN,
    EVERY,
    is_worth_telling,
    served_until,
)

MOST: Final = 50
"""At how many hosts is looked at once: each may take as long as its servers let us wait."""


def look_again(*, at: datetime, by: Viewer, world: ownership.Outside | None = None) -> int:
    """Look whether each host that is due still shows its proof; return at how many was looked.

    Asks DNS and the host outside any transaction. Safe to call again at any time: what is due
    follows from the rows. Raises NotAllowed.
    """
    rows, outside = _due(at=at, by=by), world or ownership.outside()
    for row in rows:
        _note(row=row, way=ownership.proven(row, row.token, outside), at=at, by=by)
    return len(rows)


@use_case
def _due(*, at: datetime, by: Viewer) -> Sequence[OwnHost]:
    by.must(Ability.WRITE_REGISTER)
    rows = OwnHost.objects.filter(proven_at__isnull=False, ended_at=None).select_related("party")
    pause = Q(missing_since=None, checked_at__lte=at - EVERY)
    again = Q(missing_since__isnull=False, checked_at__lte=at - AGAIN)
    due = rows.filter(Q(checked_at=None) | pause | again)
    return list(due.order_by("checked_at", "pk")[:MOST])


@use_case
def _note(*, row: OwnHost, way: ProofWay | None, at: datetime, by: Viewer) -> None:
    by.must(Ability.WRITE_REGISTER)
    rows = OwnHost.objects.filter(proven_at__isnull=False, ended_at=None)
    locked = held_for_update(rows, row)
    if locked is None:  # given up, or another's, while we looked
        return
    locked.checked_at = at
    if way is not None:
        locked.way, locked.missing_since, locked.warned_at = way, None, None
    else:
        locked.missing_since = locked.missing_since or at
        _warn(locked, at)
    locked.full_clean()
    locked.save(update_fields=("checked_at", "way", "missing_since", "warned_at"))


def _warn(row: OwnHost, at: datetime) -> None:
    """Tell the party once, when its proof is missing for long enough."""
    missing = row.missing_since
    if missing is None or row.warned_at or not is_worth_telling(missing_since=missing, at=at):
        return
    row.warned_at = at
    sender = Party.objects.filter(kind=PartyKind.PLATFORM).first()
    address = addresses(parties=(row.party_id,), viewer=SYSTEM).get(row.party_id)
    if sender and address:
        write([_letter(row, missing, sender, address)], at=at)


def _letter(row: OwnHost, missing: datetime, sender: Party, address: str) -> Letter:
    with override("nl"):
        subject = _("The proof that %(host)s is yours is gone") % {"host": row.host}
    return Letter(
        kind=MailKind.HOST,
        about=row.pk,
        sender=sender,
        recipient=row.party,
        address=address,
        subject=subject,
        body=_body(row, missing),
    )


def _body(row: OwnHost, missing: datetime) -> str:
    said = []
    for language in ("nl", "en"):
        with override(language):
            context = {
                "row": row,
                "until": served_until(missing),
                "record": f"{ownership.RECORD}.{row.host}",
                "text": ownership.record_of(row.token),
                "page": f"{settings.PUBLIC_URL}{reverse('site:statement')}#host",
            }
            said.append(render_to_string("mail/host_unproven.txt", context).strip())
    return BETWEEN.join(said) + "\n"
