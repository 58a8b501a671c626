"""Writing mail and handing it over. The row is there before anything is sent."""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from smtplib import SMTPException
from typing import Final
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db.models import Exists, OuterRef, Q, QuerySet

from roles.mail.bounces import returned_to
from roles.mail.html import as_html
from roles.mail.leaving import leaving_link
from roles.mail.models import FORGOTTEN, LEFT_BY_LINK, MailKind, MailQuerySet, OutgoingMail
from roles.models.parties import Contact, ContactKind, Party
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=6)
KEPT: Final = relativedelta(months=60)
"""How long mail to a party can be read; our own decision. Most claims are barred five
years after somebody knows of the damage (BW 3:310), so a proof of sending matters for so long."""
ADDRESSED: Final = (ContactKind.PRIVACY, ContactKind.DPO, ContactKind.GENERAL)
"""Which contact of a party is written to: the first of these that has an address."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that is to be written: about which row, to whom, and what it says."""

    kind: MailKind
    about: UUID
    sender: Party
    recipient: Party | None
    address: str
    subject: str
    body: str
    reply_to: str = ""
    leave_before: datetime | None = None


def addresses(*, parties: Iterable[UUID], viewer: Viewer) -> dict[UUID, str]:
    """Return the address to which each party is written, where it has one."""
    found: dict[UUID, tuple[int, str]] = {}
    for row in _written_to(viewer).filter(party__in=list(parties)).order_by("pk"):
        rank = ADDRESSED.index(ContactKind(row.kind))
        if row.party_id not in found or rank < found[row.party_id][0]:
            found[row.party_id] = (rank, row.email)
    return {party: address for party, (_rank, address) in found.items()}


def addressed(viewer: Viewer, party: str) -> Q:
    """Return the condition that the party in a column has an address to which it is written."""
    return Q(Exists(_written_to(viewer).filter(party=OuterRef(party))))


def _written_to(viewer: Viewer) -> QuerySet[Contact]:
    return Contact.objects.visible_to(viewer).filter(kind__in=ADDRESSED).exclude(email="")


def write(letters: Iterable[Letter], *, at: datetime) -> list[OutgoingMail]:
    """Enter mail to be sent; the caller's transaction decides whether it will be."""
    rows = [_row(letter, at) for letter in letters]
    return OutgoingMail.objects.bulk_create(rows, batch_size=500)


def _row(letter: Letter, at: datetime) -> OutgoingMail:
    pk = uuid.uuid4()
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    return OutgoingMail(
        pk=pk,
        kind=letter.kind,
        about=letter.about,
        sender=letter.sender,
        recipient=letter.recipient,
        address=letter.address,
        reply_to=letter.reply_to,
        subject=" ".join(letter.subject.split())[:300],
        body=letter.body,
        body_hash=hashlib.sha256(letter.body.encode()).hexdigest(),
        message_id=f"<{pk}@{domain}>",
        queued_at=at,
        next_try_at=at,
        leave_before=letter.leave_before,
    )


def mail_waiting(*, at: datetime) -> list[UUID]:
    """Return the mail that is due to be tried."""
    return list(due_mail(at).order_by("next_try_at").values_list("pk", flat=True)[:1_000])


def due_mail(at: datetime) -> MailQuerySet:
    """Return the mail that has an address and is due to be tried at ``at`` (an instant)."""
    return _due(at).exclude(address="")


def _due(at: datetime) -> MailQuerySet:
    holds = Q(leave_before=None) | Q(leave_before__gt=at)
    rows = OutgoingMail.objects.standing().filter(holds)
    return rows.filter(sent_at=None, next_try_at__lte=at)


def replace(*, mail: OutgoingMail, letter: Letter, at: datetime) -> OutgoingMail:
    """Write anew what did not leave, or did not arrive; how often it was tried is not forgotten."""
    (row,) = write([letter], at=at)
    row.tries, row.problem = mail.tries, mail.problem
    row.save(update_fields=("tries", "problem"))
    mail.replaced_by = row
    mail.save(update_fields=("replaced_by",))
    return row


@use_case
def deliver(*, mail: UUID, at: datetime, by: Viewer) -> bool:  # noqa: ARG001  stamps history
    """Hand one mail to the mail server; say whether that was done now.

    Safe to call again. A crash between the server's yes and our commit sends it twice, under the
    same message id. What fails is tried again, after a pause that doubles.
    """
    row = _held(_due(at).filter(pk=mail))
    if row is None or not row.address:
        return False
    row.tries += 1
    try:
        _message(row).send()
    except (SMTPException, OSError, ValueError) as error:  # ValueError: no address after all
        row.problem = type(error).__name__[:60]
        row.next_try_at = at + _pause(row.tries)
        row.save(update_fields=("tries", "problem", "next_try_at"))
        return False
    row.problem, row.sent_at = "", at
    row.save(update_fields=("tries", "problem", "sent_at"))
    if row.kind in FORGOTTEN:
        forget(OutgoingMail.objects.filter(pk=row.pk))
    return True


@use_case
@erases("forget-mail")
def forget_old(*, at: datetime, by: Viewer) -> int:
    """Empty mail to parties that was written longer ago than ``KEPT``; return how many.

    That something was sent, when, and the hash of its text stay as proof (GDPR Art. 5(1)(e)).
    Raises NotAllowed.
    """
    by.must(Ability.RUN_RETENTION)
    return forget(OutgoingMail.objects.filter(queued_at__lt=at - KEPT))


def forget(mail: MailQuerySet) -> int:
    """Empty what mail said and to whom (GDPR Art. 17): what did not leave yet never will."""
    personal = ("address", "reply_to", "subject", "body")
    return mail.exclude(address="", body="").update(**dict.fromkeys(personal, ""))


def _pause(tries: int) -> timedelta:
    doublings: int = min(
        tries - 1, 10
    )  # six hours are reached by then, and no number grows too large
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _held(rows: QuerySet[OutgoingMail]) -> OutgoingMail | None:
    return rows.select_for_update(skip_locked=True, of=("self",)).select_related("sender").first()


def _message(row: OutgoingMail) -> EmailMessage:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    message = EmailMultiAlternatives(
        subject=row.subject,
        body=row.body,
        from_email=_envelope(row, address),
        to=[row.address],
        reply_to=[row.reply_to] if row.reply_to else None,
        headers={
            "From": formataddr((row.sender.name, address)),
            "Message-ID": row.message_id,
            "Auto-Submitted": "auto-generated",
            **_ways_out(row),
        },
    )
    message.attach_alternative(as_html(row.subject, row.body), "text/html")
    return message


def _envelope(row: OutgoingMail, address: str) -> str:
    """Return the address to which mail servers report on this mail, which is not its writer."""
    return returned_to(settings.BOUNCE_ADDRESS, row.pk) if settings.BOUNCE_ADDRESS else address


def _ways_out(row: OutgoingMail) -> dict[str, str]:
    """Return the header fields by which a mail program offers to leave (RFC 2369, RFC 8058)."""
    if row.kind not in LEFT_BY_LINK:
        return {}
    return {
        "List-Unsubscribe": f"<{leaving_link(MailKind(row.kind), row.about)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
