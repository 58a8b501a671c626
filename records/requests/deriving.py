"""The parts of a request as they follow from the role matrix of the day of receipt."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from records.requests.choices import Duty, PartKind, StepKind
from records.requests.models import SubjectRequest
from records.requests.routing import DECIDES, Bound, Routed, Seat, parts_for
from roles.choices import Feature, PartyKind, Role
from roles.models import Party
from roles.queries.matrix import WEBSITE, MatrixCell, RoleMatrix, role_matrix
from roles.rules.engine import Ground, Sentence
from voipgrid_privacy.kernel.law import gdpr, tw
from voipgrid_privacy.kernel.tenancy import SYSTEM

NOBODY: Final = Ground(
    "request_unplaced",
    Sentence(
        nl="Wie een verzoek ontvangt, zegt ook wat er niet is gevonden, en waarom.",
        en="Who receives a request also says what was not found, and why.",
    ),
    (gdpr(12, 3), gdpr(12, 4), gdpr(11, 2)),
)
SECRET: Final = Ground(
    "request_withheld",
    Sentence(
        nl="Wat een aanbieder op last van de wet doet, houdt hij geheim; geen antwoord noemt het.",
        en="What a provider does by order of law it keeps secret; no answer names it.",
    ),
    (tw("13.5"), gdpr(23, 1)),
)


def placed_in(request: SubjectRequest) -> list[Party]:
    """Return in whose chains the data subject was found, as the steps say it last."""
    steps = request.steps.filter(kind__in=(StepKind.PLACED, StepKind.DISPLACED))
    found: dict[UUID, Party] = {}
    for step in steps.order_by("number").select_related("other"):
        if step.other is None:
            continue
        if step.kind == StepKind.PLACED:
            found[step.other.pk] = step.other
        else:
            found.pop(step.other.pk, None)
    return list(found.values())


def derived(request: SubjectRequest) -> list[Routed]:
    """Return the parts that follow from whom it is about, on the day of receipt.

    Read as the application: who derives it has been judged, and a chain is more than what a
    receiver sees of it.
    """
    receiver = request.received_by
    placed = placed_in(request)
    found = [part for about in placed for part in _in_chain(request, about)]
    if not found:
        found.append(_unplaced(receiver.pk))
    found += _of_website(request)
    if placed:
        found += _withheld()
    return list({part.key: part for part in found}.values())


def _in_chain(request: SubjectRequest, about: Party) -> tuple[Routed, ...]:
    matrix = role_matrix(viewer=SYSTEM, party=about.pk, on=_day(request))
    return parts_for(_seats(matrix), receiver=request.received_by_id, about=about.pk)


def _of_website(request: SubjectRequest) -> Iterator[Routed]:
    """Return the part about visitors, where the receiver offers the website."""
    receiver = request.received_by
    if receiver.kind != PartyKind.PLATFORM:
        return
    matrix = role_matrix(viewer=SYSTEM, party=receiver.pk, on=_day(request), service=WEBSITE)
    for seat in _seats(matrix):
        if seat.party == receiver.pk and seat.purpose is None and seat.role in DECIDES:
            duties = (Bound(Duty.ANSWER, seat),)
            yield Routed(PartKind.DATA, seat.category, receiver.pk, duties=duties)


def _unplaced(receiver: UUID) -> Routed:
    seat = Seat(receiver, "", Role.NOT_ASSIGNED, grounds=(NOBODY,))
    return Routed(PartKind.UNPLACED, duties=(Bound(Duty.ANSWER, seat),))


def _withheld() -> Iterator[Routed]:
    """Return the part that is in every placed request, whether or not anything was ever asked.

    It is the same for everyone, so that it tells nothing; no session of a party sees it.
    """
    platform = Party.objects.filter(kind=PartyKind.PLATFORM).order_by("pk").first()
    if platform is not None:
        seat = Seat(platform.pk, "", Role.CONTROLLER, grounds=(SECRET,))
        yield Routed(PartKind.WITHHELD, duties=(Bound(Duty.WITHHOLD, seat),))


def _day(request: SubjectRequest) -> Any:
    return request.received_on


def _seats(matrix: RoleMatrix) -> list[Seat]:
    parties = {party.id for party in matrix.parties}
    model = Party.objects.filter(pk__in=parties, is_model=True).values_list("pk", flat=True)
    models = set(model)
    return [_seat(cell, models) for cell in matrix.cells if cell.feature == Feature.CONVEYANCE]


def _seat(cell: MatrixCell, models: set[UUID]) -> Seat:
    return Seat(
        party=cell.party.id,
        category=cell.category,
        role=cell.role,
        purpose=cell.purpose,
        depth=cell.depth,
        upstream=cell.upstream.id if cell.upstream else None,
        grounds=cell.grounds,
        path=tuple(contract.id for contract in cell.path),
        model=cell.party.id in models,
    )


def as_json(ground: Ground) -> dict[str, Any]:
    """Return a ground as it is kept: the rule, its sentence in both languages, its citations."""
    return {
        "rule": ground.rule,
        "sentence": asdict(ground.sentence),
        "cites": [str(cite) for cite in ground.cites],
    }
