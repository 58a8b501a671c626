"""Telling recipients of a change, and telling who asks which recipients there are (Art. 19)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from records.recipients.choices import Change, Means, WhyNot
from records.recipients.letters import recipient_letter
from records.recipients.models import RecipientNotice
from records.recipients.queries import Recipient, changes_asked, recipients_of
from records.recipients.refusals import (
    NobodyLeft,
    NoChangeAsked,
    NoSuchRecipient,
    TellingWithoutWords,
    ToldAlready,
    Unreachable,
)
from records.requests.models import RequestPart
from records.requests.refusals import RequestNameless
from records.requests.services.handling import answering
from records.requests.services.keeping import Said, in_request_words, kept, seen_part
from roles.mail.services import addresses, write
from roles.models import Party
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, as_application, read_as_application
from voipgrid_privacy.kernel.text import one_line
from voipgrid_privacy.kernel.use_case import use_case


@dataclass(frozen=True, slots=True)
class Telling:
    """Of which part, in whose name, of which change is told, and who says so."""

    part: RequestPart
    party: Party
    change: Change
    said: Said


def recipients(*, part: RequestPart, on: date, by: Viewer) -> list[Recipient]:
    """Return the recipients of the data of a part, for whoever answers it.

    Raises NotFound, ``request_not_its_duty``.
    """
    row = seen_part(part, by)
    answering(row, by)
    with read_as_application():
        return recipients_of(row, on=on)


@use_case
def notify_recipients(
    *,
    part: RequestPart,
    change: Change,
    recipients: Sequence[str] = (),
    text: str = "",
    name: str,
    on: date,
    at: datetime,
    by: Viewer,
) -> list[RecipientNotice]:
    """Tell recipients by mail of a change to the data of a part (GDPR Art. 19).

    Without ``recipients``, everybody who was not told yet and has an address. The notice and its
    mail are rows; it is sent after. Raises NotFound, NotAllowed, ``request_not_its_duty``,
    ``request_nameless``, ``request_recipient_unasked``, ``request_recipient_unknown``,
    ``request_recipient_told``, ``request_recipient_unreachable``, ``request_recipient_none_left``.
    """
    telling = _telling(part, change, Said(name, text, on, at, by))
    with as_application():
        found = recipients_of(telling.part, on=on)
        meant = [_one(found, key) for key in recipients] or _all(found, change)
        reply_to = addresses(parties=[telling.party.pk], viewer=SYSTEM).get(telling.party.pk, "")
        made = [(each, _mailed(telling, each)) for each in meant]
        write([recipient_letter(row, each, reply_to=reply_to, on=on) for each, row in made], at=at)
    return [row for _each, row in made]


@use_case
def record_recipient_told(
    *,
    part: RequestPart,
    change: Change,
    recipient: str,
    text: str,
    name: str,
    on: date,
    at: datetime,
    by: Viewer,
) -> RecipientNotice:
    """Record that a recipient was told in another way, and how.

    Raises as ``notify_recipients``, and ``request_recipient_wordless``.
    """
    return _recorded(_telling(part, change, Said(name, text, on, at, by)), recipient, None)


@use_case
def record_recipient_untold(
    *,
    part: RequestPart,
    change: Change,
    recipient: str,
    reason: WhyNot,
    text: str,
    name: str,
    on: date,
    at: datetime,
    by: Viewer,
) -> RecipientNotice:
    """Record why a recipient is not told: impossible, or out of proportion (GDPR Art. 19).

    It can be told later yet. Raises as ``record_recipient_told``.
    """
    return _recorded(_telling(part, change, Said(name, text, on, at, by)), recipient, reason)


def _telling(part: RequestPart, change: Change, said: Said) -> Telling:
    row = seen_part(part, said.by)
    party, entered_by = answering(row, said.by)
    if entered_by is None:
        raise NotAllowed
    if not one_line(said.name):
        raise RequestNameless(field="name")
    if change not in changes_asked(row):
        raise NoChangeAsked(field="change")
    words = replace(said, name=one_line(said.name), text=said.text.strip())
    return Telling(row, party, Change(change), words)


def _one(found: list[Recipient], key: str) -> Recipient:
    one = next((each for each in found if each.key == key and each.role), None)
    if one is None:
        raise NoSuchRecipient(field="recipient")
    return one


def _all(found: list[Recipient], change: Change) -> list[Recipient]:
    meant = [each for each in found if each.address and each.open_for(change)]
    if not meant:
        raise NobodyLeft
    return meant


def _mailed(telling: Telling, recipient: Recipient) -> RecipientNotice:
    if not recipient.address:
        raise Unreachable(field="recipient", name=recipient.name)
    return _kept(telling, recipient, Means.MAIL)


def _recorded(telling: Telling, key: str, reason: WhyNot | None) -> RecipientNotice:
    if not telling.said.text:
        raise TellingWithoutWords(field="text")
    with as_application():
        recipient = _one(recipients_of(telling.part, on=telling.said.on), key)
        means = Means.NOT_TOLD if reason else Means.OTHERWISE
        return _kept(telling, recipient, means, reason)


def _before(recipient: Recipient, change: Change) -> RecipientNotice | None:
    """Return what a recipient was told of a change last, where it was told at all."""
    mine = [each.notice for each in recipient.told if each.notice.change == change]
    last = recipient.last(change)
    return last.notice if last and any(n.means != Means.NOT_TOLD for n in mine) else None


def _kept(
    telling: Telling, recipient: Recipient, means: Means, reason: WhyNot | None = None
) -> RecipientNotice:
    if not recipient.may_be_told(telling.change):
        raise ToldAlready(field="recipient")
    said = telling.said
    row = RecipientNotice(
        part=telling.part,
        party=telling.party,
        change=telling.change,
        recipient=recipient.party,
        called="" if recipient.party else recipient.key,
        means=means,
        reason=reason or "",
        text=said.text,
        name=said.name,
        said_on=said.on,
        entered_at=said.at,
        after=_before(recipient, telling.change),
    )
    with in_request_words():
        return kept(row)
