"""A partition that is written anew beside itself: what is due is gone, what others do is kept."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override

from records.admin.dry_runs import dry_run_in_words
from records.choices import Strategy, Technique
from records.engine.models import AnonymisationJob
from records.engine.partitions import copying
from records.engine.previewing import dry_run
from records.engine.queries import Erasedness, job_result, ways_of
from roles.models import Party
from tests.records.conftest import TODAY
from tests.records.foreign import Server
from tests.records.rewritten import DUE, STAYS, certificate, count, finished, months, plan, work
from voipgrid_privacy.kernel.tenancy import SYSTEM

__all__ = ("months", "plan")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize("server", ["postgresql"], indirect=True),
]


def shape(server: Server) -> list[Any]:
    """What a partition is besides its rows."""
    return server.execute(
        "SELECT array_to_string(reloptions, ','), relowner, obj_description(oid),"
        " pg_get_expr(relpartbound, oid),"
        " (SELECT array_agg(contype::text || pg_get_constraintdef(k.oid)"
        "  ORDER BY contype, pg_get_constraintdef(k.oid)) FROM pg_constraint k"
        "  WHERE conrelid = c.oid),"
        " (SELECT array_agg(pg_get_indexdef(indexrelid) ORDER BY indexrelid::regclass::text)"
        "  FROM pg_index WHERE indrelid = c.oid),"
        " (SELECT array_agg(attname || attnotnull::text ||"
        "  attgenerated::text ORDER BY attnum) FROM pg_attribute"
        "  WHERE attrelid = c.oid AND attnum > 0)"
        " FROM pg_class c WHERE relname = 'm01'"
    )


def test_what_is_due_is_gone_and_the_partition_is_otherwise_as_it_was(
    months: Server, plan: Callable[..., AnonymisationJob], belfabriek: Party
) -> None:
    keys = [
        row[0] for row in months.execute("SELECT id FROM m01 WHERE dst IS NOT NULL ORDER BY id")
    ]
    before, file = shape(months), months.execute("SELECT pg_relation_filenode('m01')")
    job = plan()
    work(job)
    finished(job, DUE)
    assert (count(months, table="m01"), count(months)) == (STAYS, STAYS + 5)
    assert shape(months) == before
    assert months.execute("SELECT pg_relation_filenode('m01')") != file
    (batch,) = job.batches.all()
    assert (batch.strategy, batch.part, batch.shares) == (
        Strategy.REWRITE, "m01", {str(belfabriek.pk): DUE},
    )  # fmt: skip
    named = ",".join(map(str, keys)).encode()
    assert bytes(batch.digest) == hashlib.sha256(bytes(job.salt) + named).digest()
    assert job_result(SYSTEM, job.pk).erasedness == Erasedness.PHYSICALLY
    said = certificate(job)
    assert said["states"]["physically_erased"] is True
    assert said["rows_by_way"] == {"REWRITE": DUE}
    assert "written anew" in said["technique"]["guarantee"]["en"]


def test_a_dry_run_names_the_partitions_and_a_run_how_its_rows_went(
    months: Server, plan: Callable[..., AnonymisationJob]
) -> None:
    job = plan()
    (dry,) = dry_run(viewer=SYSTEM, rule=job.rule_id, on=TODAY)
    assert dry.partitions == (("m01", Strategy.REWRITE, DUE),)
    with override("en"):
        assert ("Partitions", f"m01: {Strategy.REWRITE.label} ({DUE})") in list(
            dry_run_in_words([dry])
        )
        work(job)
        assert ways_of(job) == [(f"{Strategy.REWRITE.label} m01", DUE)]


def test_fields_are_emptied_in_new_files_and_the_rows_stay(
    months: Server, plan: Callable[..., AnonymisationJob]
) -> None:
    job = plan(Technique.SUPPRESS)
    work(job)
    finished(job, DUE)
    assert count(months, "src IS NULL AND dst IS NULL AND twice = 2 * duration") == DUE
    assert count(months, "src IS NOT NULL") == STAYS + 5
    assert certificate(job)["states"]["physically_erased"] is True


CHANGES = (
    (
        "INSERT INTO cdr (id, partner, src, invoice_date, duration)"
        " VALUES (900001, '{partner}', '0611111111', '2025-01-15', 1)"
    ),
    "UPDATE cdr SET duration = 7777 WHERE src = '0699999999' AND id % 2 = 0",
    "DELETE FROM cdr WHERE src = '0699999999' AND id % 2 = 1",
    (
        "UPDATE cdr SET invoice_date = '2026-08-30' WHERE id ="
        " (SELECT min(id) FROM m01 WHERE dst IS NOT NULL)"
    ),
)


@pytest.mark.parametrize("moment", ["copy", "index", "swap"])
@pytest.mark.parametrize("technique", [Technique.DELETE, Technique.SUPPRESS])
def test_what_others_change_meanwhile_is_kept_and_what_they_add_that_is_due_goes(
    months: Server,
    plan: Callable[..., AnonymisationJob],
    monkeypatch: pytest.MonkeyPatch,
    belfabriek: Party,
    technique: Technique,
    moment: str,
) -> None:
    even = count(months, "src = '0699999999' AND id % 2 = 0")
    original, job = getattr(copying, moment), plan(technique)

    def others_first(*args: Any, **named: Any) -> None:
        monkeypatch.setattr(copying, moment, original)
        for change in CHANGES:
            months.execute(change.format(partner=belfabriek.pk))
        original(*args, **named)

    monkeypatch.setattr(copying, moment, others_first)
    work(job)
    finished(job, DUE)  # one was added, one was moved to a month that stays
    assert count(months, "duration = 7777") == even
    assert count(months, "src = '0699999999'") == even
    assert count(months, "src = '0611111111'") == 0
    assert count(months, "src IS NOT NULL") == even + 5 + 1
