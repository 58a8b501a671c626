"""Rows per second of the batch engine, beside one raw UPDATE of the same rows.

``python -m tests.bench.bench_anonymisation --rows 1000000``. Makes a database of its own on the
server of ``DATABASE_URL`` and drops it again.
"""

import argparse
import os
import time
from collections.abc import Callable
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Max  # noqa: E402

from records.choices import JobState  # noqa: E402
from records.engine import run, services  # noqa: E402
from records.engine.models import AnonymisationBatch, AnonymisationJob  # noqa: E402
from records.register import load_retention_register  # noqa: E402
from roles.choices import PartyKind  # noqa: E402
from roles.models import DataCategory, Party  # noqa: E402
from voipgrid_privacy.kernel.tenancy import SYSTEM  # noqa: E402
from voipgrid_privacy.kernel.text import Localised  # noqa: E402

TODAY = date(2026, 8, 31)

FILL = """
    INSERT INTO records_calldetailrecord
        (partner_id, customer_id, caller, callee, started_at, duration_seconds, invoice_date)
    SELECT gen_random_uuid(), gen_random_uuid(), '+31100' || lpad((n %% 1000000)::text, 6, '0'),
           '+3161' || lpad((n %% 1000000)::text, 6, '0'),
           '2025-06-01'::date + n * interval '1 second', n %% 700,
           CASE WHEN n %% 5 = 0 THEN '2025-07-31'::date ELSE '2026-07-31'::date END
    FROM generate_series(1, %s) n
"""
RAW = """
    UPDATE records_calldetailrecord c SET id = -id, call_day = (started_at AT TIME ZONE
        'Europe/Amsterdam')::date, caller_class = 'NL_FIXED', callee_class = 'NL_MOBILE',
        duration_band = 'SHORT', anonymised_on = '2026-08-31', job_id = gen_random_uuid(),
        partner_id = NULL, customer_id = NULL, caller = NULL, callee = NULL, started_at = NULL,
        duration_seconds = NULL, invoice_date = NULL
    WHERE invoice_date + interval '6 months' <= '2026-08-31' AND anonymised_on IS NULL
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows: int = parser.parse_args().rows
    created = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        measure(rows)
    finally:
        connection.creation.destroy_test_db(created, verbosity=0)


def measure(rows: int) -> None:
    due = rows // 5
    register()
    raw = timed(rows, lambda: execute(RAW))
    engine = timed(rows, work)
    job = AnonymisationJob.objects.get()
    assert job.state == JobState.DONE
    assert job.rows_done == due
    longest = AnonymisationBatch.objects.aggregate(ms=Max("took_ms"))["ms"]
    print(f"table of {rows:,} rows, {due:,} due")
    print(f"one raw UPDATE   {due / raw:>10,.0f} rows/s, one transaction of {raw:.1f} s")
    print(f"batch engine     {due / engine:>10,.0f} rows/s, longest batch {longest} ms")
    print(f"ratio            {raw / engine:>10.2f}  (preview, evidence and closing check included)")


def register() -> None:
    words = Localised(nl="Verkeersgegevens", en="Traffic data")
    DataCategory.objects.create(code="TRAFFIC_BILLING", name=words, description=words)
    Party.objects.create(kind=PartyKind.PARTNER, name="Model", is_model=True, is_public=True)
    load_retention_register(by=SYSTEM)


def work() -> None:
    (job,) = services.ring_due(on=TODAY, by=SYSTEM)
    while run.anonymise(job):
        pass


def timed(rows: int, what: Callable[[], None]) -> float:
    """Fill the table afresh, and return how many seconds ``what`` takes."""
    execute("TRUNCATE records_calldetailrecord")
    execute(FILL, (rows,))
    execute("VACUUM ANALYZE records_calldetailrecord")
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


def execute(sql: str, parameters: tuple[int, ...] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


if __name__ == "__main__":
    main()
