"""A rewrite at work: what it locks, what it waits for, and what is stated of it afterwards."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from time import monotonic
from uuid import UUID

import psycopg
import pytest
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
)
from records.engine import leases, run, services
from records.engine.models import AnonymisationJob
from records.engine.queries import Erasedness, job_result
from records.engine.rewrites import working
from records.engine.rewrites.queries import due_rewrites
from records.engine.rewrites.services import plan_rewrite, put_off_rewrite
from records.engine.rewrites.sessions import one_at_a_time
from records.errors import (
    RewriteAtWork,
    RewriteDone,
    SchemaDrifted,
    StoreUnavailable,
)
from records.models import Certificate, TableRewrite
from tests.records.certified import Calls, body, certify, partway, text, whole
from tests.records.rewrites_due import (
    PATIENCE,
    another,
    done,
    filenode,
    plan,
    refusing,
)
from voipgrid_privacy.kernel.tenancy import SYSTEM

# Done


@pytest.mark.django_db(transaction=True)
def test_after_it_the_run_is_physically_erased_and_that_is_stated_once(
    ended: AnonymisationJob, monkeypatch: pytest.MonkeyPatch
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
    for why in (StoreUnavailable(reason="away"), SchemaDrifted()):
        with monkeypatch.context() as away:
            away.setattr("records.certificates.counted.preview_of", refusing(why))
            long_after = now + timedelta(days=9)
            with suppress(StoreUnavailable):
                assert certify_rewrite(job=ended.pk, at=long_after, by=SYSTEM) is None
    assert list(unstated(SYSTEM)) == [ended], "it is not said once for all that it is not known"
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
        now, before = plan(row), filenode()
        assert working.rewrite(row.pk, at=now) is False
    row.refresh_from_db()
    assert (row.problem, row.state) == (RewriteProblem.STILL_READ, RewriteState.PLANNED)
    assert filenode() == before, "nobody was locked out for nothing"
    assert job_result(SYSTEM, job_id).erasedness == Erasedness.LOGICALLY
    assert done(row, timezone.now())
    assert job_result(SYSTEM, job_id).erasedness == Erasedness.PHYSICALLY


@pytest.mark.django_db(transaction=True)
def test_a_lock_of_others_and_a_run_at_work_are_waited_for(
    ended: AnonymisationJob, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.engine.rewrites.sessions.LOCK_MS", 100)
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
def test_when_the_window_is_over_nothing_has_changed(
    ended: AnonymisationJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, before = TableRewrite.objects.get(), filenode()
    now = timezone.now()
    end = now + timedelta(milliseconds=900)
    plan_rewrite(rewrite=row.pk, starts=now, ends=end, at=now, by=SYSTEM)
    with another() as other:
        other.execute("LOCK records_calldetailrecord IN ACCESS SHARE MODE")
        monkeypatch.setattr(working, "still_seen", lambda *_args: False)
        assert working.rewrite(row.pk, at=now) is False
    row.refresh_from_db()
    assert row.state == RewriteState.WAITS
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


@pytest.mark.django_db(transaction=True)
def test_the_table_is_locked_for_one_try_in_a_window(
    ended: AnonymisationJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = TableRewrite.objects.get()
    now = plan(row)
    monkeypatch.setattr(working, "still_seen", lambda *_args: False)
    monkeypatch.setattr(working, "write_anew", lambda *_args: False)
    assert working.rewrite(row.pk, at=now) is False
    row.refresh_from_db()
    assert (row.problem, row.state) == (RewriteProblem.COPIED, RewriteState.WAITS)
    assert due_rewrites(at=now) == []


@pytest.mark.django_db(transaction=True)
def test_one_rewrite_at_a_time_in_the_whole_product(ended: AnonymisationJob) -> None:
    row = TableRewrite.objects.get()
    now = plan(row)
    with one_at_a_time() as free, ThreadPoolExecutor(1) as pool:
        assert free
        assert pool.submit(working.rewrite, row.pk, at=now).result() is False
    row.refresh_from_db()
    assert row.began_at is None
    assert done(row, now)


@pytest.mark.django_db(transaction=True)
def test_what_is_at_work_is_not_decided_about(
    ended: AnonymisationJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, refused = TableRewrite.objects.get(), list[str]()

    def meanwhile(*_args: object) -> bool:
        on = timezone.localdate()
        later = on + timedelta(days=1)
        for ask in (
            lambda: plan(row),
            lambda: put_off_rewrite(
                rewrite=row.pk, until=later, reason=RewriteDelay.SPACE, on=on, by=SYSTEM
            ),
        ):
            with pytest.raises(RewriteAtWork) as refusal:
                ask()
            refused.append(refusal.value.code)
        return True

    monkeypatch.setattr(working, "still_seen", meanwhile)
    now = plan(row)
    assert working.rewrite(row.pk, at=now) is False
    assert refused == ["rewrite_at_work"] * 2
    put_off_rewrite(
        rewrite=row.pk,
        until=timezone.localdate() + timedelta(days=1),
        reason=RewriteDelay.SPACE,
        on=timezone.localdate(),
        by=SYSTEM,
    )
    assert working.rewrite(row.pk, at=now) is False, "its window was withdrawn"


@pytest.mark.django_db(transaction=True)
def test_who_chooses_does_not_wait_for_a_locked_table(ended: AnonymisationJob) -> None:
    row = TableRewrite.objects.get()
    with another() as other:
        other.execute("LOCK records_calldetailrecord IN ACCESS EXCLUSIVE MODE")
        began = monotonic()
        with pytest.raises(StoreUnavailable):
            plan(row)
        assert monotonic() - began < 10


@pytest.mark.django_db(transaction=True)
def test_a_refusal_that_has_no_name_is_told(
    ended: AnonymisationJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: object) -> bool:
        raise psycopg.errors.UndefinedTable

    row = TableRewrite.objects.get()
    monkeypatch.setattr(working, "write_anew", refused)
    monkeypatch.setattr(working, "still_seen", lambda *_args: False)
    assert working.rewrite(row.pk, at=plan(row)) is False
    row.refresh_from_db()
    assert row.problem == RewriteProblem.REFUSED
    assert row.tried_at is not None
