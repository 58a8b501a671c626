"""Legal holds: what must stay does, at once, and goes again when it may."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

from records.choices import JobState
from records.engine import leases, own, run, services
from records.engine.models import AnonymisationJob, AnonymisationLane
from records.engine.queries import job_result
from records.errors import HoldReachesNothing, HoldReleased, NumberUnreadable
from records.holds.queries import holds
from records.holds.services import place_hold, readable, release_hold
from records.models import CallDetailRecord, LegalHold
from roles.models import Party
from roles.services.refusals import ReasonMissing
from tests.records.conftest import TODAY
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, Viewer

pytestmark = pytest.mark.django_db
Calls = Callable[..., None]
Planned = Callable[[], AnonymisationJob]
NOW = datetime(2026, 8, 31, tzinfo=UTC)


def hold(**what: object) -> LegalHold:
    usual = {"case": "2026-17", "reason": "A claim.", "by": SYSTEM}
    return place_hold(**(usual | what))  # type: ignore[arg-type]


def whole() -> int:
    return CallDetailRecord.objects.filter(anonymised_on=None).count()


def run_all(on: date = TODAY) -> AnonymisationJob:
    for job_id in services.ring_due(on=on, by=SYSTEM):
        run.anonymise(job_id)
    return AnonymisationJob.objects.order_by("-planned_at").first() or AnonymisationJob()


def test_a_hold_on_a_party_spares_its_rows_and_the_run_says_so(
    calls: Calls, rule: object, belfabriek: Party, model_partner: Party
) -> None:
    calls(4)
    calls(6, partner=model_partner.pk)
    hold(party=belfabriek.pk)
    job = run_all()
    assert (job.state, job.rows_done, job.rows_held, job.rows_left) == (JobState.DONE, 6, 4, 0)
    assert whole() == 4


@pytest.mark.parametrize(
    ("what", "spared"),
    [
        ({"number": "+31 10 0000002"}, 1),
        ({"number": "010-0000002"}, 1),
        ({"since": date(2025, 1, 1), "until": date(2025, 1, 12)}, 5),
        ({"until": date(2025, 1, 11)}, 0),
        ({"number": "010-0000002", "until": date(2025, 1, 11)}, 0),
    ],
)
def test_everything_that_is_named_must_fit(
    calls: Calls, rule: object, what: dict[str, object], spared: int
) -> None:
    calls(5)
    hold(**what)
    run_all()
    assert whole() == spared


def test_released_it_runs_again_the_same_day(calls: Calls, rule: object, belfabriek: Party) -> None:
    calls(5)
    placed = hold(party=belfabriek.pk)
    assert services.ring_due(on=TODAY, by=SYSTEM) == []
    release_hold(hold=placed.pk, reason="Settled.", at=NOW, by=SYSTEM)
    job = run_all()
    assert (job.state, job.rows_done, whole()) == (JobState.DONE, 5, 0)


def test_a_hold_placed_midway_spares_every_row_that_was_not_done(
    calls: Calls, planned: Planned, belfabriek: Party
) -> None:
    calls(1_200)
    job = planned()
    AnonymisationLane.objects.update(batch_size=500)
    lane = leases.claim(job.pk)
    assert lane is not None
    own.run_batch(lane)
    hold(party=belfabriek.pk)
    leases.release(lane)
    run.anonymise(job.pk)
    result = job_result(SYSTEM, job.pk)
    assert (result.state, result.rows_done, result.rows_held) == (JobState.DONE, 500, 700)
    assert whole() == 700
    assert job.batches.get().hold_epoch == 0


@pytest.mark.django_db(transaction=True)
def test_placing_a_hold_waits_for_the_batch_under_way_and_for_nothing_else(
    calls: Calls, planned: Planned, belfabriek: Party
) -> None:
    calls(1_200)
    job = planned()
    AnonymisationLane.objects.update(batch_size=500)
    address = settings.DATABASE_URL.rpartition("/")[0]
    first = CallDetailRecord.objects.order_by("pk").first()
    assert first is not None

    def work() -> None:
        try:
            run.anonymise(job.pk)
        finally:
            connections.close_all()

    def place() -> int:
        try:
            hold(party=belfabriek.pk)
            return CallDetailRecord.objects.filter(anonymised_on=None).count()
        finally:
            connections.close_all()

    name = connection.settings_dict["NAME"]
    with psycopg.connect(f"{address}/{name}") as other, ThreadPoolExecutor(2) as pool:
        other.execute(
            "SELECT 1 FROM records_calldetailrecord WHERE id = %s FOR UPDATE", (first.pk,)
        )
        working = pool.submit(work)
        placing = pool.submit(place)
        other.rollback()
        left = placing.result(30)
        working.result(30)
    assert left in {1_200, 700, 200, 0}
    assert whole() == left


def test_what_a_hold_needs(rule: object) -> None:
    with pytest.raises(HoldReachesNothing):
        hold()
    with pytest.raises(NumberUnreadable):
        hold(number="nobody")
    with pytest.raises(ReasonMissing):
        hold(number="0201234567", reason=" ")
    placed = hold(number="0201234567")
    assert placed.number == readable("+31201234567") == "+31201234567"
    release_hold(hold=placed.pk, reason="Over.", at=NOW, by=SYSTEM)
    with pytest.raises(HoldReleased):
        release_hold(hold=placed.pk, reason="Over.", at=NOW, by=SYSTEM)


def test_strangers_place_none_and_a_partner_sees_its_own(
    belfabriek: Party, model_partner: Party
) -> None:
    hold(party=belfabriek.pk)
    hold(party=model_partner.pk)
    partner = Viewer(user_id=None, name="b", parties=frozenset({belfabriek.pk}))
    assert [each.party_id for each in holds(partner)] == [belfabriek.pk]
    with pytest.raises(NotAllowed):
        place_hold(case="x", reason="x", party=belfabriek.pk, by=PUBLIC)


def test_history_keeps_no_number_and_no_reason(rule: object) -> None:
    hold(number="0201234567", reason="Jan Jansen against Bakker")
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(e::text) FROM records_legalholdevent e")
        assert "Jansen" not in str(cursor.fetchone())
