"""How rows of requests are written, and who speaks for whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import IntegrityError

from records.requests.choices import StepBy
from records.requests.models import RequestPart, RequestStep, SubjectRequest
from records.requests.refusals import RequestNameless
from roles.choices import PartyKind
from roles.models import Party
from roles.services.recording import keep
from voipgrid_privacy.kernel.errors import REGISTRY, NotAllowed, NotFound
from voipgrid_privacy.kernel.models import RegisteredModel
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import one_line

M = TypeVar("M", bound=RegisteredModel)


@dataclass(frozen=True, slots=True)
class Said:
    """Who says a step by name, in which words, on which day, and who enters it when."""

    name: str
    text: str
    on: date
    at: datetime
    by: Viewer


@contextmanager
def in_request_words() -> Iterator[None]:
    """Raise the DomainError that the guards of requests name: its code, or that and one word more.

    Of ``request_recipient_told`` there are two: for whoever is told first, and anew.
    """
    try:
        yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        refusal = REGISTRY.get(name) or REGISTRY.get(name.rpartition("_")[0])
        if refusal is None or not name.startswith("request_"):
            raise
        raise refusal from error


def kept(row: M) -> M:
    """Check and insert a row; raises the DomainError of whatever refuses it."""
    with in_request_words():
        return keep(row)


def acts_for(party: Party, by: Viewer) -> StepBy | None:
    """Return as whom ``by`` speaks for a party: its own people, officers for the platform."""
    if party.kind == PartyKind.PLATFORM and by.may(Ability.WRITE_REGISTER):
        return StepBy.PARTY
    if party.pk in by.parties and by.may(Ability.WRITE_OWN):
        return StepBy.PARTY
    return StepBy.OFFICE if by.may(Ability.WRITE_REGISTER) else None


def seen_request(request: SubjectRequest, by: Viewer) -> SubjectRequest:
    """Return the request as the viewer sees it; raises NotFound."""
    rows = SubjectRequest.objects.visible_to(by).select_related("received_by")
    row = rows.filter(pk=request.pk).first()
    if row is None:
        raise NotFound
    return row


def seen_part(part: RequestPart, by: Viewer) -> RequestPart:
    """Return the part as the viewer sees it; raises NotFound."""
    rows = RequestPart.objects.visible_to(by).select_related(
        "request", "request__received_by", "controller", "about"
    )
    row = rows.filter(pk=part.pk).first()
    if row is None:
        raise NotFound
    return row


def step(
    *,
    request: SubjectRequest,
    kind: str,
    party: Party,
    entered_by: StepBy | None,
    said: Said,
    part: RequestPart | None = None,
    other: Party | None = None,
) -> RequestStep:
    """Enter a step; the database numbers and dates it. Raises NotAllowed, ``request_nameless``."""
    if entered_by is None:
        raise NotAllowed
    if not one_line(said.name):
        raise RequestNameless(field="name")
    made = kept(
        RequestStep(
            request=request,
            kind=kind,
            part=part,
            party=party,
            other=other,
            said_on=said.on,
            text=said.text.strip(),
            name=one_line(said.name),
            entered_at=said.at,
            entered_by=entered_by,
        )
    )
    made.refresh_from_db(fields=("number", "entered_at"))
    return made
