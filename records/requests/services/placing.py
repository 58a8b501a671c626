"""Recording in whose chain the data subject was found; the parts then follow anew."""

from datetime import date, datetime

from records.requests.choices import StepKind
from records.requests.deriving import placed_in
from records.requests.models import RequestStep, SubjectRequest
from records.requests.refusals import NotPlaced, PlacedAlready
from records.requests.services.deriving import derive_parts
from records.requests.services.keeping import Said, acts_for, seen_request, step
from roles.models import Party
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def place_request(
    *,
    request: SubjectRequest,
    about: Party,
    name: str,
    text: str = "",
    on: date,
    at: datetime,
    by: Viewer,
) -> RequestStep:
    """Record that the data subject is somebody in the chain of ``about``: a customer or a partner.

    One person may be in several chains. The parts are derived anew, for the day of receipt. Raises
    NotFound, NotAllowed, ``request_placed_already``, ``request_over``.
    """
    return _placing(request, about, StepKind.PLACED, Said(name, text, on, at, by))


@use_case
def displace_request(
    *,
    request: SubjectRequest,
    about: Party,
    name: str,
    text: str = "",
    on: date,
    at: datetime,
    by: Viewer,
) -> RequestStep:
    """Record that this was a mistake; parts that were not settled are dropped.

    Raises NotFound, NotAllowed, ``request_not_placed``, ``request_over``.
    """
    return _placing(request, about, StepKind.DISPLACED, Said(name, text, on, at, by))


def _placing(
    request: SubjectRequest,
    about: Party,
    kind: StepKind,
    said: Said,
) -> RequestStep:
    row, by = seen_request(request, said.by), said.by
    if not Party.objects.visible_to(by).filter(pk=about.pk).exists():
        raise NotFound
    entered_by = acts_for(row.received_by, by)
    there = about.pk in {party.pk for party in placed_in(row)}
    if there == (kind == StepKind.PLACED):
        raise PlacedAlready if there else NotPlaced
    made = step(
        request=row,
        kind=kind,
        party=row.received_by,
        other=about,
        entered_by=entered_by,
        said=said,
    )
    derive_parts(row, said.at)
    return made
