"""A run erases nothing that is still to be counted, and never waits for it either."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import OperationalError

from records.engine import run, services
from records.models import AnonymisationJob, CallDetailRecord, RetentionRule, StatisticsRelease
from records.retention.rules import Term
from records.statistics.choices import MonthState
from records.statistics.queries import due, months
from records.statistics.refusals import MonthErased
from records.statistics.services import release_month
from roles.models import Party
from tests.records.statistics.conftest import APRIL, MARCH, TODAY, Decide, Make
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
LATE = date(2026, 9, 30)
"""Six months after the bill of March."""


@pytest.fixture
def spring(make: Make) -> None:
    for _customer in range(4):
        make(40)
        make(40, at="2026-04-10 09:00+02", invoiced=date(2026, 4, 30))


def erased(on: date) -> AnonymisationJob:
    (job,) = set(services.ring_due(on=on, by=SYSTEM))
    while run.anonymise(job):
        pass
    return AnonymisationJob.objects.get(pk=job)


def test_a_run_first_has_the_statistics_made_of_what_it_erases(
    spring: None, rule: RetentionRule, decided: Decide
) -> None:
    decided()
    job = erased(LATE)
    assert job.rows_done == 160
    (release,) = StatisticsRelease.objects.all()
    assert release.month == MARCH
    assert release.computed_at <= job.batches.earliest("recorded_at").recorded_at
    assert abs(release.calls - 160) < 6 * release.errors["calls"]
    assert CallDetailRecord.objects.filter(anonymised_on=None).count() == 160


def test_so_does_a_run_that_somebody_asks_for(
    spring: None, rule: RetentionRule, decided: Decide
) -> None:
    decided()
    services.request_run(rule=rule.pk, on=LATE, by=SYSTEM)
    assert StatisticsRelease.objects.get().month == MARCH


def test_a_run_without_rows_has_nothing_made(
    spring: None, rule: RetentionRule, decided: Decide
) -> None:
    decided()
    assert services.ring_due(on=TODAY, by=SYSTEM) == []
    assert not StatisticsRelease.objects.exists()


def test_a_partner_that_decided_nothing_has_none(spring: None, rule: RetentionRule) -> None:
    assert erased(LATE).rows_done == 160
    assert not StatisticsRelease.objects.exists()


def test_without_budget_the_run_goes_on_and_the_month_stays_without(
    spring: None, rule: RetentionRule, decided: Decide
) -> None:
    decision = decided(budget=Decimal(1))
    release_month(decision=decision.pk, month=APRIL, on=TODAY, by=SYSTEM)
    assert erased(LATE).rows_done == 160
    assert StatisticsRelease.objects.get().month == APRIL


def test_what_was_erased_in_part_is_not_counted_any_more(
    spring: None, rule: RetentionRule, decided: Decide
) -> None:
    erased(LATE)
    decision = decided()
    with pytest.raises(MonthErased):
        release_month(decision=decision.pk, month=MARCH, on=LATE, by=SYSTEM)
    states = {m.first_day: m.state for m in months(decision, on=LATE, viewer=SYSTEM)}
    assert states[MARCH] == MonthState.ERASED
    assert states[APRIL] == MonthState.WAITS
    assert MARCH not in [month for _decision, month in due(on=LATE)]


def test_a_run_of_another_partner_erases_none_of_it(
    spring: None,
    decide: Callable[..., RetentionRule],
    model_partner: Party,
    belfabriek: Party,
    decided: Decide,
) -> None:
    """Belfabriek keeps its calls longer by a rule of its own: the standard run passes by."""
    decide(model_partner)
    decide(belfabriek, term=Term(months=24))
    assert services.ring_due(on=LATE, by=SYSTEM) == []
    decision = decided()
    assert release_month(decision=decision.pk, month=MARCH, on=LATE, by=SYSTEM).month == MARCH


def test_where_somebody_else_is_at_it_the_next_ring_tries_again(
    spring: None, rule: RetentionRule, decided: Decide, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided()

    def busy(**_given: object) -> None:
        raise OperationalError("deadlock detected")

    with monkeypatch.context() as patched:
        patched.setattr("records.statistics.services.release_month", busy)
        assert services.ring_due(on=LATE, by=SYSTEM) == []
    assert erased(LATE).rows_done == 160
    assert StatisticsRelease.objects.get().month == MARCH


def test_a_count_that_a_run_overtook_is_not_published(
    spring: None,
    rule: RetentionRule,
    decided: Decide,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The run begins between two looks; so it is asked once more after the count."""
    decision = decided()
    looks: list[bool] = []

    def overtaken(**_more: object) -> bool:
        looks.append(True)
        return len(looks) > 0

    monkeypatch.setattr("records.statistics.services.erased", overtaken)
    with pytest.raises(MonthErased):
        release_month(decision=decision.pk, month=MARCH, on=LATE, by=SYSTEM)
    assert not StatisticsRelease.objects.exists()
