"""Steps about one part: forward, ask and give assistance, extend, answer, refuse."""

from datetime import date, datetime

from django.utils.formats import date_format

from records.requests.choices import Duty, StepBy, StepKind
from records.requests.models import RequestDuty, RequestPart, RequestStep
from records.requests.queries import clock_of
from records.requests.refusals import ExtendedLate, NotItsDuty, RequestReasonless
from records.requests.services.keeping import Said, acts_for, seen_part, step
from roles.choices import PartyKind
from roles.models import Party
from roles.webhooks.choices import EventType
from roles.webhooks.telling import tell
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def forward_part(
    *, part: RequestPart, name: str, text: str = "", on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Send a part on to whom the own party acts for, which assists it so (GDPR Art. 28(3)(e)).

    The day of receipt stays what it was. Raises NotFound, ``request_not_its_duty``,
    ``request_forwarded_already``, ``request_over``.
    """
    row = seen_part(part, by)
    duty = _own_duty(row, Duty.FORWARD, by)
    made = step(
        request=row.request,
        part=row,
        kind=StepKind.FORWARDED,
        party=duty.party,
        other=duty.upstream,
        entered_by=acts_for(duty.party, by),
        said=Said(name, text, on, at, by),
    )
    if duty.upstream_id:
        tell(EventType.REQUEST_FORWARDED, parties=[duty.upstream_id], about=row.request_id, by=by)
    return made


@use_case
def ask_assistance(
    *, part: RequestPart, of: Party, name: str, text: str = "", on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Ask a processor for its share of the answer (GDPR Art. 28(3)(e)); it sees the part then."""
    row = seen_part(part, by)
    duty = _own_duty(row, Duty.ANSWER, by)
    if not Party.objects.visible_to(by).filter(pk=of.pk).exists():
        raise NotFound
    return step(
        request=row.request,
        part=row,
        kind=StepKind.ASSIST_ASKED,
        party=duty.party,
        other=of,
        entered_by=_enters(duty.party, by),
        said=Said(name, text, on, at, by),
    )


@use_case
def assist_part(
    *, part: RequestPart, name: str, text: str = "", on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Record that the own party gave the controller what it has (GDPR Art. 28(3)(e))."""
    return _settled(part, StepKind.ASSISTED, Duty.ASSIST, Said(name, text, on, at, by))


@use_case
def answer_part(
    *, part: RequestPart, name: str, text: str = "", on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Record that the controller answered the part (GDPR Art. 12(3))."""
    return _settled(part, StepKind.ANSWERED, Duty.ANSWER, Said(name, text, on, at, by))


@use_case
def refuse_part(
    *, part: RequestPart, name: str, text: str, on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Record that the controller refuses, with reasons, complaint and court (GDPR Art. 12(4))."""
    _must_say_why(text)
    return _settled(part, StepKind.REFUSED, Duty.ANSWER, Said(name, text, on, at, by))


@use_case
def extend_part(
    *, part: RequestPart, name: str, text: str, on: date, at: datetime, by: Viewer
) -> RequestStep:
    """Extend by two months, once, announced with reasons within the first month (Art. 12(3)).

    Raises NotFound, ``request_not_its_duty``, ``request_reasonless``, ``request_extended_late``,
    ``request_extended_already``.
    """
    _must_say_why(text)
    row = seen_part(part, by)
    last = clock_of(row, on=on).extend_by
    if last is not None and on > last:
        raise ExtendedLate(field="on", day=date_format(last, "j F Y"))
    return _settled(part, StepKind.EXTENDED, Duty.ANSWER, Said(name, text, on, at, by))


def _must_say_why(text: str) -> None:
    if not text.strip():
        raise RequestReasonless(field="text")


def _settled(
    part: RequestPart,
    kind: StepKind,
    duty: Duty,
    said: Said,
) -> RequestStep:
    row, by = seen_part(part, said.by), said.by
    if duty == Duty.ANSWER:
        party, enters = answering(row, by)
    else:
        party = _own_duty(row, duty, by).party
        enters = _enters(party, by)
    return step(
        request=row.request,
        part=row,
        kind=kind,
        party=party,
        entered_by=enters,
        said=said,
    )


def answering(part: RequestPart, by: Viewer) -> tuple[Party, StepBy | None]:
    """Return who answers a part for which ``by`` speaks, and as whom ``by`` enters that.

    None: as nobody, it may not. A customer has no account: its provider enters for it.
    Raises ``request_not_its_duty``.
    """
    party = _for_customer(part, by) or _own_duty(part, Duty.ANSWER, by).party
    return party, _enters(party, by)


def _for_customer(part: RequestPart, by: Viewer) -> Party | None:
    """Return the customer that decides, which has no account, once it was forwarded to it."""
    controller = part.controller
    if controller is None or controller.kind != PartyKind.CUSTOMER:
        return None
    told = RequestStep.objects.visible_to(by).filter(
        part=part, kind=StepKind.FORWARDED, other=controller
    )
    return controller if told.exists() else None


def _enters(party: Party, by: Viewer) -> StepBy | None:
    if party.kind == PartyKind.CUSTOMER and by.may(Ability.WRITE_OWN) and by.parties:
        return StepBy.PROVIDER
    return acts_for(party, by)


def _own_duty(part: RequestPart, duty: Duty, by: Viewer) -> RequestDuty:
    """Return the duty of a party for which ``by`` speaks; officers speak for the platform first."""
    rows = RequestDuty.objects.visible_to(by).filter(part=part, duty=duty, reached_at__isnull=False)
    found = [
        row
        for row in rows.select_related("party", "upstream").order_by("depth", "pk")
        if acts_for(row.party, by)
    ]
    if not found:
        raise NotItsDuty
    return min(found, key=lambda row: row.party.kind != PartyKind.PLATFORM)
