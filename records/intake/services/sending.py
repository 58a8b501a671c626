"""Sending the public form: what was answered becomes a request, and the answers are gone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from records.intake.choices import Author, Purpose
from records.intake.contents import CheckedFile
from records.intake.letters import letter_about
from records.intake.models import RequestAttachment
from records.intake.refusals import AnswersMissing, TooManyRequests
from records.intake.services.drafting import (
    Drafted,
    held_draft,
    keep_draft,
    opened,
    opened_files,
)
from records.requests.choices import Channel
from records.requests.models import RequestPerson, SubjectRequest
from records.requests.persons import Person
from records.requests.services import receive_request
from roles.choices import PartyKind
from roles.mail.services import write
from roles.models import Party
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
MOST_AN_HOUR: Final = 100
"""How many forms are taken in an hour, whoever sends them."""
MOST_OF_ONE: Final = 5
"""How many in a day that are to be answered at one address: nobody's box is filled by others."""

SENT: Final = "sent"
SELF, OTHER = "SELF", "OTHER"


@use_case
def send_form(*, token: str, language: str, at: datetime, by: Viewer) -> str:
    """Receive what was answered as a request; return its reference. Safe to ask twice.

    Of the answers only the reference is left, for the page that shows it. Raises ``draft_gone``,
    ``request_answers_missing``, ``requests_too_many`` and what ``receive_request`` raises.
    """
    key, row = held_draft(token=token, at=at)
    drafted = opened(key, row)
    if SENT in drafted.answers:
        return str(drafted.answers[SENT])
    request = _received(drafted.answers, language, at, by)
    add_files(request, request.received_by, opened_files(key, row), Author.REQUESTER)
    letter = letter_about(request, "received", at)
    write([letter] if letter else [], at=at)
    row.files.all().delete()
    left = {SENT: request.reference, "mailed": letter is not None}
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
    platform = Party.objects.filter(kind=PartyKind.PLATFORM).first()
    if platform is None:
        raise NotFound
    _must_be_few(str(answers.get("email", "")), at)
    try:
        subject, requester = persons_of(answers)
        return receive_request(
            received_by=platform,
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


def _must_be_few(address: str, at: datetime) -> None:
    forms = SubjectRequest.objects.filter(channel=Channel.FORM)
    of_one = RequestPerson.objects.filter(
        request__channel=Channel.FORM, request__entered_at__gt=at - DAY, email__iexact=address
    )
    if forms.filter(entered_at__gt=at - HOUR).count() >= MOST_AN_HOUR or (
        address and of_one.count() >= MOST_OF_ONE
    ):
        raise TooManyRequests
