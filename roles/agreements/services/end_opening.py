"""Opening the end of a service, and passing it on to those below (GDPR Art. 28(3)(g), 28(4))."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from roles.agreements.annexes import data_under
from roles.agreements.end_refusals import EndOpened, NotEnded
from roles.agreements.ends import ends, in_state, lapsing, last_day, standing, unopened
from roles.agreements.models import Agreement, EndOfService, EndState, EnteredBy
from roles.agreements.refusals import SubjectMissing
from roles.agreements.services.end_lapsing import lapse_all
from roles.agreements.services.end_sides import opener
from roles.agreements.services.instructing import seen_agreement
from roles.findings.flow_down import linked
from roles.services.recording import keep
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case

LOOKED_AT: Final = timedelta(days=400)
"""How long an end, confirmed or not, is looked at again for those below it."""


@use_case
def open_end(*, agreement: Agreement, at: datetime, by: Viewer) -> EndOfService:
    """Open the end of the service under an agreement, and those below it, all the way down.

    Either side does so, also beforehand, once the register knows the first day without. Once that
    is judged the application passes it on, since a partner's session sees one link further at
    most, and an end must not be complete before those below it are there. An earlier one of which
    the day is another by now lapses. Raises NotAllowed,
    NotFound, ``end_not_ended``, ``end_opened``, ``nothing_processed``.
    """
    seen = seen_agreement(agreement, by)
    who = opener(seen, by)
    if who is None:
        raise NotAllowed
    row = unopened(viewer=by).filter(pk=seen.pk).first()
    day = row.service_end if row else None
    if day is None:
        raise _why_not(seen, by)
    data = data_under(agreement=seen, on=last_day(day), viewer=by)
    if not data:
        raise SubjectMissing
    made = keep(
        EndOfService(
            agreement=seen,
            whose=seen.controller,
            ended_on=day,
            data=data,
            opened_at=at,
            opened_by=who,
        )
    )
    with as_application():
        lapse_all(lapsing().filter(agreement=seen, above=None), at)
        _pass_on([made], at, by)
    return made


@use_case
def pass_on_ends(*, at: datetime, by: Viewer) -> int:
    """Open, for each end, those that are missing below it; return how many.

    For what was recorded after an end was opened: also where it is confirmed, which then waits for
    those below. Safe to run again.
    """
    by.must(Ability.WRITE_REGISTER)
    rows = standing().filter(ended_on__gt=legal_day(at) - LOOKED_AT)
    return _pass_on(list(rows), at, by)


def _pass_on(rows: Iterable[EndOfService], at: datetime, by: Viewer) -> int:
    """Open what is missing below these, and below what is opened then; return how many."""
    made: list[EndOfService] = []
    for day, group in _by_day(rows).items():
        made += _below(group, last_day(day), at, by)
    return len(made) + _pass_on(made, at, by) if made else 0


def _by_day(rows: Iterable[EndOfService]) -> dict[date, list[EndOfService]]:
    found: dict[date, list[EndOfService]] = defaultdict(list)
    for row in rows:
        found[row.ended_on].append(row)
    return found


def _below(rows: list[EndOfService], on: date, at: datetime, by: Viewer) -> list[EndOfService]:
    engagers = frozenset(row.agreement.processor_id for row in rows)
    kinds: dict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    for link in linked(on, engagers):
        if link.lower is not None:
            kinds[link.engager, link.lower.agreement] |= link.kinds
    lower = {row.pk: row for row in _agreements(kinds)}
    there = set(EndOfService.objects.filter(above__in=rows).values_list("above", "agreement"))
    return [
        _one_below(row, lower[agreement], data, at, by)
        for row in rows
        for (engager, agreement), had in kinds.items()
        if engager == row.agreement.processor_id
        and agreement in lower
        and (row.pk, agreement) not in there
        and (data := sorted(had & set(row.data)))
    ]


def _agreements(kinds: Iterable[tuple[UUID, UUID]]) -> Iterable[Agreement]:
    rows = Agreement.objects.visible_to(SYSTEM).filter(pk__in={pk for _engager, pk in kinds})
    return rows.select_related("processor", "controller")


def _one_below(
    row: EndOfService, agreement: Agreement, data: list[str], at: datetime, by: Viewer
) -> EndOfService:
    return keep(
        EndOfService(
            agreement=agreement,
            above=row,
            whose=row.whose,
            ended_on=row.ended_on,
            data=data,
            opened_at=at,
            opened_by=opener(agreement, by) or EnteredBy.OFFICE,
        )
    )


def _why_not(agreement: Agreement, by: Viewer) -> DomainError:
    there = ends(viewer=by).filter(agreement=agreement, above=None)
    lapsed = in_state(there, EndState.LAPSED).values("pk")
    return EndOpened() if there.exclude(pk__in=lapsed).exists() else NotEnded()
