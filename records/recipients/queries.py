"""Who got the data of a part, and what each was told of a change to them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.translation import get_language

from records.activities.choices import RecipientKind
from records.activities.queries import Entry
from records.answers.items import entries_of, is_told
from records.recipients.choices import LEADS_TO, Change, Means
from records.recipients.models import RecipientNotice
from records.requests.choices import Right
from records.requests.models import RequestDuty, RequestPart
from records.restrictions.models import Restriction
from roles.choices import Role
from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import addresses
from roles.models import Party
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM

CARRY_OUT: Final = (Role.PROCESSOR, Role.SUB_PROCESSOR)


@dataclass(frozen=True, slots=True)
class Told:
    """A notice, and the mail by which it went; None where there is none.

    What was told has ``lapsed`` where its mail came back, or where the data were restricted or
    released anew since.
    """

    notice: RecipientNotice
    mail: OutgoingMail | None
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient: a party of the register, or who the record names; what it was told.

    ``key`` names it within a part: the party's identifier, or the name of the record.
    """

    key: str
    name: str
    role: str
    party: Party | None = None
    address: str = ""
    told: tuple[Told, ...] = ()

    def open_for(self, change: str) -> bool:
        """Say whether it is neither told of a change, nor is there a reason why not."""
        last = self.last(change)
        return last is None or last.lapsed

    def may_be_told(self, change: str) -> bool:
        """Say whether it does not know of a change yet; a reason why not may be given up."""
        last = self.last(change)
        return last is None or last.lapsed or last.notice.means == Means.NOT_TOLD

    def last(self, change: str) -> Told | None:
        """Return what it was told of a change last."""
        mine = [each for each in self.told if each.notice.change == change]
        return max(mine, key=lambda each: each.notice.entered_at, default=None)


def changes_asked(part: RequestPart) -> list[Change]:
    """Return the changes that a request asks for, or that were made, of which recipients are told.

    Also a request to rectify, or an objection, can lead to a restriction, and that to its end.
    """
    asked = [LEADS_TO[r] for r in map(Right, part.request.rights) if r in LEADS_TO]
    return list(dict.fromkeys([*asked, *restricted_and_lifted(part)]))


def restricted_and_lifted(part: RequestPart) -> list[Change]:
    """Return whether the data of a part were restricted once, and are not any more."""
    lifted = [row.lifted_on is not None for row in part.restrictions.all()]
    if not lifted:
        return []
    return [Change.RESTRICTED, Change.LIFTED] if all(lifted) else [Change.RESTRICTED]


def recipients_of(part: RequestPart, *, on: date) -> list[Recipient]:
    """Return to whom the controller disclosed the data of a part (GDPR Art. 4(9), 19).

    The processors of the chain, and who the controller's record names. Not those inside the own
    organisation, and no authority, nor whoever must stay secret: they are no recipients here.
    """
    notices = list(RecipientNotice.objects.filter(part=part).select_related("recipient", "party"))
    mails = _mails(notices)
    told: dict[str, list[Told]] = {}
    restrictions = list(part.restrictions.all())
    for notice in notices:
        mail = mails.get(notice.pk)
        lapsed = bool(mail and mail.returned_at) or is_stale(notice, restrictions)
        told.setdefault(notice.key, []).append(Told(notice, mail, lapsed))
    found = [*_processors(part, told), *_named(part, on, told)]
    known = {each.key for each in found}
    return [*found, *_former(told, known)]


def is_stale(notice: RecipientNotice, restrictions: Iterable[Restriction]) -> bool:
    """Say whether the data were restricted, or released, anew after a recipient was told of it.

    A further ground beside one that still holds is no news to who knows of a restriction.
    """
    rows = list(restrictions)
    since = [row for row in rows if row.entered_at > notice.entered_at]
    if notice.change == Change.LIFTED:
        return bool(since)
    return notice.change == Change.RESTRICTED and any(_begins(row, rows) for row in since)


def _begins(restriction: Restriction, others: Iterable[Restriction]) -> bool:
    """Say whether the data were free when a restriction was placed."""
    day = legal_day(restriction.entered_at)
    before = (row for row in others if row.entered_at < restriction.entered_at)
    return all(row.lifted_on and row.lifted_on <= day for row in before)


def _mails(notices: list[RecipientNotice]) -> dict[UUID, OutgoingMail]:
    rows = OutgoingMail.objects.standing().filter(
        kind=MailKind.RECIPIENTS, about__in=[notice.pk for notice in notices]
    )
    return {row.about: row for row in rows}


def _processors(part: RequestPart, told: dict[str, list[Told]]) -> Iterator[Recipient]:
    duties = RequestDuty.objects.filter(part=part, role__in=CARRY_OUT).exclude(
        party=part.controller_id
    )
    rows = {duty.party_id: duty for duty in duties.select_related("party")}
    known = addresses(parties=rows, viewer=SYSTEM)
    for pk, duty in sorted(rows.items(), key=lambda item: item[1].party.name):
        role = str(Role(duty.role).label)
        given = tuple(told.get(str(pk), ()))
        yield Recipient(str(pk), duty.party.name, role, duty.party, known.get(pk, ""), given)


def _named(part: RequestPart, on: date, told: dict[str, list[Told]]) -> Iterator[Recipient]:
    for key, row in named_in(entries_of(part, on)).items():
        role = str(RecipientKind(row["kind"]).label)
        yield Recipient(key, _name(row), role, told=tuple(told.get(key, ())))


def named_in(entries: Iterable[Entry]) -> dict[str, dict[str, Any]]:
    """Return whom entries of a record name as recipients that are told of a change, by key."""
    rows = (row for entry in entries for row in entry.body.get("recipients") or ())
    told = (row for row in rows if is_told(row) and row["kind"] != RecipientKind.INTERNAL)
    found: dict[str, dict[str, Any]] = {}
    for row in told:
        found.setdefault(_key(row), row)
    return found


def _key(row: dict[str, Any]) -> str:
    return str(row["name"]["nl"])[:200]


def _name(row: dict[str, Any]) -> str:
    named: dict[str, str] = row["name"]
    return named.get((get_language() or "nl")[:2]) or named["nl"]


def _former(told: dict[str, list[Told]], known: set[str]) -> Iterator[Recipient]:
    """Yield who was told once, and is no recipient by the register any more."""
    for key, given in told.items():
        if key not in known:
            notice = given[0].notice
            name = str(notice.recipient or notice.called)
            yield Recipient(key, name, "", notice.recipient, told=tuple(given))
