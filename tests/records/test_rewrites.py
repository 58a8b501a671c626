"""A rewrite that is due: opened by the end of a run, decided by an officer, stated afterwards."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from records.choices import (
    RewriteDelay,
    RewriteState,
    StoreKind,
)
from records.engine import leases, run, services
from records.engine.models import AnonymisationJob
from records.engine.queries import Erasedness, job_result
from records.engine.rewrites.opening import join_missed
from records.engine.rewrites.queries import due_rewrites, overdue_rewrites
from records.engine.rewrites.services import LONGEST, plan_rewrite, put_off_rewrite
from records.errors import (
    RewriteNotThere,
    RewritePutOffLong,
    RewritePutOffPast,
    RewriteTooLarge,
    RewriteWindowWrong,
)
from records.models import DataStore, TableRewrite
from tests.records.certified import Calls, Planned, partway
from tests.records.rewrites_due import HOUR, plan
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM
from voipgrid_privacy.kernel.text import Localised

# Opened


@pytest.mark.django_db
def test_the_end_of_a_run_in_place_opens_one_and_says_no_more_than_before(
    ended: AnonymisationJob,
) -> None:
    row = TableRewrite.objects.get()
    assert (row.store, row.table, row.state) == (ended.store, None, RewriteState.WAITS)
    assert [cover.job for cover in row.covers.all()] == [ended]
    assert job_result(SYSTEM, ended.pk).erasedness == Erasedness.LOGICALLY
    assert due_rewrites(at=timezone.now()) == []


@pytest.mark.django_db
def test_a_later_run_joins_the_one_that_is_open(ended: AnonymisationJob, calls: Calls) -> None:
    calls(3)
    (job_id,) = set(services.ring_due(on=date(2026, 9, 1), by=SYSTEM))
    run.anonymise(job_id)
    row = TableRewrite.objects.get()
    assert {cover.job_id for cover in row.covers.all()} == {ended.pk, job_id}


@pytest.mark.django_db
def test_a_run_without_rows_opens_none(planned: Planned, calls: Calls) -> None:
    calls(3)
    job = planned()
    services.cancel_job(job=job.pk, by=SYSTEM)
    assert join_missed(by=SYSTEM) == 0
    assert not TableRewrite.objects.exists()


@pytest.mark.django_db
def test_a_cancelled_run_joins_once_no_worker_holds_it(calls: Calls, planned: Planned) -> None:
    calls(1_200)
    lane = partway(job := planned())
    services.cancel_job(job=job.pk, by=SYSTEM)
    assert join_missed(by=SYSTEM) == 0
    leases.release(lane)
    assert join_missed(by=SYSTEM) == 1
    assert join_missed(by=SYSTEM) == 0
    assert TableRewrite.objects.get().covers.get().job == job


# Decided


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (timedelta(0), timedelta(0)),
        (-2 * HOUR, -HOUR),
        (timedelta(0), LONGEST + timedelta(seconds=1)),
        (timedelta(days=31), timedelta(days=31) + HOUR),
    ],
)
def test_a_window_lasts_hours_and_is_not_over(
    ended: AnonymisationJob, starts: timedelta, ends: timedelta
) -> None:
    row, now = TableRewrite.objects.get(), timezone.now()
    with pytest.raises(RewriteWindowWrong):
        plan_rewrite(rewrite=row.pk, starts=now + starts, ends=now + ends, at=now, by=SYSTEM)


@pytest.mark.django_db
def test_put_off_it_waits_and_is_overdue_from_its_day(ended: AnonymisationJob) -> None:
    row, on = TableRewrite.objects.get(), timezone.localdate()
    later = on + timedelta(days=30)
    plan(row)
    with pytest.raises(RewritePutOffPast):
        put_off_rewrite(rewrite=row.pk, until=on, reason=RewriteDelay.SPACE, on=on, by=SYSTEM)
    far = on + timedelta(days=91)
    with pytest.raises(RewritePutOffLong):
        put_off_rewrite(rewrite=row.pk, until=far, reason=RewriteDelay.SPACE, on=on, by=SYSTEM)
    put_off_rewrite(rewrite=row.pk, until=later, reason=RewriteDelay.SPACE, on=on, by=SYSTEM)
    row.refresh_from_db()
    assert (row.state, row.window) == (RewriteState.PUT_OFF, None)
    assert overdue_rewrites(on=later - timedelta(days=1)) == []
    assert overdue_rewrites(on=later) == [row]


@pytest.mark.django_db
def test_undecided_or_not_managed_it_is_overdue(ended: AnonymisationJob) -> None:
    row, on = TableRewrite.objects.get(), timezone.localdate()
    assert overdue_rewrites(on=on + timedelta(days=5)) == []
    assert overdue_rewrites(on=on + timedelta(days=8)) == [row]
    plan(row)
    assert overdue_rewrites(on=on) == []
    assert overdue_rewrites(on=on + timedelta(days=2)) == [row]


@pytest.mark.django_db
def test_put_off_again_and_again_it_is_overdue_all_the_same(ended: AnonymisationJob) -> None:
    row, on = TableRewrite.objects.get(), timezone.localdate()
    again = on + timedelta(days=89)
    later = again + timedelta(days=80)
    put_off_rewrite(rewrite=row.pk, until=later, reason=RewriteDelay.SPACE, on=again, by=SYSTEM)
    assert overdue_rewrites(on=again) == []
    assert overdue_rewrites(on=on + timedelta(days=90)) == [row]


@pytest.mark.django_db
def test_strangers_decide_nothing(ended: AnonymisationJob) -> None:
    row, now = TableRewrite.objects.get(), timezone.now()
    with pytest.raises((NotAllowed, NotFound)):
        plan_rewrite(rewrite=row.pk, starts=now, ends=now + HOUR, at=now, by=PUBLIC)
    with pytest.raises((NotAllowed, NotFound)):
        put_off_rewrite(
            rewrite=row.pk,
            until=date(2100, 1, 1),
            reason=RewriteDelay.SPACE,
            on=date(2026, 1, 1),
            by=PUBLIC,
        )


@pytest.mark.django_db
def test_a_table_that_is_too_large_is_refused(
    ended: AnonymisationJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.engine.rewrites.services.MOST_BYTES", 1)
    with pytest.raises(RewriteTooLarge):
        plan(TableRewrite.objects.get())


@pytest.mark.django_db
def test_mariadb_is_named_as_not_done() -> None:
    store = DataStore.objects.create(
        code="billing",
        name=Localised(nl="Facturen", en="Billing"),
        kind=StoreKind.MARIADB,
        wal_retention_days=3,
        backup_retention_days=14,
    )
    row = TableRewrite.objects.create(store=store)
    with pytest.raises(RewriteNotThere):
        plan(row)
    assert row.state == RewriteState.WAITS
