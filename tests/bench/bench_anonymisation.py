"""Retention runs beside one raw UPDATE of the same rows, in the same table, in the same run.

``python -m tests.bench.bench_anonymisation --rows 1000000 --rounds 3``. Makes databases of its own
on the server of ``DATABASE_URL``, and a MariaDB of its own, and drops them again. A round fills the
table afresh for each measurement and takes them in turn; medians are printed. What a run takes is
all of it: the preview, the batches with their evidence, and the closing check.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from records.choices import Technique  # noqa: E402
from tests.bench.retention import places  # noqa: E402
from tests.bench.retention.measuring import Bench  # noqa: E402
from tests.bench.retention.register import Register  # noqa: E402
from tests.bench.retention.workers import workers  # noqa: E402
from tests.records import foreign  # noqa: E402

HOLDS_SECONDS = 8.0
WHERE = ("own", "postgresql", "mariadb", "months", "mariadb-months")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=WHERE, default=WHERE)
    given = parser.parse_args()
    created = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with ExitStack() as stack:
            measure(stack, given.rows, given.rounds, given.only)
    finally:
        connection.creation.destroy_test_db(created, verbosity=0)


def measure(stack: ExitStack, rows: int, rounds: int, only: list[str]) -> None:
    database = connection.settings_dict["NAME"]
    address = f"{settings.DATABASE_URL.rpartition('/')[0]}/{database}"
    register = Register()
    one = stack.enter_context(workers(address, 1))
    two = stack.enter_context(workers(address, 2))
    bench = Bench(register, one, two, rows, rounds)
    print(f"tables of {rows:,} rows, {rows // places.DUE_SHARE:,} due; {rounds} round(s), medians")
    if "own" in only:
        bench.in_place("our own database", register.own, places.own(address), Technique.GENERALISE)
    if {"postgresql", "months"} & set(only):
        with foreign.postgresql() as server:
            at_postgresql(bench, server, only)
    if {"mariadb", "mariadb-months"} & set(only):
        with own_mariadb() as server:
            at_mariadb(bench, server, only)


def at_postgresql(bench: Bench, server: foreign.Server, only: list[str]) -> None:
    base = settings.DATABASE_URL.rpartition("/")[0]
    address, account = f"{base}/{server.database}", server.account  # type: ignore[attr-defined]
    if "postgresql" in only:
        place = places.postgresql(address, account, months=False)
        place.fill(bench.rows)
        rules = bench.register.elsewhere(server, "pg")
        bench.in_place("PostgreSQL elsewhere", rules, place, Technique.SUPPRESS)
        bench.in_place("PostgreSQL elsewhere", rules, place, Technique.DELETE)
    if "months" in only:
        place = places.postgresql(address, account, months=True)
        place.fill(bench.rows)
        rules = bench.register.elsewhere(server, "pg-months")
        bench.partitions("PostgreSQL by month", rules, place, HOLDS_SECONDS)


def at_mariadb(bench: Bench, server: foreign.Server, only: list[str]) -> None:
    address = f"mysql://root@{server.host}:{server.port}/{server.database}"
    if "mariadb" in only:
        place = places.mariadb(address, months=False)
        place.fill(bench.rows)
        rules = bench.register.elsewhere(server, "maria")
        bench.in_place("MariaDB elsewhere", rules, place, Technique.SUPPRESS)
        bench.in_place("MariaDB elsewhere", rules, place, Technique.DELETE)
    if "mariadb-months" in only:
        rights = "SELECT, UPDATE, DELETE, ALTER, CREATE, DROP, INSERT"
        server.execute(f"GRANT {rights} ON {server.database}.* TO {foreign.ACCOUNT}")
        place = places.mariadb(address, months=True)
        place.fill(bench.rows)
        rules = bench.register.elsewhere(server, "maria-months")
        bench.partitions("MariaDB by month", rules, place, HOLDS_SECONDS)


@contextmanager
def own_mariadb() -> Iterator[foreign.Server]:
    with tempfile.TemporaryDirectory() as folder:
        server = foreign.MariaDB(Path(folder), memory="512M")
        server.start()
        try:
            with foreign.mariadb(server) as found:
                yield found
        finally:
            server.kill()


if __name__ == "__main__":
    main()
