"""Runs in other databases: the same counts, the same evidence, whoever dies in between."""

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db.models import Sum

from records.certificates.queries import envelope
from records.certificates.services import certify_run
from records.choices import Bound, JobState, StartEvent, Technique
from records.engine import leases, run, services
from records.engine.elsewhere import batches
from records.engine.models import AnonymisationBatch, AnonymisationJob, AnonymisationLane
from records.engine.queries import job_result
from records.engine.targets import at_table
from records.errors import KeptByLaw, NothingMapped, StoreUnavailable, TechniqueUnavailable
from records.holds.services import place_hold
from records.models import Certificate, RetentionRule, StoreColumn, StoreTable
from records.retention.rules import Term
from records.retention.services import decide_retention
from roles.models import DataElement, Party, Source
from tests.records.conftest import TODAY, text
from tests.records.elsewhere import mapped
from tests.records.foreign import Server
from voipgrid_privacy.kernel.law import tw
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = pytest.mark.django_db
Decide = Callable[..., RetentionRule]
ROWS = 1_500
AFTER = datetime(2026, 9, 1, 8, tzinfo=UTC)


@pytest.fixture
def filled(server: Server, belfabriek: Party, bakker: Party) -> Callable[..., None]:
    """Give Bakker calls in the other database."""

    def filled(rows: int, invoiced: date | None = date(2025, 1, 31), partner: object = "") -> None:
        partner, day = partner or belfabriek.pk, f"'{invoiced}'" if invoiced else "NULL"
        numbers = (
            f"generate_series(1, {rows}) AS n"
            if server.kind == "POSTGRESQL"
            else f"seq_1_to_{rows} AS s"
        )
        n = "n" if server.kind == "POSTGRESQL" else "seq"
        server.execute(
            "INSERT INTO cdr (partner, customer, src, dst, mail, ended_at, invoice_date, duration)"
            f" SELECT '{partner}', '{bakker.pk}', concat('06', 10000000 + {n}), '0201234567',"
            f" 'jan@example.nl', '2025-01-11 12:00', {day}, {n} FROM {numbers}"
        )

    server.execute("DELETE FROM cdr")
    return filled


@pytest.fixture
def instruct(table: StoreTable, model_partner: Party) -> Decide:
    mapped(table)
    source = Source.objects.create(code="test", title=text("A decision"))
    category = DataElement.objects.get(code="calling_number").category

    def instruct(**changes: object) -> RetentionRule:
        decision = {
            "code": "elsewhere",
            "category": category.pk,
            "store": table.store.pk,
            "start_event": StartEvent.INVOICE_DATE,
            "term": Term(months=6),
            "grounds": (tw("11.5", 2),),
            "source": source.pk,
            "decided_by": model_partner.pk,
            "technique": Technique.DELETE,
            "on": date(2018, 5, 25),
        }
        return decide_retention(**(decision | changes), by=SYSTEM)

    return instruct


def count(server: Server, where: str = "1 = 1") -> int:
    return int(server.execute(f"SELECT count(*) FROM cdr WHERE {where}")[0][0])


def planned() -> AnonymisationJob:
    services.ring_due(on=TODAY, by=SYSTEM)
    return AnonymisationJob.objects.get()


def adds_up(job: AnonymisationJob, rows: int) -> None:
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.problem
    evidence = job.batches.aggregate(rows=Sum("rows"))["rows"]
    assert job.rows_done == evidence == rows
    assert not job.batches.filter(intended__isnull=False).exists()


def test_what_is_due_is_deleted_and_the_rest_stays(
    server: Server, filled: Callable[..., None], instruct: Decide, belfabriek: Party
) -> None:
    instruct()
    filled(ROWS)
    filled(3, date(2026, 3, 1))
    filled(2, None)
    job = planned()
    assert (job.rows_previewed, job.rows_undated) == (ROWS, 2)
    assert job.shares == {str(belfabriek.pk): ROWS}
    AnonymisationLane.objects.update(batch_size=500)
    run.anonymise(job.pk)
    adds_up(job, ROWS)
    assert count(server) == 5
    assert services.ring_due(on=TODAY, by=SYSTEM) == []


def test_fields_are_emptied_where_the_row_stays(
    server: Server, filled: Callable[..., None], instruct: Decide
) -> None:
    instruct(technique=Technique.SUPPRESS)
    filled(40)
    job = planned()
    assert job.blanks == ["src", "dst"]
    run.anonymise(job.pk)
    adds_up(job, 40)
    assert count(server, "src IS NULL AND dst IS NULL AND mail IS NOT NULL") == 40


def test_what_a_law_keeps_stays_and_the_rest_of_the_row_goes(
    server: Server, filled: Callable[..., None], instruct: Decide
) -> None:
    caller = DataElement.objects.get(code="calling_number")
    instruct()
    instruct(
        code="tax",
        element=caller.pk,
        bound=Bound.MINIMUM,
        start_event=StartEvent.END_OF_FINANCIAL_YEAR,
        term=Term(months=84),
    )
    filled(10)
    job = planned()
    assert (job.technique, job.blanks) == (Technique.SUPPRESS, ["dst"])
    run.anonymise(job.pk)
    assert count(server, "src IS NOT NULL AND dst IS NULL") == 10


def test_what_a_law_keeps_whole_is_not_touched(
    filled: Callable[..., None], instruct: Decide
) -> None:
    rule = instruct()
    instruct(code="tax", bound=Bound.MINIMUM, term=Term(months=84))
    filled(10)
    assert services.ring_due(on=TODAY, by=SYSTEM) == []
    with pytest.raises(KeptByLaw):
        services.request_run(rule=rule.pk, on=TODAY, by=SYSTEM)


def test_a_hold_reaches_other_databases_and_other_ways_to_write_a_number(
    server: Server, filled: Callable[..., None], instruct: Decide
) -> None:
    instruct()
    filled(10)
    place_hold(case="1", reason="A claim.", number="+31610000003", by=SYSTEM)
    job = planned()
    run.anonymise(job.pk)
    adds_up(job, 9)
    assert job.rows_held == 1
    assert count(server) == 1


def test_a_table_that_changed_stops_the_run_before_anything_is_erased(
    server: Server, filled: Callable[..., None], instruct: Decide
) -> None:
    instruct()
    filled(10)
    job = planned()
    server.execute("ALTER TABLE cdr ADD COLUMN late varchar(3)")
    try:
        assert run.anonymise(job.pk) is False
        assert job_result(SYSTEM, job.pk).state == JobState.FAILED
        assert count(server) == 10
    finally:
        server.execute("ALTER TABLE cdr DROP COLUMN late")


class Died(Exception):
    """Stands for a worker that is killed."""


@pytest.mark.parametrize("committed", [True, False])
def test_a_batch_in_doubt_is_settled_by_asking_for_its_rows(
    server: Server,
    filled: Callable[..., None],
    instruct: Decide,
    monkeypatch: pytest.MonkeyPatch,
    committed: bool,
) -> None:
    """The worker dies after the intent: before or after the other database committed."""
    instruct()
    filled(ROWS)
    job = planned()
    AnonymisationLane.objects.update(batch_size=500)
    lane = leases.claim(job.pk)
    assert lane is not None
    original = batches._intend

    def die(*_args: object) -> None:
        raise Died

    def intend_and_die(*args: object) -> AnonymisationBatch:
        original(*args)  # type: ignore[arg-type]
        raise Died

    where, how = ("_outcome", die) if committed else ("_intend", intend_and_die)
    with monkeypatch.context() as patch, at_table(job) as connection:
        patch.setattr(batches, where, how)
        with pytest.raises(Died):
            batches.run_batch(lane, connection)
    doubt = AnonymisationBatch.objects.get(intended__isnull=False)
    assert len(doubt.intended or []) == 500
    assert count(server) == ROWS - 500 * committed
    leases.release(lane)
    run.anonymise(job.pk)
    adds_up(job, ROWS)
    assert count(server) == 0


def test_a_worker_that_lost_its_lane_commits_nothing_there(
    server: Server, filled: Callable[..., None], instruct: Decide
) -> None:
    instruct()
    filled(10)
    job = planned()
    sleeper = leases.claim(job.pk)
    assert sleeper is not None
    leases.release(sleeper)
    assert leases.claim(job.pk)
    with at_table(job) as connection, pytest.raises(leases.LeaseLost):
        batches.run_batch(sleeper, connection)
    assert count(server) == 10


@pytest.mark.parametrize("server", ["mariadb"], indirect=True)
def test_a_server_killed_midway_is_taken_up_again(
    server: Server, filled: Callable[..., None], instruct: Decide
) -> None:
    instruct()
    filled(20_000)
    job = planned()
    AnonymisationLane.objects.update(batch_size=500)

    def kill() -> None:
        time.sleep(random.uniform(0.1, 0.5))
        server.kill()
        server.start()

    killer = threading.Thread(target=kill)
    killer.start()
    for _attempt in range(200):
        try:
            AnonymisationLane.objects.update(lease_until=None)
            if not run.anonymise(job.pk) and not job.lanes.filter(finished=False).exists():
                break
        except StoreUnavailable:
            time.sleep(0.2)
    killer.join()
    adds_up(job, 20_000)
    assert count(server) == 0


def test_what_no_table_is_mapped_for_is_refused(
    filled: Callable[..., None], instruct: Decide
) -> None:
    rule = instruct(start_event=StartEvent.END_OF_CONTRACT)
    with pytest.raises(NothingMapped):
        services.request_run(rule=rule.pk, on=TODAY, by=SYSTEM)
    other = instruct(code="g", technique=Technique.GENERALISE, on=date(2018, 5, 25), element=_dst())
    with pytest.raises(TechniqueUnavailable):
        services.request_run(rule=other.pk, on=TODAY, by=SYSTEM)


def _dst() -> object:
    return DataElement.objects.get(code="called_number").pk


def test_the_end_of_a_day_is_the_end_of_a_legal_day(
    server: Server, filled: Callable[..., None], instruct: Decide
) -> None:
    """The store keeps instants; what ends at 23:59 in Amsterdam is of that day, in summer too."""
    instruct(start_event=StartEvent.END_OF_CALL, term=Term(days=1))
    filled(2)
    summer = server.kind == "POSTGRESQL"
    server.execute(
        "UPDATE cdr SET ended_at = %s", "2026-08-29 21:59:59Z" if summer else "2026-08-29 23:59:59"
    )
    services.ring_due(on=date(2026, 8, 29), by=SYSTEM)
    assert not AnonymisationJob.objects.exists()
    services.ring_due(on=date(2026, 8, 30), by=SYSTEM)
    assert AnonymisationJob.objects.get().rows_previewed == 2


def certified(job: AnonymisationJob, at: datetime = AFTER) -> dict[str, Any]:
    row = certify_run(job=job.pk, at=at, by=SYSTEM)
    assert row is not None
    return envelope(row)["body"]  # type: ignore[no-any-return]


def test_a_certificate_names_the_emptied_columns_and_what_that_does_not_promise(
    server: Server, filled: Callable[..., None], instruct: Decide, belfabriek: Party
) -> None:
    instruct(technique=Technique.SUPPRESS)
    filled(40)
    filled(2, None)
    run.anonymise((job := planned()).pk)
    said = certified(job)
    assert set(said["technique"]["emptied_columns"]) == set(job.blanks)
    assert "not anonymisation" in said["technique"]["guarantee"]["en"]
    assert said["verification"]["rows_still_due"] == 0
    assert (said["rows_done"], said["rows_without_start_date"]) == (40, 2)
    assert said["store"]["table"] == str(job.table)
    (mine,) = Certificate.objects.filter(party=belfabriek)
    assert mine.rows == 40
    for secret in ("jan@example.nl", "0201234567", "0610000001"):
        assert secret not in mine.body


def test_a_table_that_changed_is_not_counted_and_the_certificate_says_why(
    server: Server, filled: Callable[..., None], instruct: Decide
) -> None:
    instruct()
    filled(10)
    job = planned()
    StoreTable.objects.update(fingerprint="0" * 64)
    AnonymisationJob.objects.update(fingerprint="0" * 64)
    run.anonymise(job.pk)
    said = certified(job)
    assert said["run"]["outcome"] == JobState.FAILED
    assert said["verification"]["not_possible"] == "schema_drifted"
    assert said["verification"]["rows_still_due"] is None
    assert said["states"]["logically_erased"] == "NOT_COUNTED"


def test_a_store_that_is_away_is_waited_for_and_after_a_day_not(
    server: Server,
    filled: Callable[..., None],
    instruct: Decide,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    instruct()
    filled(10)
    run.anonymise((job := planned()).pk)
    job.refresh_from_db()
    away = StoreUnavailable(reason="away")
    monkeypatch.setattr("records.certificates.counted.preview_of", mock.Mock(side_effect=away))
    with pytest.raises(StoreUnavailable):
        certify_run(job=job.pk, at=job.finished_at + timedelta(hours=23), by=SYSTEM)
    assert not Certificate.objects.exists()
    said = certified(job, job.finished_at + timedelta(hours=25))
    assert said["verification"]["not_possible"] == "store_unavailable"
    assert said["rows_done"] == 10


def test_a_batch_in_doubt_is_counted_as_such(
    server: Server, filled: Callable[..., None], instruct: Decide
) -> None:
    instruct()
    filled(10)
    job = planned()
    lane = leases.claim(job.pk)
    assert lane is not None
    lane.job.batches.create(
        lane=0, sweep=1, keys=(1, 11), rows=10, digest=b"x", fencing_token=1, took_ms=1,
        intended=list(range(1, 11)),
    )  # fmt: skip
    leases.release(lane)
    services.cancel_job(job=job.pk, by=SYSTEM)
    said = certified(job)
    assert (said["rows_done"], said["rows_in_doubt"], said["batches_in_doubt"]) == (0, 10, 1)
    assert said["progress_equals_evidence"] is True


def test_who_is_emptied_as_well_is_still_counted_by_partner(
    server: Server, filled: Callable[..., None], instruct: Decide, belfabriek: Party
) -> None:
    """The statement that empties the column of the partner cannot tell whose rows it took."""
    instruct(technique=Technique.SUPPRESS)
    filled(40)
    StoreColumn.objects.filter(name="partner").update(
        element=DataElement.objects.get(code="calling_number")
    )
    job = planned()
    assert "partner" in job.blanks
    run.anonymise(job.pk)
    adds_up(job, 40)
    assert job.batches.get().shares == {str(belfabriek.pk): 40}
    assert count(server, "partner IS NULL AND src IS NULL") == 40


def test_what_was_committed_there_is_on_record_when_the_run_was_paused_meanwhile(
    server: Server,
    filled: Callable[..., None],
    instruct: Decide,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    instruct()
    filled(ROWS)
    job = planned()
    AnonymisationLane.objects.update(batch_size=500)
    original = batches._outcome

    def pause_first(*args: Any) -> None:
        services.pause_job(job=job.pk, by=SYSTEM)
        original(*args)

    with monkeypatch.context() as patch:
        patch.setattr(batches, "_outcome", pause_first)
        run.anonymise(job.pk)
    job.refresh_from_db()
    assert (job.state, job.rows_done, count(server)) == (JobState.PAUSED, 500, ROWS - 500)
    assert not job.batches.filter(intended__isnull=False).exists()
    services.resume_job(job=job.pk, by=SYSTEM)
    run.anonymise(job.pk)
    adds_up(job, ROWS)
