"""Sending the public form: what was answered becomes a request, and the answers are gone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from records.intake.choices import Author, Purpose
from records.intake.contents import CheckedFile
from records.intake.letters import letter_about
from records.intake.models import RequestAttachment
from records.intake.refusals import AnswersMissing
from records.intake.services.drafting import (
    Drafted,
    held_draft,
    keep_draft,
    opened,
    opened_files,
)
from records.requests.choices import Channel, TaskKind
from records.requests.models import RequestPerson, SubjectRequest
from records.requests.persons import Person
from records.requests.services import assign_request, receive_request
from roles.choices import PartyKind
from roles.mail.services import write
from roles.models import Party
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
MOST_AN_HOUR: Final = 100
"""How many forms in an hour are written back to, whoever sends them: all are received."""
MOST_OF_ONE: Final = 5
"""How many in a day are written back to at one address: nobody's box is filled by others."""

SENT: Final = "sent"
RECEIVER: Final = "receiver"
"""At whose address it was filled in: a partner's, which then receives it; "" for the platform."""
SELF, OTHER = "SELF", "OTHER"


@use_case
def send_form(*, token: str, language: str, at: datetime, by: Viewer) -> str:
    """Receive what was answered as a request; return its reference. Safe to ask twice.

    Of the answers only the reference is left, for the page that shows it. Raises ``draft_gone``,
    ``request_answers_missing`` and what ``receive_request`` raises. However many come in, each is
    received: above a limit there is no mail, and the office is told to look.
    """
    key, row = held_draft(token=token, at=at)
    drafted = opened(key, row)
    if SENT in drafted.answers:
        return str(drafted.answers[SENT])
    many = _many(str(drafted.answers.get("email", "")), at)
    request = _received(drafted.answers, language, at, by)
    add_files(request, request.received_by, opened_files(key, row), Author.REQUESTER)
    letter = None if many else letter_about(request, "received", at)
    write([letter] if letter else [], at=at)
    if many:
        _flagged(request, at)
    row.files.all().delete()
    left = {
        SENT: request.reference,
        RECEIVER: drafted.answers.get(RECEIVER, ""),
        "mailed": letter is not None,
        "withheld": many,
    }
    keep_draft(key, row, Drafted(left), at)
    return request.reference


def add_files(
    request: SubjectRequest,
    party: Party,
    files: list[CheckedFile],
    author: Author,
    **more: Any,
) -> None:
    """Keep files of a request that were checked."""
    RequestAttachment.objects.bulk_create(
        RequestAttachment(
            request=request,
            party=party,
            author=author,
            purpose=more.get("purpose", Purpose.FILE),
            message=more.get("message"),
            name=file.name,
            kind=file.kind,
            size=file.size,
            content=file.content,
            added_at=request.entered_at,  # the database dates it
        )
        for file in files
    )


def _received(
    answers: Mapping[str, Any], language: str, at: datetime, by: Viewer
) -> SubjectRequest:
    receiver = _receiver(str(answers.get(RECEIVER, "")))
    try:
        subject, requester = persons_of(answers)
        return receive_request(
            received_by=receiver,
            rights=answers["rights"],
            channel=Channel.FORM,
            received_at=at,
            language=language,
            subject=subject,
            requester=requester,
            mandate=answers.get("mandate", "") if requester else "",
            words=_words(answers),
            at=at,
            by=by,
        )
    except KeyError as error:
        raise AnswersMissing from error


def _receiver(pk: str) -> Party:
    """Return who receives: the party of the address, or the platform."""
    rows = Party.objects.filter(pk=pk) if pk else Party.objects.filter(kind=PartyKind.PLATFORM)
    party = rows.first()
    if party is None:
        raise NotFound
    return party


def persons_of(answers: Mapping[str, Any]) -> tuple[Person, Person | None]:
    """Return whom it is about, and who asks where that is somebody else."""
    known = {
        "phones": tuple(answers["phones"]),
        "emails": tuple(answers["emails"]),
        "customer_numbers": tuple(answers["customer_numbers"]),
    }
    reached = [answers["email"]] if answers["email"] else []
    called = [answers["phone"]] if answers["phone"] else []
    if answers["whom"] == OTHER:
        asks = Person(answers["name"], tuple(reached), tuple(called))
        return Person(answers["subject_name"], **known), asks
    # The first address is the one to answer to; by the others somebody is found as well.
    known["emails"] = tuple(dict.fromkeys([*reached, *known["emails"]]))
    known["phones"] = tuple(dict.fromkeys([*called, *known["phones"]]))
    return Person(answers["name"], **known), None


def _words(answers: Mapping[str, Any]) -> str:
    company = f"[{answers['company']}]" if answers.get("company") else ""
    return "\n\n".join(filter(None, (company, answers["words"])))


def _many(address: str, at: datetime) -> bool:
    """Say whether so many came in lately that no more is written back."""
    forms = SubjectRequest.objects.filter(channel=Channel.FORM)
    of_one = RequestPerson.objects.filter(
        request__channel=Channel.FORM, request__entered_at__gt=at - DAY, email__iexact=address
    )
    return forms.filter(entered_at__gt=at - HOUR).count() >= MOST_AN_HOUR or (
        address != "" and of_one.count() >= MOST_OF_ONE
    )


def _flagged(request: SubjectRequest, at: datetime) -> None:
    """Ask the office to look at a request that nobody was written back about."""
    said = []
    for language in ("nl", "en"):
        with override(language):
            said.append(
                _(
                    "Many forms came in at once, so no mail was sent about this one. See whether it"
                    " is real, and send its link or call."
                )
            )
    with as_application():
        assign_request(
            request=request,
            party=request.received_by,
            assignee=str(request.received_by)[:120],
            kind=TaskKind.TASK,
            text="\n".join(said),
            at=at,
            by=SYSTEM,
        )
