"""``python -m tests.bench.bench_bulk``: import beside COPY, export beside COPY, look-up, search.

Needs a migrated database with the register; everything it adds is removed again. Beside each
figure stands what was reached without us on such a machine (the ceiling).
"""

import argparse
import os
import random
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from uuid import UUID, uuid5

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from roles import services  # noqa: E402
from roles.models import Contract, ExternalId, Party, Service  # noqa: E402
from roles.queries.chain import chain_facts  # noqa: E402
from roles.queries.chain_sql import CHAIN_NOW  # noqa: E402
from roles.queries.exporting import FORMS, exported_lines  # noqa: E402
from roles.queries.search import parties_like  # noqa: E402
from roles.services import importing  # noqa: E402
from voipgrid_privacy.kernel.tenancy import SYSTEM  # noqa: E402

SPACE = UUID("10ad0000-0000-0000-0000-00000000beac")
PER_PARTNER = 1_000
AT_ONCE = 50_000
TODAY = date(2026, 11, 26)


def main() -> None:
    """Import, copy, export, look up, search; print each beside its ceiling; clean up."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_bulk")
    parser.add_argument("--contracts", type=int, default=20_000)
    count = parser.parse_args().contracts
    call_command("load_register", verbosity=0)
    print(f"{count:,} contracts; memory before {_memory():,.0f} MB")
    copied = _rolled_back(lambda: _copy(count))
    batch = _import(count, copied)
    try:
        _export()
        _lookups(count)
        _search()
    finally:
        began = time.perf_counter()
        services.undo_import(batch=batch, at=datetime.now(UTC), by=SYSTEM)
        importing.work_on(batch.pk, at=datetime.now(UTC))
        batch.refresh_from_db()
        print(f"undone: {batch.state} {batch.refusal} in {time.perf_counter() - began:.1f} s")


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _rolled_back(act: Callable[[], float]) -> float:
    with transaction.atomic():
        took = act()
        transaction.set_rollback(True)
    return took


def _partners(count: int) -> int:
    return max(1, count // PER_PARTNER)


def _copy(count: int) -> float:  # noqa: C901  one generator per table
    """COPY the same rows, with the same constraints and triggers, from text made before."""
    platform = Party.objects.get(kind="PLATFORM").pk
    service = Service.objects.get(code="TELEPHONY").pk

    def key(name: str) -> UUID:
        return uuid5(SPACE, name)

    def parties() -> Iterator[str]:
        for p in range(_partners(count)):
            yield f"{key(f'p{p}')}\tPARTNER\tPartner {p}\tLEGAL_PERSON\t\tNL\tf\tf\t\\N\n"
        for c in range(count):
            yield f"{key(f'c{c}')}\tCUSTOMER\tKlant {c}\tLEGAL_PERSON\t\tNL\tf\tf\t\\N\n"

    def numbers() -> Iterator[str]:
        for p in range(_partners(count)):
            yield f"{key(f'np{p}')}\t{key(f'p{p}')}\t{platform}\tRELATIECODE\tBP{p}\n"
        for c in range(count):
            yield f"{key(f'nc{c}')}\t{key(f'c{c}')}\t{platform}\tRELATIECODE\tBC{c}\n"

    def contracts() -> Iterator[str]:
        days = "[2026-01-01,)"
        for p in range(_partners(count)):
            yield f"{key(f'kp{p}')}\t{platform}\t{key(f'p{p}')}\t{service}\tRESALE\t\t{days}\n"
        for c in range(count):
            seller = key(f"p{c % _partners(count)}")
            yield (
                f"{key(f'kc{c}')}\t{seller}\t{key(f'c{c}')}\t{service}\tSUBSCRIPTION\tBK{c}\t{days}\n"
            )

    took = 0.0
    for statement, lines in (
        (PARTIES, parties()),
        (NUMBERS, numbers()),
        (CONTRACTS, contracts()),
    ):
        while some := "".join(islice(lines, AT_ONCE)):
            took += _timed(lambda statement=statement, some=some: _copied(statement, some))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE roles_party, roles_contract, roles_externalid")
    print(f"plain COPY into the same tables      {count / took:10,.0f} contracts/s  ({took:.1f} s)")
    return took


PARTIES = (
    "COPY roles_party (id, kind, name, legal_form, kvk_number, country, is_public, is_model,"
    " registered_by_id) FROM STDIN"
)
NUMBERS = "COPY roles_externalid (id, party_id, assigned_by_id, system, value) FROM STDIN"
CONTRACTS = (
    "COPY roles_contract (id, provider_id, acquirer_id, service_id, kind, reference, valid_during)"
    " FROM STDIN"
)


def _copied(statement: str, text: str) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text)


def _files(count: int) -> dict[str, Iterator[bytes]]:
    def parties() -> Iterator[str]:
        yield "external_id;kind;name;legal_form;kvk;country\n"
        yield from (f"BP{p};partner;Partner {p};;;\n" for p in range(_partners(count)))
        yield from (f"BC{c};klant;Klant {c};;;NL\n" for c in range(count))

    def contracts() -> Iterator[str]:
        yield "provider;acquirer;service;kind;reference;from;until\n"
        for p in range(_partners(count)):
            yield f"BENCH;BP{p};TELEPHONY;wederverkoop;;2026-01-01;\n"
        for c in range(count):
            yield f"BP{c % _partners(count)};BC{c};TELEPHONY;abonnement;BK{c};2026-01-01;\n"

    return {"parties.csv": _pieces(parties()), "contracts.csv": _pieces(contracts())}


def _pieces(lines: Iterator[str]) -> Iterator[bytes]:
    while some := "".join(islice(lines, 20_000)):
        yield some.encode()


def _import(count: int, copied: float) -> importing.imports.Import:
    platform = Party.objects.get(kind="PLATFORM")
    ExternalId.objects.get_or_create(
        party=platform, assigned_by=platform, system="RELATIECODE", value="BENCH"
    )
    now = datetime.now(UTC)
    batch = services.upload_import(files=_files(count), assigned_by=platform, at=now, by=SYSTEM)
    preview = _timed(lambda: importing.work_on(batch.pk, at=now))
    batch.refresh_from_db()
    if batch.errors or batch.refusal:
        raise SystemExit(f"{batch.errors} {batch.refusal} {batch.refusal_params}")
    services.confirm_import(batch=batch, by=SYSTEM)
    applied = _timed(lambda: importing.work_on(batch.pk, at=now))
    batch.refresh_from_db()
    took = preview + applied
    print(f"import, preview and all              {count / took:10,.0f} contracts/s  ({took:.1f} s)")
    print(f"  of which preview {preview:.1f} s, applying {applied:.1f} s; {batch.new:,} rows")
    print(
        f"  import / plain COPY                {copied / took:10.2f}    (goal 0.4; ceiling 0.5-0.7)"
    )
    print(f"  memory {_memory():,.0f} MB at most")
    return batch


def _export() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = size = 0
    began = time.perf_counter()
    for some in exported_lines(viewer=SYSTEM, on=TODAY, form=FORMS["ndjson"]):
        rows += some.count("\n")
        size += len(some)
    took = time.perf_counter() - began
    print(f"export of the matrix as NDJSON       {rows / took:10,.0f} rows/s   (goal 300,000)")
    print(
        f"  {rows:,} rows, {size / 1e6:,.0f} MB in {took:.1f} s; memory {_memory():,.0f} MB at most"
    )
    plain = _plain_copy(rows, size // max(1, rows))
    print(f"plain COPY of as many such lines     {plain:10,.0f} rows/s   (ceiling 638,000)")
    print(f"  export / COPY                      {rows / took / plain:10.2f}    (goal 0.33)")


def _plain_copy(rows: int, length: int) -> float:
    """COPY as many lines of the same length out of a table."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bench_lines (line jsonb)")
        cursor.execute(
            "INSERT INTO bench_lines SELECT jsonb_build_object('n', n, 'x', repeat('x', %s))"
            " FROM generate_series(1, %s) n",
            [max(1, length - 30), min(rows, 300_000)],
        )
        got = 0
        began = time.perf_counter()
        with cursor.copy("COPY bench_lines TO STDOUT") as copy:
            for _line in copy:
                got += 1
        took = time.perf_counter() - began
        cursor.execute("DROP TABLE bench_lines")
    return got / took


def _lookups(count: int) -> None:
    chosen = random.Random(1).sample(range(count), min(count, 500))
    rows = ExternalId.objects.filter(value__in=[f"BC{c}" for c in chosen])
    parties = list(rows.values_list("party", flat=True))
    service = "TELEPHONY"
    took = _timed(
        lambda: [chain_facts(viewer=SYSTEM, party=p, on=TODAY, service=service) for p in parties]
    )
    print(f"look-up of a chain, ORM and all      {1000 * took / len(parties):10.2f} ms")
    print(
        f"look-up in the database              {_in_database(parties):10.3f} ms   (goal 0.2; ceiling 0.03)"
    )


def _in_database(parties: list[UUID]) -> float:
    """Time the same walk, planned once, inside the server; the best of three rounds (ms each).

    In a loop of its own: EXPLAIN ANALYZE counts rows in eighty steps, and adds a third.
    """
    connection.ensure_connection()
    raw = connection.connection
    raw.execute(WALKED.format(CHAIN_NOW % {"party": "party", "on": "day", "service": "service"}))
    asked = "SELECT pg_temp.bench_chains(%s, %s, 'TELEPHONY')"
    rounds = [raw.execute(asked, [parties, TODAY]).fetchone()[0] for _round in range(4)]
    return min(rounds[1:])


WALKED = """
CREATE OR REPLACE FUNCTION pg_temp.bench_chains(parties uuid[], day date, service text)
    RETURNS double precision LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
    party uuid;
    began timestamptz := clock_timestamp();
    found record;
BEGIN
    FOREACH party IN ARRAY parties LOOP
        FOR found IN {} LOOP
        END LOOP;
    END LOOP;
    RETURN 1000 * extract(epoch FROM clock_timestamp() - began) / cardinality(parties);
END $$
"""


def _search() -> None:
    asked = [f"klant {n}" for n in random.Random(2).sample(range(1_000), 15)] + ["klnat 12"] * 5
    times = sorted(
        _timed(lambda q=q: list(parties_like(viewer=SYSTEM, q=q, most=10))) for q in asked
    )
    print(f"search, slowest of {len(times)}                {1000 * times[-1]:10.1f} ms   (goal 50)")
    assert Contract.objects.exists()


if __name__ == "__main__":
    main()
