"""Who answers a part, and what it is found by."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from records.answers.choices import PackageKind
from records.answers.identifiers import Identifier, Kind, Unreadable, identifier
from records.answers.refusals import IdentityOpen, NotYourAnswer
from records.answers.statements import Whom
from records.requests.choices import Duty, PartKind, Right, StepKind
from records.requests.models import RequestDuty, RequestIdentifier, RequestPart, RequestStep
from records.requests.queries import IDENTITY, OVER, perspective
from roles.choices import PartyKind
from roles.models import Party
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer

SELLS = frozenset({PartyKind.PARTNER, PartyKind.RESELLER})


@dataclass(frozen=True, slots=True)
class Acting:
    """For whom somebody works on a part, and whether what is found goes to the person itself."""

    part: RequestPart
    party: Party
    answers: bool

    @property
    def kinds(self) -> tuple[PackageKind, ...]:
        """What can be handed over: what was asked, or the found data to the controller."""
        if not self.answers:
            return (PackageKind.ASSISTANCE,)
        rights = set(self.part.request.rights)
        asked = [PackageKind.ACCESS, PackageKind.PORTABILITY]
        portable = Right.PORTABILITY in rights
        return tuple(asked[:1] if not portable else asked if Right.ACCESS in rights else asked[1:])


def acting(part: RequestPart, by: Viewer) -> Acting:
    """Return for whom ``by`` works on a part; raises NotFound, ``answer_not_yours``.

    What a law keeps secret is nobody's to search. The controller answers; a processor, also one
    that a customer without an account here relies on, hands what it found to the controller.
    """
    rows = (
        RequestPart.objects.visible_to(by)
        .standing()
        .select_related("request", "request__received_by", "controller", "about")
    )
    row = rows.filter(pk=part.pk, kind=PartKind.DATA).first()
    if row is None:
        raise NotFound
    duties = RequestDuty.objects.visible_to(by).filter(
        part=row, party__in=perspective(by), reached_at__isnull=False
    )
    own = {duty.duty: duty.party for duty in duties.select_related("party").order_by("pk")}
    if Duty.ANSWER in own:
        return Acting(row, own[Duty.ANSWER], answers=True)
    helper = own.get(Duty.ASSIST) or own.get(Duty.FORWARD)
    if helper is None:
        raise NotYourAnswer
    return Acting(row, helper, answers=False)


def must_work(by: Viewer) -> None:
    """Raise NotAllowed for who only looks: an auditor, a client that may read."""
    if not by.may(Ability.WRITE_REGISTER):
        by.must(Ability.WRITE_OWN)


def must_be_known(part: RequestPart) -> None:
    """Raise ``answer_identity_open`` unless it is confirmed who asks."""
    if not is_known(part):
        raise IdentityOpen


def is_known(part: RequestPart) -> bool:
    """Say whether it is confirmed who asks, by a party that has to do with the part.

    Where nobody doubted, the words of the step say how it was seen (GDPR Art. 12(6)). What others
    in the request say of it counts for nothing here: the controller, a processor that the part
    reached, or whoever received the request says it.
    """
    duties = RequestDuty.objects.filter(part=part, reached_at__isnull=False)
    concerned = {part.request.received_by_id, part.controller_id, *_parties(duties)} - {None}
    said = RequestStep.objects.filter(request=part.request_id, party__in=concerned)
    steps = list(said.filter(kind__in=IDENTITY).order_by("number"))
    if not steps or steps[-1].kind != StepKind.IDENTITY_CONFIRMED:
        return False
    asked = any(step.kind == StepKind.IDENTITY_ASKED for step in steps)
    return asked or bool(steps[-1].text.strip())


def _parties(duties: QuerySet[RequestDuty]) -> Iterable[UUID]:
    """Return whose duty it is to answer, to assist or to forward."""
    return duties.exclude(duty=Duty.WITHHOLD).values_list("party_id", flat=True)


def still_stands(part: RequestPart) -> bool:
    """Say whether what was put together for a part may be handed out: not once it was dropped, the
    request was withdrawn, or it is not clear any more who asks.
    """
    ends = RequestStep.objects.filter(request=part.request_id, kind__in=OVER).order_by("-number")
    last = ends.values_list("kind", flat=True).first()
    return part.dropped_at is None and last != StepKind.WITHDRAWN and is_known(part)


def given_by(part: RequestPart) -> list[Identifier]:
    """Return by what the data subject of a part is searched."""
    return identifiers_of(part.request_id)


def identifiers_of(request: UUID) -> list[Identifier]:
    """Return by what a request names its subject; what cannot be read as its kind is left out."""
    kinds = {kind.value: kind for kind in Kind}
    rows = RequestIdentifier.objects.filter(request=request, kind__in=list(kinds))
    found = []
    for row in rows:
        try:
            found.append(identifier(kinds[row.kind], row.value))
        except Unreadable:
            continue
    return found


def whose(part: RequestPart) -> Whom | None:
    """Return whose rows belong to a part; None: nobody's in particular.

    Rows of a customer that moved belong to the partner that served it then: both must fit.
    """
    about, controller = part.about, part.controller
    if about is None:
        return None
    if about.kind in SELLS:
        return Whom(partner=about.pk)
    seller = controller.pk if controller and controller.kind in SELLS else None
    return Whom(partner=seller, customer=about.pk)
