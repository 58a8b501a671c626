"""Ends of service as they stand on a day: what each waits for, who must act, what is below."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from roles.agreements.end_terms import counting
from roles.agreements.models import (
    DEFAULT_DAYS,
    LAPSES,
    Agreement,
    Choice,
    EndOfService,
    EndState,
    EndStep,
    EndStepKind,
    Side,
)
from roles.agreements.queries import agreements
from roles.choices import PartyKind
from roles.models import Contract, DataCategory, Party
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer

ACCOUNTS = frozenset({PartyKind.PLATFORM, PartyKind.PARTNER, PartyKind.RESELLER})
"""Who has an account here and speaks for itself; of others somebody enters what they said."""
WAITING = {
    None: EndState.CHOICE,
    EndStepKind.CHOSEN: EndState.PROOF,
    EndStepKind.STATED: EndState.CONFIRMATION,
    EndStepKind.DISPUTED: EndState.DISPUTED,
}
ACTS = {
    EndState.CHOICE: Side.CONTROLLER,
    EndState.PROOF: Side.PROCESSOR,
    EndState.CONFIRMATION: Side.CONTROLLER,
    EndState.DISPUTED: Side.PROCESSOR,
}
"""Whose turn it is."""
UNSETTLED = Q(last=None) | ~Q(last__in=(EndStepKind.CONFIRMED, *LAPSES))
"""Rows of :func:`ends` that nobody confirmed, and that did not lapse by a step."""


class ServiceEnd(Func):
    """The first day without the service of an agreement, as contracts and agreements say."""

    function = "agreement_service_end"
    output_field = models.DateField()


class LegalToday(Func):
    """The legal day of today, as the database knows it."""

    function = "legal_today"
    output_field = models.DateField()


class Lapses(Func):
    """Why an end is none any more, as contracts and agreements say: a kind of step, else empty."""

    function = "end_of_service_lapses"
    output_field = models.CharField()


class LastStep(Func):
    """The kind of the last step of an end; None without any."""

    function = "end_of_service_last"
    output_field = models.CharField()


class KeptUntil(Func):
    """Until when data may be kept, by what was stated last; None where nothing is."""

    function = "end_of_service_kept_until"
    output_field = models.DateField()


class OpenBelow(Func):
    """Whether an end that this one was passed on to is neither confirmed nor lapsed."""

    function = "end_of_service_open_below"
    output_field = models.BooleanField()


def ends(*, viewer: Viewer) -> QuerySet[Any]:
    """Return the ends that ``viewer`` may see, each with what its state and its day follow from."""
    steps = EndStep.objects.filter(end=OuterRef("pk")).order_by("-number")
    chosen = steps.filter(kind=EndStepKind.CHOSEN)
    days = Coalesce(F("agreed_days"), Value(DEFAULT_DAYS))
    due = models.ExpressionWrapper(F("ended_on") + days, output_field=models.DateField())
    confirmed = Q(last=EndStepKind.CONFIRMED)
    over = Case(When(confirmed & Q(kept_until__lte=LegalToday()), then=True), default=False)
    rows = EndOfService.objects.visible_to(viewer).annotate(
        agreed_days=counting("days"),
        otherwise=Coalesce(counting("otherwise"), Value("")),
        last=LastStep("pk"),
        last_said_on=Subquery(steps.values("said_on")[:1]),
        kept_until=KeptUntil("pk"),
        kept_over=over,
        due_on=Case(
            When(confirmed & Q(kept_until__isnull=False), then=F("kept_until")), default=due
        ),
        chosen=Coalesce(Subquery(chosen.values("choice")[:1]), Value("")),
        chosen_by=Subquery(chosen.values("entered_by")[:1]),
        open_below=OpenBelow("pk"),
        lapses=Case(When(UNSETTLED, then=Lapses("pk")), default=Value("")),
    )
    found: QuerySet[Any] = rows.select_related("agreement__processor", "agreement__controller")
    return found.order_by("due_on", "pk")


def state_of(row: Any) -> EndState:
    """Return how far a row of :func:`ends` is."""
    if row.lapses or row.last in LAPSES:
        return EndState.LAPSED
    if row.kept_over or (row.last is None and row.otherwise):
        return EndState.PROOF
    if row.last != EndStepKind.CONFIRMED:
        return WAITING[row.last]
    return EndState.BELOW if row.open_below else EndState.COMPLETE


def choice_of(row: Any) -> str:
    """Return what is to be done: as chosen, else as agreed; empty while neither says."""
    return str(row.chosen or row.otherwise)


def acts(row: Any) -> Side | None:
    """Return whose turn it is; None where those below must act, or nobody."""
    return ACTS.get(state_of(row))


def in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Return the rows of :func:`ends` in that state; ``open`` for whatever waits for somebody."""
    confirmed, over = Q(last=EndStepKind.CONFIRMED, kept_over=False), Q(kept_over=True)
    stands = Q(lapses="")
    unsaid = Q(last=None) & stands
    to_do = (Q(last=EndStepKind.CHOSEN) & stands) | (unsaid & ~Q(otherwise=""))
    conditions = {
        EndState.CHOICE.value: unsaid & Q(otherwise=""),
        EndState.PROOF.value: to_do | over,
        EndState.CONFIRMATION.value: Q(last=EndStepKind.STATED) & stands,
        EndState.DISPUTED.value: Q(last=EndStepKind.DISPUTED) & stands,
        EndState.BELOW.value: confirmed & Q(open_below=True),
        EndState.COMPLETE.value: confirmed & Q(open_below=False),
        EndState.LAPSED.value: Q(last__in=LAPSES) | ~stands,
        "open": (UNSETTLED & stands) | over | (confirmed & Q(open_below=True)),
    }
    return rows.filter(conditions[state]) if state in conditions else rows


def waiting_for(*, viewer: Viewer, party: Party) -> list[Any]:
    """Return the rows of :func:`ends` in which it is the turn of ``party``, the first due first."""
    mine = Q(agreement__processor=party) | Q(agreement__controller=party)
    if not EndOfService.objects.visible_to(viewer).filter(mine).exists():
        return []  # which is soon known, where working out how each stands is not
    return [
        row
        for row in in_state(ends(viewer=viewer).filter(mine), "open")
        if (side := acts(row)) and party == side_of(row.agreement, side)
    ]


def side_of(agreement: Agreement, side: Side) -> Party:
    """Return which of the two parties of an agreement that side is."""
    return agreement.processor if side == Side.PROCESSOR else agreement.controller


def the_end(*, viewer: Viewer, pk: UUID) -> Any:
    """Return one end; raises NotFound."""
    found = ends(viewer=viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def steps_of(*, end: EndOfService, viewer: Viewer) -> QuerySet[EndStep]:
    """Return what was said and done, oldest first, with the outcomes of statements."""
    rows = EndStep.objects.visible_to(viewer).filter(end=end).select_related("document__agreement")
    return rows.prefetch_related("outcomes__category", "outcomes__statute").order_by("number")


def unopened(*, viewer: Viewer, on: date | None = None) -> QuerySet[Any]:
    """Return signed agreements whose service has an end that nobody opened; ``on``: by that day."""
    opened = EndOfService.objects.filter(agreement=OuterRef("pk"), above=None)
    opened = opened.annotate(last=LastStep("pk")).filter(
        Q(ended_on=OuterRef("service_end")) & (Q(last=None) | ~Q(last__in=LAPSES))
        | Q(last=EndStepKind.CONFIRMED, ended_on__gte=OuterRef("service_end"))
    )
    stopped = Contract.objects.filter(
        provider=OuterRef("processor"),
        acquirer=OuterRef("controller"),
        valid_during__endswith__isnull=False,
    )
    may_have_ended = Q(valid_during__endswith__isnull=False) | Exists(stopped)
    end = Case(When(may_have_ended, then=ServiceEnd("pk")))  # most go on: left out cheaply
    rows = agreements(viewer=viewer).filter(
        processor_signed_on__isnull=False, controller_signed_on__isnull=False
    )
    rows = rows.annotate(service_end=end).filter(service_end__isnull=False)
    rows = rows.filter(service_end__lte=on) if on else rows
    return rows.exclude(Exists(opened)).order_by("service_end", "pk")


@dataclass(frozen=True, slots=True)
class Ended:
    """An end in words for a page: where it stands, what it is about, and those below."""

    row: Any
    state: EndState
    choice: Choice | None
    data: list[DataCategory]
    whose: str
    steps: list[EndStep]
    below: list[tuple[Any, EndState]]


def shown(*, row: Any, viewer: Viewer) -> Ended:
    """Return a row of :func:`ends` in words, with the links below that ``viewer`` may see."""
    choice = choice_of(row)
    below = list(ends(viewer=viewer).filter(above=row))
    return Ended(
        row=row,
        state=state_of(row),
        choice=Choice(choice) if choice else None,
        data=list(data_of(row, viewer)),
        whose=names_of([row.whose_id], viewer).get(row.whose_id, "–"),
        steps=list(steps_of(end=row, viewer=viewer)),
        below=[(each, state_of(each)) for each in below],
    )


def listed(rows: Iterable[Any], viewer: Viewer) -> list[tuple[Any, EndState, str]]:
    """Return rows of :func:`ends` with their state, and of what was passed on whose it is."""
    rows = list(rows)
    names = names_of((row.whose_id for row in rows if row.above_id), viewer)
    return [(row, state_of(row), names.get(row.whose_id, "")) for row in rows]


def data_of(end: EndOfService, viewer: Viewer) -> QuerySet[DataCategory]:
    """Return the categories that an end is about."""
    return DataCategory.objects.visible_to(viewer).filter(code__in=end.data)


def names_of(parties: Iterable[UUID], viewer: Viewer) -> dict[UUID, str]:
    """Return what those of the parties are called that ``viewer`` may know of."""
    rows = Party.objects.visible_to(viewer).filter(pk__in=set(parties))
    return dict(rows.values_list("pk", "name"))


def with_whose(rows: QuerySet[Any], viewer: Viewer) -> QuerySet[Any]:
    """Return rows of :func:`ends` with ``known_whose``: the party, None for who may not know it."""
    known = Party.objects.visible_to(viewer)
    return rows.prefetch_related(Prefetch("whose", known, to_attr="known_whose"))


def named_to(reader: Party, row: EndOfService) -> str:
    """Return whose service ended as ``reader`` may be told, who has no session now; else empty.

    The platform knows all parties, a supplier none of those it serves further up: the processor
    above it names them where that is needed.
    """
    if reader.kind == PartyKind.PLATFORM:
        return row.whose.name
    if reader.kind == PartyKind.SUPPLIER:
        return ""
    as_reader = Viewer(None, reader.name, frozenset({reader.pk}))
    return names_of([row.whose_id], as_reader).get(row.whose_id, "")


def completed(*, agreement: Agreement, viewer: Viewer) -> list[Any]:
    """Return the complete ends of an agreement's own service: evidence of clause (g)."""
    rows = ends(viewer=viewer).filter(agreement=agreement, above=None)
    return list(in_state(rows, EndState.COMPLETE))


def last_day(end: date) -> date:
    """Return the last day with the service, given the first without."""
    return end - timedelta(days=1)


def unconfirmed() -> QuerySet[Any]:
    """Return all ends that nobody confirmed and that stand, for whatever looks after them."""
    return ends(viewer=SYSTEM).filter(UNSETTLED, lapses="")


def unsettled() -> QuerySet[Any]:
    """Return all ends that wait for somebody: not confirmed, or kept until the day of a law."""
    return ends(viewer=SYSTEM).filter((UNSETTLED & Q(lapses="")) | Q(kept_over=True))


def kept_past(on: date) -> QuerySet[Any]:
    """Return the confirmed ends of which data were kept until a day that is past."""
    return ends(viewer=SYSTEM).filter(last=EndStepKind.CONFIRMED, kept_until__lt=on)


def standing() -> QuerySet[Any]:
    """Return all ends that did not lapse, confirmed or not."""
    return ends(viewer=SYSTEM).filter(Q(last=None) | ~Q(last__in=LAPSES), lapses="")


def lapsing() -> QuerySet[Any]:
    """Return all ends that are none any more, of which no step tells so yet."""
    return ends(viewer=SYSTEM).filter(UNSETTLED).exclude(lapses="")


def acting_for(row: Any, side: Side) -> Party:
    """Return who acts here for that side: itself, or the other where it has no account."""
    agreement: Agreement = row.agreement
    one, other = agreement.processor, agreement.controller
    if side == Side.CONTROLLER:
        one, other = other, one
    return one if one.kind in ACCOUNTS else other
