"""Receiving a request from mail that a mailbox got: read, looked at, and then received."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from records.intake.choices import Author
from records.intake.contents import CheckedFile
from records.intake.mailbox import ReadMail, read_mail
from records.intake.models import IntakeDraft, IntakeDraftFile
from records.intake.refusals import DraftGone, MailLater
from records.intake.sealing import new_key
from records.intake.services.drafting import (
    KEPT,
    Drafted,
    DraftedFile,
    held_draft,
    keep_draft,
    opened,
    opened_draft,
    opened_files,
    place_of,
)
from records.intake.services.sending import add_files
from records.intake.services.threading import must_speak_for
from records.requests.choices import Channel
from records.requests.models import SubjectRequest
from records.requests.persons import Person
from records.requests.services import receive_request
from roles.models import Party
from voipgrid_privacy.kernel.tenancy import Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case

MAIL: Final = "mail"


@use_case
def begin_mail(*, raw: bytes, party: Party, at: datetime, by: Viewer) -> str:
    """Read a mail and let it wait, sealed, to be looked at; return the token that opens it.

    Raises NotAllowed, ``mail_not_readable``, ``mail_too_large``.
    """
    must_speak_for(party, by)
    mail = read_mail(raw)
    # Waits like the answers of a form do: under a key that only the page of the reader has.
    with as_application():
        return _begun(mail, party, at)


def _begun(mail: ReadMail, party: Party, at: datetime) -> str:
    key = new_key()
    row = IntakeDraft(finder=key.finder, sealed=b"-", begun_at=at, expires_at=at + KEPT)
    row.save(force_insert=True)
    files = []
    for number, file in enumerate(mail.files, start=1):
        sealed = key.seal(file.content, place=place_of(row, number))
        IntakeDraftFile.objects.bulk_create(
            [IntakeDraftFile(draft=row, number=number, sealed=sealed)]
        )
        files.append(DraftedFile(number, file.name, file.kind, file.size))
    said = {MAIL: _said(mail), "party": str(party.pk)}
    keep_draft(key, row, Drafted(said, tuple(files)), at)
    return key.token


def _said(mail: ReadMail) -> dict[str, Any]:
    return {
        "address": mail.address,
        "name": mail.name,
        "subject": mail.subject,
        "text": mail.text,
        "received_at": mail.received_at.isoformat() if mail.received_at else "",
        "doubts": [doubt.value for doubt in mail.doubts],
        "left_out": [str(left.refusal) for left in mail.left_out],
    }


@use_case  # a savepoint: a refusal leaves nobody as the application
def waiting_mail(*, token: str, party: Party, at: datetime, by: Viewer) -> Drafted:
    """Return a mail that waits to be looked at; raises NotAllowed, ``draft_gone``."""
    must_speak_for(party, by)
    with as_application():
        drafted = opened_draft(token=token, at=at)
    return _of_party(drafted, party)


def noted_at(drafted: Drafted) -> datetime | None:
    """Return when a server noted that a mail arrived; None where none did."""
    said = drafted.answers[MAIL]
    by_server = "DAY_BY_SENDER" not in said["doubts"]
    return (
        datetime.fromisoformat(said["received_at"]) if by_server and said["received_at"] else None
    )


@use_case
def receive_mail(
    *,
    token: str,
    received_by: Party,
    received_at: datetime,
    rights: Collection[str],
    language: str,
    subject: Person,
    requester: Person | None = None,
    mandate: str = "",
    words: str = "",
    keep: Sequence[int] = (),
    at: datetime,
    by: Viewer,
) -> SubjectRequest:
    """Receive a request from a mail that was looked at, with the files that were chosen.

    It came in when the mailbox got it, whenever somebody reads it. Raises NotAllowed,
    ``draft_gone``, ``mail_later`` and what ``receive_request`` raises.
    """
    must_speak_for(received_by, by)
    with as_application():
        key, row = held_draft(token=token, at=at)
        drafted = _of_party(opened(key, row), received_by)
        noted = noted_at(drafted)
        if noted is not None and received_at > noted:
            raise MailLater(field="received_at")
        numbers = [each.number for each in drafted.files]
        files = dict(zip(numbers, opened_files(key, row), strict=True))
    request = receive_request(
        received_by=received_by,
        rights=rights,
        channel=Channel.MAIL,
        received_at=received_at,
        language=language,
        subject=subject,
        requester=requester,
        mandate=mandate,
        words=words,
        at=at,
        by=by,
    )
    with as_application():
        _keep(request, [files[number] for number in keep if number in files])
        row.delete()
    return request


def _keep(request: SubjectRequest, files: list[CheckedFile]) -> None:
    add_files(request, request.received_by, files, Author.REQUESTER)


def _of_party(drafted: Drafted, party: Party) -> Drafted:
    if MAIL not in drafted.answers or drafted.answers["party"] != str(party.pk):
        raise DraftGone
    return drafted
