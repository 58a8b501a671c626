"""Sending notices: each recipient is told of its own part, and from then on knows."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from records.incidents.choices import EnteredBy, Means, StepKind
from records.incidents.letters import LANGUAGES, notice_letters
from records.incidents.models import Incident, IncidentDossier, IncidentNotice, IncidentStep
from records.incidents.queries.dossiers import ACCOUNTS, Closed
from records.incidents.queries.reaching import without_address
from records.incidents.refusals import (
    IncidentClosed,
    IncidentEarlier,
    IncidentLater,
    NoAddress,
    NoOneToTell,
    in_our_words,
)
from records.incidents.services.deriving import AT_ONCE, start_clocks
from records.incidents.services.files import may_write, writes_alone
from roles.mail.services import addresses, write
from roles.webhooks.choices import EventType
from roles.webhooks.telling import tell_each
from voipgrid_privacy.kernel.bulk import insert_rows
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def send_notices(
    *,
    dossier: IncidentDossier,
    notices: Collection[UUID] | None = None,
    text: str = "",
    means: str = Means.MAIL,
    told_at: datetime | None = None,
    reference: str = "",
    at: datetime,
    by: Viewer,
) -> int:
    """Send the notices that wait, or some of them; return how many (GDPR Art. 33(2)).

    Each recipient finds its own in the portal, and by mail where it has an address; who has neither
    keeps waiting, to be told by other ``means``. It knows from ``told_at``, now unless it was told
    before: then its clocks start, and a file that was closed is open again. ``text`` takes the
    place of what the notice would say. Raises NotAllowed, NotFound, ``incident_no_notices``,
    ``incident_no_address``, ``incident_later``, ``incident_earlier``, ``incident_closed``.
    """
    row, who = writes_alone(dossier=dossier, by=by)
    moment = told_at or at
    if row.is_closed:
        raise IncidentClosed
    if moment > at:
        raise IncidentLater(field="told_at")
    if moment < row.aware_at:
        raise IncidentEarlier(field="told_at")
    with as_application():
        waiting = _waiting(row, notices, means)
        with in_our_words():
            _mark(
                waiting,
                moment,
                text,
                means=means,
                reference=reference.strip()[:120],
                sent_by=who.value,
            )
        _let_know(row.incident, waiting, moment, at)
        _reopen(row.incident, waiting, moment, who, at)
        if means == Means.MAIL:
            _write_letters(waiting, at)
    return len(waiting)


def may_tell(*, dossier: IncidentDossier, by: Viewer) -> bool:
    """Say whether ``by`` sends the notices of a file."""
    return may_write(dossier=dossier, by=by)


def _waiting(row: Any, notices: Collection[UUID] | None, means: str) -> list[UUID]:
    """Return those that can be told so; raises NoOneToTell, NoAddress."""
    rows = IncidentNotice.objects.waiting().filter(incident=row.incident_id, sender=row.party_id)
    rows = rows if notices is None else rows.filter(pk__in=notices)
    rows = rows.select_related("recipient").order_by("pk").select_for_update(of=("self",))
    if not (found := list(rows)):
        raise NoOneToTell
    missed = without_address(found, viewer=SYSTEM, means=means)
    if not (reached := [each.pk for each in found if each.recipient_id not in missed]):
        raise NoAddress(field="means")
    return reached


def _mark(pks: list[UUID], moment: datetime, text: str, **how: str) -> None:
    """Mark them as told in one statement; the database dates that."""
    said = {"text": text.strip()} if text.strip() else {}
    rows = IncidentNotice.objects.filter(pk__in=pks)
    rows.update(told_at=moment, sent_at=moment, **how, **said)


def _let_know(incident: Incident, pks: list[UUID], moment: datetime, at: datetime) -> None:
    """Open the file of each that knew nothing yet, start its clocks, and ring its webhook."""
    rows = IncidentNotice.objects.filter(pk__in=pks)
    told = list(rows.values_list("recipient", "recipient__kind", "sender", "duties"))
    files = (
        {"party_id": party, "keeper_id": None if kind in ACCOUNTS else sender}
        for party, kind, sender, _duties in told
    )
    same = {"incident_id": incident.pk, "aware_at": moment, "opened_at": at}
    insert_rows(IncidentDossier, files, same=same, ignore_conflicts=True)
    kept = IncidentDossier.objects.filter(incident=incident, party__in=[row[0] for row in told])
    by_party = dict(kept.values_list("party", "pk"))
    start_clocks([(by_party[row[0]], row[3]) for row in told], moment)
    happened = [(row[0], by_party[row[0]]) for row in told]
    tell_each(EventType.BREACH_REPORTED, happened, by=SYSTEM)


def _write_letters(pks: list[UUID], at: datetime) -> None:
    """Write to who has an address."""
    rows = IncidentNotice.objects.filter(pk__in=pks)
    known = addresses(parties=rows.values_list("recipient", flat=True), viewer=SYSTEM)
    told = rows.filter(recipient__in=known).select_related("incident", "sender", "recipient")
    write(notice_letters(told.order_by("pk"), known), at=at)


def _reopen(
    incident: Incident, pks: list[UUID], moment: datetime, who: EnteredBy, at: datetime
) -> None:
    """Open the files again that were closed before this was told: what is new is to be judged."""
    once = Exists(IncidentStep.objects.filter(dossier=OuterRef("pk"), kind=StepKind.CLOSED))
    told = IncidentNotice.objects.filter(pk__in=pks)
    files = IncidentDossier.objects.filter(
        once, Closed("pk"), incident=incident, party__in=told.values("recipient")
    )
    senders = dict(told.values_list("recipient", "sender__name")) if files else {}
    IncidentStep.objects.bulk_create(
        [
            IncidentStep(
                dossier=file,
                number=0,  # the database numbers it
                kind=StepKind.REOPENED,
                done_at=max(moment, file.aware_at),
                text=_in_both(TOLD_MORE),
                name=senders[file.party_id][:120],
                entered_at=at,
                entered_by=who if who == EnteredBy.OFFICE else EnteredBy.SELLER,
            )
            for file in files
        ],
        batch_size=AT_ONCE,
    )


TOLD_MORE: Final = _("Another notice of this incident came.")


def _in_both(words: Any) -> str:
    said = []
    for language in LANGUAGES:
        with override(language):
            said.append(str(words))
    return " / ".join(said)
