"""A rewrite that is due: opened by the end of a run, decided by an officer, stated afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from time import monotonic, sleep
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import override_settings
from django.utils import timezone, translation

from records.certificates.queries import unstated
from records.certificates.services import certify_rewrite
from records.certificates.telling import sections, sentence
from records.certificates.verify_certificates import verify
from records.choices import (
    REWRITTEN,
    JobState,
    RewriteDelay,
    RewriteProblem,
    RewriteState,
    StoreKind,
)
from records.engine import leases, run, services
from records.engine.models import AnonymisationJob
from records.engine.queries import Erasedness, job_result
from records.engine.rewrites import working
from records.engine.rewrites.opening import join_missed
from records.engine.rewrites.queries import due_rewrites, overdue_rewrites
from records.engine.rewrites.services import LONGEST, plan_rewrite, put_off_rewrite
from records.errors import (
    RewriteDone,
    RewriteNotThere,
    RewritePutOffPast,
    RewriteTooLarge,
    RewriteWindowWrong,
)
from records.models import Certificate, DataStore, TableRewrite
from tests.records.certified import Calls, Planned, body, certify, partway, text, whole
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM
from voipgrid_privacy.kernel.text import Localised

HOUR = timedelta(hours=1)
PATIENCE = 120.0
"""Who writes in any database of the server, as other tests do, may still see old rows."""


@pytest.fixture
def ended(calls: Calls, planned: Planned) -> AnonymisationJob:
    calls(1_200)
    job = planned()
    run.anonymise(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    return job


def plan(row: TableRewrite, *, hours: int = 1) -> datetime:
    """Open the window now; return the instant."""
    now = timezone.now()
    plan_rewrite(rewrite=row.pk, starts=now, ends=now + hours * HOUR, at=now, by=SYSTEM)
    return now


def done(row: TableRewrite, at: datetime) -> bool:
    """Try until nobody sees old rows."""
    until = monotonic() + PATIENCE
    while not (is_done := working.rewrite(row.pk, at=at)) and monotonic() < until:
        row.refresh_from_db()
        if row.problem != RewriteProblem.STILL_READ:
            break
        sleep(0.2)
    return is_done


def filenode() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_filenode('records_calldetailrecord')")
        return int(cursor.fetchone()[0])


def another() -> "psycopg.Connection[tuple[object, ...]]":
    address = settings.DATABASE_URL.rpartition("/")[0]
    return psycopg.connect(f"{address}/{connection.settings_dict['NAME']}")


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


# Done


@pytest.mark.django_db(transaction=True)
def test_after_it_the_run_is_physically_erased_and_that_is_stated_once(
    ended: AnonymisationJob,
) -> None:
    first = certify(ended)
    before, row = filenode(), TableRewrite.objects.get()
    assert working.rewrite(row.pk, at=timezone.now()) is False, "no window yet"
    now = plan(row)
    assert due_rewrites(at=now) == [row.pk]
    assert done(row, now)
    assert filenode() != before
    row.refresh_from_db()
    assert (row.state, row.problem) == (RewriteState.DONE, "")
    assert working.rewrite(row.pk, at=now) is False
    with pytest.raises(RewriteDone):
        plan(row)
    result = job_result(SYSTEM, ended.pk)
    assert result.erasedness == Erasedness.PHYSICALLY
    assert result.files_gone_on == timezone.localdate(row.done_at)
    assert result.copies_expire_on == timezone.localdate(row.done_at) + timedelta(days=30)
    assert list(unstated(SYSTEM)) == [ended]
    assert certify_rewrite(job=ended.pk, at=now, by=SYSTEM) is not None
    assert certify_rewrite(job=ended.pk, at=now, by=SYSTEM) is None
    assert list(unstated(SYSTEM)) == []
    assert certify(ended) == [], "the end of the run is certified already"
    said = whole(ended)
    assert said["states"]["physically_erased"] is True
    assert said["adds_to"]["hash"] == bytes(first[0].hash).hex()
    assert said["run"]["outcome"] == REWRITTEN
    with translation.override("en"):
        assert "Afterwards the table was written anew." in sentence(said)
        assert "stopped before" not in sentence(said)
        told = dict(line for _heading, lines in sections(said) for line in lines)
    assert (told["Physically erased"], told["Outcome"]) == ("yes", "Files written anew")
    assert str(first[0].pk) in told["Added to certificate"]
    assert body(first[0])["states"]["physically_erased"] is False
    rows = list(Certificate.objects.filter(job=ended))
    assert {each.outcome for each in rows} == {JobState.DONE, REWRITTEN}
    found = verify([text(each) for each in rows], complete=True)
    assert found["certificates"] == len(rows) == 2 * len(first)
    assert found["parts"] == 2 * (len(first) - 1)


@pytest.mark.django_db(transaction=True)
def test_what_others_still_see_is_not_called_erased(ended: AnonymisationJob, calls: Calls) -> None:
    row = TableRewrite.objects.get()
    with another() as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT count(*) FROM records_datastore")
        calls(5)
        (job_id,) = set(services.ring_due(on=date(2026, 9, 1), by=SYSTEM))
        run.anonymise(job_id)
        now = plan(row)
        assert working.rewrite(row.pk, at=now) is False
    row.refresh_from_db()
    assert row.problem == RewriteProblem.STILL_READ
    assert job_result(SYSTEM, job_id).erasedness == Erasedness.LOGICALLY
    assert done(row, timezone.now())
    assert job_result(SYSTEM, job_id).erasedness == Erasedness.PHYSICALLY


@pytest.mark.django_db(transaction=True)
def test_a_lock_of_others_and_a_run_at_work_are_waited_for(
    ended: AnonymisationJob, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.engine.rewrites.files.LOCK_WAIT", "100ms")
    row = TableRewrite.objects.get()
    now = plan(row)
    with another() as other:
        other.execute("LOCK records_calldetailrecord IN SHARE MODE")
        assert working.rewrite(row.pk, at=now) is False
    row.refresh_from_db()
    assert row.problem == RewriteProblem.LOCKED
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        assert cursor.fetchone() == ("0",)
    calls(1_200)
    (job_id,) = set(services.ring_due(on=date(2026, 9, 1), by=SYSTEM))
    lane = partway(AnonymisationJob.objects.get(pk=job_id))
    assert working.rewrite(row.pk, at=now) is False
    row.refresh_from_db()
    assert row.problem == RewriteProblem.RUN_AT_WORK
    leases.release(lane)


@pytest.mark.django_db(transaction=True)
def test_when_the_window_is_over_nothing_has_changed(ended: AnonymisationJob) -> None:
    row, before = TableRewrite.objects.get(), filenode()
    now = plan(row)
    almost = now + HOUR - timedelta(microseconds=1)
    with another() as other:
        other.execute("LOCK records_calldetailrecord IN SHARE MODE")
        assert working.rewrite(row.pk, at=almost) is False
    row.refresh_from_db()
    assert (row.problem, filenode()) == (RewriteProblem.OUT_OF_TIME, before)
    assert job_result(SYSTEM, ended.pk).erasedness == Erasedness.LOGICALLY


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_it_once(ended: AnonymisationJob) -> None:
    row = TableRewrite.objects.get()
    now = plan(row)

    def work(_n: int) -> bool:
        try:
            return working.rewrite(row.pk, at=now)
        finally:
            connections.close_all()

    until, times = monotonic() + PATIENCE, 0
    with ThreadPoolExecutor(2) as pool:
        while not times and monotonic() < until:
            times += sum(pool.map(work, range(2)))
        times += sum(pool.map(work, range(2)))
    assert times == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_before_it_is_on_record_is_followed_by_another(
    ended: AnonymisationJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(_row: TableRewrite) -> None:
        raise Killed

    row = TableRewrite.objects.get()
    now = plan(row)
    with monkeypatch.context() as patched:
        patched.setattr("records.engine.rewrites.working._done", killed)
        with pytest.raises(Killed):
            done(row, now)
    row.refresh_from_db()
    assert row.state == RewriteState.PLANNED
    assert job_result(SYSTEM, ended.pk).erasedness == Erasedness.LOGICALLY
    assert done(row, now)


@pytest.mark.django_db(transaction=True)
def test_a_run_that_ends_after_it_began_waits_for_the_next(
    ended: AnonymisationJob, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, late = TableRewrite.objects.get(), list[UUID]()
    write_anew = working.write_anew

    def meanwhile(*args: object, **kwargs: object) -> bool:
        is_new = write_anew(*args, **kwargs)  # type: ignore[arg-type]
        if is_new:
            calls(3)
            late.extend(set(services.ring_due(on=date(2026, 9, 1), by=SYSTEM)))
            run.anonymise(late[0])
        return is_new

    monkeypatch.setattr(working, "write_anew", meanwhile)
    assert done(row, plan(row))
    assert [cover.job for cover in row.covers.all()] == [ended]
    following = TableRewrite.objects.open().get()
    assert [cover.job_id for cover in following.covers.all()] == late
    assert job_result(SYSTEM, ended.pk).erasedness == Erasedness.PHYSICALLY
    assert job_result(SYSTEM, late[0]).erasedness == Erasedness.LOGICALLY


@pytest.mark.django_db(transaction=True)
def test_a_worker_behind_a_pooler_refuses(ended: AnonymisationJob) -> None:
    row = TableRewrite.objects.get()
    with override_settings(DATABASE_POOLED=True):
        assert working.rewrite(row.pk, at=plan(row)) is False
    row.refresh_from_db()
    assert row.problem == RewriteProblem.POOLED
