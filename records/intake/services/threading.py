"""The thread with whoever asks: both ways, by a link or by who handles it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from records.intake.choices import Author, Purpose
from records.intake.contents import GivenFile, checked, must_be_few
from records.intake.letters import letter_about, who_asks
from records.intake.links import linked
from records.intake.models import RequestAttachment, RequestErasure, RequestLink, RequestMessage
from records.intake.refusals import (
    NoAddress,
    NothingWritten,
    NotItsThread,
    ThreadClosed,
    TooManyRequests,
)
from records.intake.services.sending import add_files
from records.requests.choices import ENDS, StepKind
from records.requests.models import RequestDuty, SubjectRequest
from records.requests.queries import CLARIFICATION, IDENTITY, OVER, last_of
from records.requests.services import give_clarification, withdraw_request
from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import forget, write
from roles.models import Party
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer, as_application
from voipgrid_privacy.kernel.text import one_line
from voipgrid_privacy.kernel.use_case import use_case

PAUSE: Final = timedelta(minutes=15)
"""How long somebody who asks for a link again waits for the next mail."""
MOST_TEXT: Final = 20_000
MOST_AN_HOUR: Final = 10
MOST_FILES_EVER: Final = 40
UNNAMED: Final = "-"


@dataclass(frozen=True, slots=True)
class Standing:
    """What may be added to a request now."""

    over: bool
    asked_who: bool
    asked_what: bool


def standing_of(request: SubjectRequest) -> Standing:
    """Return whether it is over, and what whoever asks was asked back."""
    steps = list(request.steps.order_by("number"))
    erased = RequestErasure.objects.filter(request=request).exists()
    return Standing(
        over=erased or last_of(steps, OVER) in ENDS,
        asked_who=last_of(steps, IDENTITY) == StepKind.IDENTITY_ASKED,
        asked_what=last_of(steps, CLARIFICATION) == StepKind.CLARIFICATION_ASKED,
    )


@use_case
def ask_link(*, reference: str, address: str, at: datetime, by: Viewer) -> None:  # noqa: ARG001
    """Mail a new link to whoever made a request; tells nobody whether there is one.

    Nothing is sent unless reference and address belong together.
    """
    rows = SubjectRequest.objects.filter(reference__iexact=reference.strip()[:40])
    mine = Q(persons__email__iexact=address.strip()) & ~Q(persons__email="")
    for request in rows.filter(mine).select_related("received_by").distinct()[:3]:
        lately = RequestLink.objects.filter(request=request, made_at__gt=at - PAUSE)
        asks = who_asks(request)
        right = asks is not None and asks.email.lower() == address.strip().lower()
        letter = letter_about(request, "link", at) if right and lately.count() < 3 else None
        write([letter] if letter else [], at=at)


@use_case
def reply(
    *,
    token: str,
    text: str,
    files: Sequence[GivenFile] = (),
    to: Party | None = None,
    proof: bool = False,
    at: datetime,
    by: Viewer,  # noqa: ARG001  stamps history
) -> RequestMessage:
    """Write as whoever asks; what was asked back is answered by it.

    With ``proof`` the files are proof of identity, where that was asked. Raises
    ``request_link_gone``, ``request_thread_closed``, ``request_message_empty``,
    ``attachment_kind`` and the like.
    """
    request = linked(token, at)
    standing = standing_of(request)
    purpose = Purpose.IDENTITY if proof and standing.asked_who else Purpose.FILE
    party = to if to and talks(request, to) else request.received_by
    _must_be_few(request, at)
    message = written(request, Wrote(party, Author.REQUESTER, text, purpose=purpose), files, at)
    if standing.asked_what and text.strip():
        give_clarification(request=request, name=_name(request), on=legal_day(at), at=at, by=SYSTEM)
    return message


@use_case
def withdraw(*, token: str, at: datetime, by: Viewer) -> None:  # noqa: ARG001
    """Withdraw a request as whoever made it; raises ``request_link_gone``, ``request_over``."""
    request = linked(token, at)
    if standing_of(request).over:
        raise ThreadClosed
    withdraw_request(request=request, name=_name(request), on=legal_day(at), at=at, by=SYSTEM)


@use_case
def write_to_requester(
    *,
    request: SubjectRequest,
    party: Party,
    text: str,
    name: str,
    files: Sequence[GivenFile] = (),
    at: datetime,
    by: Viewer,
) -> RequestMessage:
    """Write to whoever asks, in the name of a party that handles it; mail only says so.

    Raises NotFound, NotAllowed, ``request_thread_of_others``, ``request_no_address``,
    ``request_thread_closed``, ``request_message_empty``, ``attachment_kind`` and the like.
    """
    row = seen(request, by)
    must_speak_for(party, by)
    with as_application():  # the thread is nobody's table; who may write in it was judged
        if not talks(row, party):
            raise NotItsThread
        letter = letter_about(row, "message", at)
        if letter is None:
            raise NoAddress
        message = written(row, Wrote(party, Author.PARTY, text, name), files, at)
        write([letter], at=at)
    return message


@use_case
def erase_file(*, attachment: RequestAttachment, by: Viewer) -> None:
    """Erase a file before its term: it was not needed. Raises NotFound, NotAllowed."""
    rows = RequestAttachment.objects.visible_to(by).light().select_related("party")
    row = rows.filter(pk=attachment.pk, erased_at=None).first()
    if row is None:
        raise NotFound
    must_speak_for(row.party, by)
    with as_application():
        RequestAttachment.objects.filter(pk=row.pk).update(content=b"", name="")


def seen(request: SubjectRequest, by: Viewer) -> SubjectRequest:
    """Return a request as the viewer sees it; raises NotFound."""
    rows = SubjectRequest.objects.visible_to(by).select_related("received_by")
    row = rows.filter(pk=request.pk).first()
    if row is None:
        raise NotFound
    return row


def must_speak_for(party: Party, by: Viewer) -> None:
    """Raise NotAllowed unless ``by`` may write in the name of a party."""
    own = party.pk in by.parties and by.may(Ability.WRITE_OWN)
    if not own and not by.may(Ability.WRITE_REGISTER):
        raise NotAllowed


def talks(request: SubjectRequest, party: Party) -> bool:
    """Say whether a party received a request, or it reached the party for a part of it."""
    reached = RequestDuty.objects.filter(
        part__request=request, part__dropped_at=None, party=party, reached_at__isnull=False
    )
    return request.received_by_id == party.pk or reached.exclude(duty="WITHHOLD").exists()


@dataclass(frozen=True, slots=True)
class Wrote:
    """Who wrote what, in whose thread, and what the files with it are for."""

    party: Party
    author: Author
    text: str
    name: str = ""
    purpose: Purpose = Purpose.FILE


def written(
    request: SubjectRequest, wrote: Wrote, files: Sequence[GivenFile], at: datetime
) -> RequestMessage:
    """Write in the thread, by whoever was judged to be allowed to.

    Raises ``request_thread_closed``, ``request_message_empty``, ``attachment_kind`` and the like.
    """
    if standing_of(request).over:
        raise ThreadClosed
    words = wrote.text.replace("\x00", "").strip()[:MOST_TEXT]
    kept = [checked(file) for file in files]
    must_be_few(file.size for file in kept)
    if not words and not kept:
        raise NothingWritten(field="text")
    message = RequestMessage(
        request=request,
        party=wrote.party,
        author=wrote.author,
        text=words,
        name=one_line(wrote.name)[:120],
        written_at=at,
    )
    message.full_clean()
    message.save(force_insert=True)
    more = {"purpose": wrote.purpose, "message": message}
    add_files(request, wrote.party, kept, wrote.author, **more)
    return message


def _must_be_few(request: SubjectRequest, at: datetime) -> None:
    """Raise ``requests_too_many`` for more than somebody writes in an hour, or ever adds."""
    mine = request.messages.filter(author=Author.REQUESTER)
    added = request.attachments.filter(author=Author.REQUESTER)
    lately = mine.filter(written_at__gt=at - timedelta(hours=1))
    if lately.count() >= MOST_AN_HOUR or added.count() >= MOST_FILES_EVER:
        raise TooManyRequests


def _name(request: SubjectRequest) -> str:
    asks = who_asks(request)
    return asks.name if asks and asks.name else UNNAMED


@use_case
@erases("forget-links")
def forget_links(*, at: datetime, by: Viewer) -> int:
    """Delete links that no longer hold, and mail with one that never left; return how many."""
    by.must(Ability.WRITE_REGISTER)
    forget(OutgoingMail.objects.filter(kind=MailKind.REQUESTER, leave_before__lte=at))
    return RequestLink.objects.filter(expires_at__lte=at).delete()[0]
