"""Statistics as a viewer may see them, what they cost, and which months are still to be made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Min, Q, Sum

from records.engine.models import AnonymisationJob
from records.statistics.choices import MonthState
from records.statistics.counting import following
from records.statistics.models import (
    DecisionQuerySet,
    ReleaseQuerySet,
    StatisticsDecision,
    StatisticsRelease,
)
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Viewer, read_as_application

SETTLES: Final = timedelta(days=10)
"""How long after its end a month is counted, for calls that come in late. Erasure does not wait."""
NOTHING: Final = Decimal(0)
HORIZON: Final = relativedelta(years=5)
"""How far back months are looked for, whatever day a decision gives."""


@dataclass(frozen=True, slots=True)
class Month:
    """How a month of a decision stands; ``release`` where there is one."""

    first_day: date
    state: MonthState
    release: StatisticsRelease | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """What the tables of a calendar year cost, of what was declared."""

    year: int
    spent: Decimal
    budget: Decimal

    @property
    def left(self) -> Decimal:
        """What may still be spent."""
        return max(self.budget - self.spent, NOTHING)


def decisions(*, viewer: Viewer, party: UUID | None = None) -> DecisionQuerySet:
    """Return the decisions that ``viewer`` may see, of one party if asked for."""
    rows: DecisionQuerySet = StatisticsDecision.objects.visible_to(viewer)
    return (rows.filter(party=party) if party else rows).select_related("party", "store")


def releases(*, viewer: Viewer, party: UUID | None = None) -> ReleaseQuerySet:
    """Return the tables that ``viewer`` may see, of one party if asked for; latest first."""
    rows: ReleaseQuerySet = StatisticsRelease.objects.visible_to(viewer)
    return (rows.filter(party=party) if party else rows).select_related("party", "store")


def release(*, viewer: Viewer, pk: UUID, party: UUID | None = None) -> StatisticsRelease:
    """Return one table; raises NotFound, also for what is another's."""
    found = releases(viewer=viewer, party=party).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def year_of(decision: StatisticsDecision, year: int, *, viewer: Viewer) -> Year:
    """Return what a year cost so far, of the lowest budget that the partner declared for it.

    Of all its decisions together: to end one and decide anew gives nothing to spend.
    """
    own = StatisticsRelease.objects.visible_to(viewer).filter(party=decision.party_id)
    spent = own.filter(month__year=year).aggregate(spent=Sum("epsilon", default=NOTHING))["spent"]
    declared = StatisticsDecision.objects.visible_to(viewer).filter(
        party=decision.party_id,
        valid_during__overlap=DateRange(date(year, 1, 1), date(year + 1, 1, 1)),
    )
    lowest = declared.aggregate(lowest=Min("budget", default=decision.budget))["lowest"]
    return Year(year, spent, min(lowest, decision.budget))


def months(
    decision: StatisticsDecision, *, on: date, viewer: Viewer, settled: bool = True
) -> list[Month]:
    """Return the months of a decision that are over on ``on``, oldest first."""
    made = {
        row.month: row
        for row in StatisticsRelease.objects.visible_to(viewer).filter(
            party=decision.party_id, store=decision.store_id
        )
    }
    left: dict[int, Decimal] = {}
    found = []
    for first in _over(decision, on - SETTLES if settled else on):
        if first in made:
            found.append(Month(first, MonthState.MADE, made[first]))
            continue
        year = first.year
        if year not in left:
            left[year] = year_of(decision, year, viewer=viewer).left
        state = _unmade(decision, first, left[year])
        if state == MonthState.WAITS:
            left[year] -= decision.epsilon
        found.append(Month(first, state))
    return found


def due(*, on: date) -> Iterator[tuple[StatisticsDecision, date]]:
    """Yield each month that is to be made, whoever asks: computed from rows."""
    for decision in decisions(viewer=SYSTEM).order_by("pk"):
        for month in months(decision, on=on, viewer=SYSTEM):
            if month.state == MonthState.WAITS:
                yield decision, month.first_day


def erased(*, party: UUID, store: UUID, month: date) -> bool:
    """Say whether a run may have erased calls of a month already.

    A term starts on the day of the call or later; so a run whose latest start is before the month
    left it whole. A run of rows that somebody had erased on request took some of any day up to its
    own, of the partners in its shares. Asked after the calls were counted, it knows of every run
    they could miss.
    """
    whose = Q(only_partner=party) | Q(only_partner=None) & ~Q(except_partners__contains=[party])
    by_term = Q(keys=None, newest_start__gte=month)
    asked = Q(keys__isnull=False, cut_off__gte=month, shares__has_key=str(party))
    runs = AnonymisationJob.objects.filter(
        whose, by_term | asked, store=store, table=None, rows_done__gt=0
    )
    with read_as_application():  # no partner reads runs; of its own calls it may know this much
        return runs.exists()


def last_day_of(month: date) -> date:
    """Return the last day of a month."""
    return following(month) - timedelta(days=1)


def _over(decision: StatisticsDecision, on: date) -> Iterator[date]:
    """Yield the months of a decision that ended before ``on``."""
    month = max(decision.valid_during.lower, on - HORIZON).replace(day=1)
    while following(month) <= on:
        if last_day_of(month) in decision.valid_during:
            yield month
        month = following(month)


def _unmade(decision: StatisticsDecision, month: date, left: Decimal) -> MonthState:
    if erased(party=decision.party_id, store=decision.store_id, month=month):
        return MonthState.ERASED
    return MonthState.WAITS if decision.epsilon <= left else MonthState.NO_BUDGET
