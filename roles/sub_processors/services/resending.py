"""Mail that does not arrive: written anew each day it waits, to another address, or not at all."""

from collections.abc import Iterator
from datetime import datetime

from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import replace
from roles.services.recording import change as save
from roles.sub_processors.choices import ChangeState, ToldBy
from roles.sub_processors.letters import Letters
from roles.sub_processors.models import SubProcessorNotice
from roles.sub_processors.refusals import EvidenceMissing, NothingToSendAgain, NoticeClosed
from roles.sub_processors.services.holding import seen_notice
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
