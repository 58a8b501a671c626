"""Runs in other databases: the same counts whoever dies in between."""

import random
import threading
import time
from collections.abc import Callable
from datetime import date

import pytest

from records.choices import StartEvent, Technique
from records.engine import leases, run, services
from records.engine.elsewhere import batches
from records.engine.models import AnonymisationBatch, AnonymisationJob, AnonymisationLane
from records.engine.targets import at_table
from records.errors import NothingMapped, StoreUnavailable, TechniqueUnavailable
from records.retention.rules import Term
from roles.models import DataElement
from tests.records.conftest import TODAY
from tests.records.elsewhere_filled import ROWS, Decide, adds_up, count, filled, instruct, planned
from tests.records.foreign import Server
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("filled", "instruct")

pytestmark = pytest.mark.django_db


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
