"""What can be asked of statistics: have them made, end that, make those of a month."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import DatabaseError, OperationalError
from django.db.backends.postgresql.psycopg_any import DateRange

from records.choices import StoreKind
from records.errors import StoreUnavailable
from records.statistics.accuracy import errors
from records.statistics.choices import MonthState
from records.statistics.consistent import consistent
from records.statistics.counting import counted, following
from records.statistics.cube import SIDES
from records.statistics.mechanism import METHOD, Mechanism
from records.statistics.models import StatisticsDecision, StatisticsRelease
from records.statistics.queries import decisions, erased, last_day_of, months, year_of
from records.statistics.refusals import (
    BudgetUsedUp,
    MonthErased,
    MonthNotDecided,
    MonthNotOver,
    StandardDecidesNoStatistics,
    StatisticsElsewhere,
    StatisticsMadeAlready,
)
from records.stores.models import DataStore
from roles.models import Party
from voipgrid_privacy.kernel.errors import DomainError, NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

USUAL_EPSILON = Decimal(1)
USUAL_BUDGET = Decimal(12)
USUAL_CALLS = 200


def may_decide_for(by: Viewer, party: UUID) -> bool:
    """Say whether ``by`` decides on statistics of that party's calls."""
    own = by.may(Ability.WRITE_OWN) and party in by.parties
    return own or by.may(Ability.WRITE_REGISTER)


@use_case
def decide_statistics(
    *,
    party: UUID,
    store: UUID,
    on: date,
    epsilon: Decimal = USUAL_EPSILON,
    budget: Decimal = USUAL_BUDGET,
    most_calls: int = USUAL_CALLS,
    by: Viewer,
) -> StatisticsDecision:
    """Have statistics made of a partner's calls, from the month of ``on`` (GDPR Art. 28(3)(a)).

    Raises NotAllowed, NotFound, StandardDecidesNoStatistics, StatisticsElsewhere; ValidationError
    with ``overlapping_statistics_decision``, ``epsilon_out_of_bounds`` and the like.
    """
    if not may_decide_for(by, party):
        raise NotAllowed
    whose = Party.objects.visible_to(by).filter(pk=party).first()
    where = DataStore.objects.visible_to(by).filter(pk=store).first()
    if whose is None or where is None:
        raise NotFound
    if whose.is_model:
        raise StandardDecidesNoStatistics(field="party")
    if where.kind != StoreKind.OWN_POSTGRESQL:
        raise StatisticsElsewhere(field="store")
    row = StatisticsDecision(
        party=whose,
        store=where,
        epsilon=epsilon,
        budget=budget,
        most_calls=most_calls,
        valid_during=DateRange(on, None),
    )
    row.full_clean()
    row.save(force_insert=True)
    return row


@use_case
def end_statistics(*, decision: UUID, on: date, by: Viewer) -> StatisticsDecision:
    """Make no more of them: ``on`` is the first day that is not decided. What was made stays.

    Raises NotAllowed, NotFound, StatisticsMadeAlready, ValidationError.
    """
    row = _locked(decision, by)
    if not may_decide_for(by, row.party_id):
        raise NotAllowed
    latest = row.releases.order_by("-month").values_list("month", flat=True).first()
    if latest is not None and on <= last_day_of(latest):
        raise StatisticsMadeAlready(field="on")
    row.valid_during = DateRange(row.valid_from, on)
    row.full_clean()
    row.save(update_fields=["valid_during"])
    return row


@use_case
def release_month(*, decision: UUID, month: date, on: date, by: Viewer) -> StatisticsRelease:
    """Make the statistics of one month, or return those that were made: noise is drawn once.

    What it costs is kept with what comes out, in one row and one commit; who dies in between has
    shown nothing and spent nothing. Raises NotAllowed, NotFound, MonthNotDecided, MonthNotOver,
    BudgetUsedUp, MonthErased.
    """
    by.must(Ability.RUN_RETENTION)
    row = _locked(decision, by)
    same = {"party_id": row.party_id, "store_id": row.store_id, "month": month}
    if made := StatisticsRelease.objects.filter(**same).first():
        return made
    _refuse_impossible(row, month, on)
    true = counted(party=row.party_id, month=month, most_calls=row.most_calls)
    if erased(party=row.party_id, store=row.store_id, month=month):
        raise MonthErased
    mechanism = Mechanism(row.epsilon, row.most_calls)
    table = consistent(mechanism.measure(true))
    release = StatisticsRelease(
        **same,
        decision=row,
        epsilon=row.epsilon,
        most_calls=row.most_calls,
        method=METHOD,
        calls=table.calls,
        subscribers=table.subscribers,
        bounded=table.bounded,
        figures={
            side: dict(zip(names, table.parts[side], strict=True)) for side, names in SIDES.items()
        },
        errors=errors(mechanism),
    )
    release.save(force_insert=True)
    return release


def release_before(
    *, store: UUID, parties: set[UUID], latest: date, on: date
) -> list[StatisticsRelease]:
    """Make what is still to be made of months that a run is about to erase calls of.

    A run is not held up by what cannot be made: a term that has ended has ended, and it is a
    finding. Where somebody else is at it right now the next ring tries again: StoreUnavailable.
    """
    made = []
    for decision in decisions(viewer=SYSTEM).filter(store=store, party__in=parties):
        for month in months(decision, on=on, viewer=SYSTEM, settled=False):
            if month.state == MonthState.WAITS and month.first_day <= latest:
                try:
                    made.append(
                        release_month(decision=decision.pk, month=month.first_day, on=on, by=SYSTEM)
                    )
                except OperationalError as busy:
                    raise StoreUnavailable(reason=type(busy).__name__) from busy
                except (DomainError, DatabaseError):
                    continue
    return made


def _refuse_impossible(decision: StatisticsDecision, month: date, on: date) -> None:
    if last_day_of(month) not in decision.valid_during:
        raise MonthNotDecided
    if following(month) > on:
        raise MonthNotOver
    year = year_of(decision, month.year, viewer=SYSTEM)
    if decision.epsilon > year.left:
        left, cost = (f"{epsilon.normalize():f}" for epsilon in (year.left, decision.epsilon))
        raise BudgetUsedUp(left=left, cost=cost)


def _locked(decision: UUID, by: Viewer) -> StatisticsDecision:
    if not StatisticsDecision.objects.visible_to(by).filter(pk=decision).exists():
        raise NotFound
    return StatisticsDecision.objects.select_for_update(of=("self",), no_key=True).get(pk=decision)
