"""Steps about a request as a whole: identity, clarification, and how it ends."""

from datetime import date, datetime

from records.requests.choices import StepKind
from records.requests.models import RequestStep, SubjectRequest
from records.requests.services.keeping import Said, acts_for, seen_request, step
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def ask_identity(
    *, request: SubjectRequest, name: str, text: str = "", on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Record that proof of identity was asked: there is reasonable doubt (GDPR Art. 12(6))."""
    return _said(request, StepKind.IDENTITY_ASKED, Said(name, text, on, at, by))


@use_case
def confirm_identity(
    *, request: SubjectRequest, name: str, text: str = "", on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Record that it is clear who asks, and how that was seen; never a copy of a document."""
    return _said(request, StepKind.IDENTITY_CONFIRMED, Said(name, text, on, at, by))


@use_case
def fail_identity(
    *, request: SubjectRequest, name: str, text: str = "", on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Record that the doubt stays; the parts are then refused or answered as they are."""
    return _said(request, StepKind.IDENTITY_FAILED, Said(name, text, on, at, by))


@use_case
def ask_clarification(
    *, request: SubjectRequest, name: str, text: str, on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Record what was asked back (GDPR recital 63); the month runs on."""
    return _said(request, StepKind.CLARIFICATION_ASKED, Said(name, text, on, at, by))


@use_case
def give_clarification(
    *, request: SubjectRequest, name: str, text: str = "", on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Record that the requester explained what is meant."""
    return _said(request, StepKind.CLARIFICATION_GIVEN, Said(name, text, on, at, by))


@use_case
def withdraw_request(
    *, request: SubjectRequest, name: str, text: str = "", on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Record that the requester does not ask it any more."""
    return _said(request, StepKind.WITHDRAWN, Said(name, text, on, at, by))


@use_case
def close_request(
    *, request: SubjectRequest, name: str, text: str = "", on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Record that nothing is left to be done; whoever received it does so."""
    return _said(request, StepKind.CLOSED, Said(name, text, on, at, by))


@use_case
def reopen_request(
    *, request: SubjectRequest, name: str, text: str = "", on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Record that it goes on; the day of receipt stays."""
    return _said(request, StepKind.REOPENED, Said(name, text, on, at, by))


def speaker(request: SubjectRequest, by: Viewer) -> Party:
    """Return the party for which ``by`` speaks in a request: its own, or whoever received it."""
    receiver = request.received_by
    if receiver.pk in by.parties or (receiver.kind == PartyKind.PLATFORM and not by.parties):
        return receiver
    own = Party.objects.visible_to(by).filter(pk__in=by.parties).order_by("pk").first()
    if own is not None:
        return own
    if by.may(Ability.WRITE_REGISTER):
        return receiver
    raise NotAllowed


def _said(
    request: SubjectRequest,
    kind: StepKind,
    said: Said,
) -> RequestStep:
    row = seen_request(request, said.by)
    party = speaker(row, said.by)
    if kind in {StepKind.WITHDRAWN, StepKind.CLOSED, StepKind.REOPENED}:
        party = row.received_by  # whoever received it ends it for all
    return step(
        request=row,
        kind=kind,
        party=party,
        entered_by=acts_for(party, said.by),
        said=said,
    )
