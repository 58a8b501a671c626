"""Mail that does not arrive: written anew each day it waits, to another address, or not at all."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import ADDRESSED, addresses, replace
from roles.models import Contact
from roles.models.parties import ContactKind
from roles.services.parties import add_contact, correct_contact
from roles.services.recording import change as save
from roles.sub_processors.choices import ChangeState, ToldBy
from roles.sub_processors.letters import Letters
from roles.sub_processors.models import SubProcessorNotice
from roles.sub_processors.refusals import EvidenceMissing, NothingToSendAgain, NoticeClosed
from roles.sub_processors.services.holding import seen_notice
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.legal_days import last_day, legal_day
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def write_late_mail_anew(*, at: datetime, by: Viewer) -> int:
    """Write notices anew that did not leave on their day, with the window that begins today.

    What was written names a last day that no longer holds. Returns how many there were.
    """
    by.must(Ability.WRITE_REGISTER)
    return sum(1 for mail in _waited_too_long(at) if _anew(mail, mail.address, at, by))


@use_case
def follow_corrected_addresses(*, at: datetime, by: Viewer) -> int:
    """Write notices anew that a server refuses, to the address that the party has by now.

    Who corrects the contact of a party, a partner of its own customers too, need do nothing else.
    Returns how many there were.
    """
    by.must(Ability.WRITE_REGISTER)
    refused = list(_refused())
    known = addresses(parties={m.recipient_id for m in refused if m.recipient_id}, viewer=by)
    moved = 0
    for mail in refused:
        address = known.get(mail.recipient_id, "") if mail.recipient_id else ""
        if address and not _tried(mail, address):
            moved += _anew(mail, address, at, by)
    return moved


@use_case
def correct_address(*, notice: SubProcessorNotice, address: str, by: Viewer) -> Contact:
    """Correct where a party is reached whose notice the mail server refuses; it is sent there soon.

    For whoever sent the notice, and for officers. Raises NotAllowed, NotFound, ``change_not_open``,
    ``nothing_to_send_again``.
    """
    seen = seen_notice(notice, by)
    if not by.may(Ability.WRITE_REGISTER):
        by.must(Ability.WRITE_OWN)
        if seen.sender_id not in by.parties:
            raise NotAllowed
    if seen.change.state != ChangeState.NOTIFIED:
        raise NoticeClosed
    mail = _refused_mail(seen, by)
    if mail is None:
        raise NothingToSendAgain
    rows = Contact.objects.visible_to(by).filter(party=seen.recipient, kind__in=ADDRESSED)
    used = rows.filter(email__iexact=mail.address).order_by("pk").first()
    if used is None:
        kind = ContactKind.PRIVACY
        return add_contact(party=seen.recipient, kind=kind, email=address, by=by)
    return correct_contact(contact=used, name=used.name, email=address, phone=used.phone, by=by)


def _refused_mail(notice: SubProcessorNotice, by: Viewer) -> OutgoingMail | None:
    mail = OutgoingMail.objects.visible_to(by).standing().refused()
    return (
        mail.exclude(came_back_and_answered()).filter(about=notice.pk, kind=MailKind.NOTICE).first()
    )


def _tried(mail: OutgoingMail, address: str) -> bool:
    """Say whether the notice went to that address before: each is tried for itself, and once."""
    before = OutgoingMail.objects.filter(kind=MailKind.NOTICE, about=mail.about)
    return before.filter(address__iexact=address).exists()


@use_case
def send_again(
    *, notice: SubProcessorNotice, address: str, at: datetime, by: Viewer
) -> SubProcessorNotice:
    """Send a notice to another address; its window counts from the day on which that leaves.

    Raises NotAllowed, NotFound, ``change_not_open``, ``nothing_to_send_again``.
    """
    seen = _open_to_officers(notice, by)
    mail = OutgoingMail.objects.standing().filter(about=seen.pk, kind=MailKind.NOTICE).first()
    if mail is None or not _anew(mail, address, at, by):
        raise NothingToSendAgain
    return seen_notice(seen, by)


@use_case
def record_told_otherwise(
    *, notice: SubProcessorNotice, proof: str, at: datetime, by: Viewer
) -> SubProcessorNotice:
    """Record that a party that mail does not reach was told otherwise today, and how one knows.

    Raises NotAllowed, NotFound, ``change_not_open``, ``evidence_missing``,
    ``nothing_to_send_again``.
    """
    seen = _open_to_officers(notice, by)
    if not proof.strip():
        raise EvidenceMissing(field="proof")
    if seen.told_by != ToldBy.MAIL or seen.otherwise_on is not None:
        raise NothingToSendAgain
    seen.otherwise_on, seen.proof = legal_day(at), proof.strip()
    _open_window(seen, at)
    return save(seen, "otherwise_on", "proof", "last_day")


def _open_to_officers(notice: SubProcessorNotice, by: Viewer) -> SubProcessorNotice:
    by.must(Ability.WRITE_REGISTER)
    seen = seen_notice(notice, by)
    if seen.change.state != ChangeState.NOTIFIED:
        raise NoticeClosed
    return seen


def _refused() -> Iterator[OutgoingMail]:
    """Return the notices that a mail server did not take at the last try, or sent back."""
    rows = OutgoingMail.objects.standing().refused().filter(kind=MailKind.NOTICE)
    rows = rows.exclude(address="").exclude(came_back_and_answered())
    return rows.select_for_update(skip_locked=True, of=("self",)).iterator()


def came_back_and_answered() -> Q:
    """Return the condition that a notice came back whose reader knows of it: it answered."""
    told = SubProcessorNotice.objects.filter(pk=OuterRef("about"))
    answered = told.exclude(consented_on=None, objections=None)
    return Q(Exists(answered), kind=MailKind.NOTICE, returned_at__isnull=False)


def _waited_too_long(at: datetime) -> Iterator[OutgoingMail]:
    rows = OutgoingMail.objects.standing().filter(kind=MailKind.NOTICE, sent_at=None)
    rows = rows.filter(leave_before__lte=at).exclude(address="")
    return rows.select_for_update(skip_locked=True, of=("self",)).iterator()


def _anew(mail: OutgoingMail, address: str, at: datetime, by: Viewer) -> bool:
    """Write the notice of a mail anew; say whether it is still to be told by mail."""
    told = SubProcessorNotice.objects.select_related("change__proposer", "sender", "recipient")
    notice = told.filter(pk=mail.about, change__state=ChangeState.NOTIFIED).first()
    if notice is None or notice.otherwise_on is not None:
        return False
    _open_window(notice, at)
    save(notice, "last_day")
    replace(mail=mail, letter=Letters(notice.change, by).notice(notice, address, at), at=at)
    return True


def _open_window(notice: SubProcessorNotice, at: datetime) -> None:
    day = last_day(legal_day(at), notice.notice_days)
    notice.last_day = max(notice.last_day, day)
