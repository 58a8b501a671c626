"""Receiving a request: recorded on the day it came in, and split into parts at once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from records.requests.choices import Capacity, Channel, Right, StepBy, StepKind
from records.requests.models import (
    RequestContent,
    RequestIdentifier,
    RequestPerson,
    SubjectRequest,
)
from records.requests.persons import Person, e164, identifiers
from records.requests.refusals import (
    NobodyNamed,
    NotOpenToForms,
    ReceivedLater,
    RightMissing,
    RightUnknown,
)
from records.requests.services.deriving import derive_parts
from records.requests.services.keeping import Said, acts_for, kept, step
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import Viewer, as_application
from voipgrid_privacy.kernel.text import one_line
from voipgrid_privacy.kernel.use_case import use_case

RECEIVES: Final = frozenset({PartyKind.PLATFORM, PartyKind.PARTNER, PartyKind.RESELLER})
"""Parties that receive requests here."""


@use_case
def receive_request(
    *,
    received_by: Party,
    rights: Iterable[str],
    channel: str,
    received_at: datetime,
    language: str,
    subject: Person,
    requester: Person | None = None,
    mandate: str = "",
    words: str = "",
    about: Party | None = None,
    at: datetime,
    by: Viewer,
) -> SubjectRequest:
    """Record a request as ``received_by`` got it, and split it into parts (GDPR Art. 12, 15-22).

    ``subject`` is whom it is about; ``requester`` whoever asks for that person, if another, and
    ``mandate`` what that rests on. With ``about`` the person is in that party's chain; without,
    nobody is known yet, and the parts say so. The public comes in by the form only. Raises
    NotAllowed, NotFound, ``request_without_right``, ``request_right_unknown``,
    ``request_received_later``, ``request_nobody``, ``request_no_form``.
    """
    asked = list(dict.fromkeys(rights))
    _must_be_received(received_by, channel, by)
    _must_be_a_request(asked, subject, received_at, at)
    if about is not None and not Party.objects.visible_to(by).filter(pk=about.pk).exists():
        raise NotFound
    with as_application():  # nobody adds requests but this, and a form has no party
        request = kept(
            SubjectRequest(
                received_by=received_by,
                rights=asked,
                channel=channel,
                received_at=received_at,
                language=language,
                entered_at=at,
            )
        )
        request.refresh_from_db()
        _persons(request, subject, requester, words, mandate)
        if about is not None:
            _placed(request, about, at, by)
        derive_parts(request, at)
    return request


def _must_be_received(received_by: Party, channel: str, by: Viewer) -> None:
    if channel == Channel.FORM:
        if received_by.kind not in RECEIVES:
            raise NotOpenToForms
        return
    if received_by.kind not in RECEIVES or acts_for(received_by, by) is None:
        raise NotAllowed


def _must_be_a_request(
    asked: list[str], subject: Person, received_at: datetime, at: datetime
) -> None:
    if not asked:
        raise RightMissing(field="rights")
    if not set(asked) <= set(Right.values):
        raise RightUnknown(field="rights")
    if subject.nameless:
        raise NobodyNamed(field="subject")
    if received_at > at:
        raise ReceivedLater(field="received_at")


def _persons(
    request: SubjectRequest,
    subject: Person,
    requester: Person | None,
    words: str,
    mandate: str,
) -> None:
    kept(RequestContent(request=request, words=words.strip(), mandate=mandate.strip()))
    kept(_person(request, Capacity.SUBJECT, subject))
    if requester is not None:
        kept(_person(request, Capacity.REQUESTER, requester))
    for kind, value in identifiers(subject):
        kept(RequestIdentifier(request=request, kind=kind, value=value))


def _person(request: SubjectRequest, capacity: Capacity, person: Person) -> RequestPerson:
    return RequestPerson(
        request=request,
        capacity=capacity,
        name=one_line(person.name),
        email=person.emails[0].strip() if person.emails else "",
        phone=e164(person.phones[0])[:30] if person.phones else "",
    )


def _placed(request: SubjectRequest, about: Party, at: datetime, by: Viewer) -> None:
    if request.received_on is None:
        raise NotFound
    step(
        request=request,
        kind=StepKind.PLACED,
        party=request.received_by,
        other=about,
        entered_by=StepBy.PARTY,
        said=Said(str(request.received_by), "", request.received_on, at, by),
    )
