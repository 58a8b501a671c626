"""Runs in other databases: what is due is erased, what a law keeps stays."""

from collections.abc import Callable
from datetime import date

import pytest

from records.choices import Bound, JobState, StartEvent, Technique
from records.engine import run, services
from records.engine.models import AnonymisationLane
from records.engine.queries import job_result
from records.errors import KeptByLaw
from records.holds.services import place_hold
from records.retention.rules import Term
from roles.models import DataElement, Party
from tests.records.conftest import TODAY
from tests.records.elsewhere_filled import ROWS, Decide, adds_up, count, filled, instruct, planned
from tests.records.foreign import Server
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("filled", "instruct")

pytestmark = pytest.mark.django_db


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
