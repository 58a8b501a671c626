"""``python -m tests.bench.bench_records``: pages and exports of the record as processor.

Needs a migrated database; adds load data if there is none (``--scale full``: 1,000 partners x
100 customers), and for the measurement two users, who are removed again. Beside a page stands the
bare statement that reads its rows, beside an export a plain COPY of the rows it is made from.
A page is cold the first time it is asked for in a process, and warm from then on.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from records.activities.exporting import handed_out  # noqa: E402
from records.activities.models import ActivityVersion  # noqa: E402
from records.activities.processing import Page, page_of_groups, served, served_sql  # noqa: E402
from records.activities.queries import record  # noqa: E402
from roles.models import Party  # noqa: E402
from voipgrid_privacy.accounts.models import Membership, User  # noqa: E402
from voipgrid_privacy.kernel.tenancy import SYSTEM  # noqa: E402

SCALES = {"small": (20, 20), "full": (1_000, 100)}
EXPORTS = ("csv", "json", "xlsx")
ROUNDS = 15
PATH = "/en/portal/verwerkingen/"


def main() -> None:
    """Prepare, measure, print, clean up."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_records")
    parser.add_argument("--scale", choices=SCALES, default="full")
    parser.add_argument("--export", choices=EXPORTS, help="only that export, in this process")
    options = parser.parse_args()
    if options.export:
        _export(options.export)
        return
    _prepare(*SCALES[options.scale])
    platform = Party.objects.get(kind="PLATFORM")
    partner = Party.objects.filter(kind="PARTNER", is_model=False).order_by("name")[0]
    users = [_user(party) for party in (platform, partner)]
    try:
        for user, party in zip(users, (platform, partner), strict=True):
            _pages(user, party)
    finally:
        Membership.objects.filter(user__in=users).delete()
        User.objects.filter(pk__in=[user.pk for user in users]).delete()
    _copy(platform)
    for form in EXPORTS:
        subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tests.bench.bench_records", "--export", form],
            check=True,
        )


def _prepare(partners: int, customers: int) -> None:
    if not ActivityVersion.objects.exists():
        for command in ("load_register", "load_retention", "load_records"):
            call_command(command, verbosity=0)
    have = Party.objects.filter(kind="PARTNER").count()
    if have < partners:
        call_command("generate_chain", partners=partners, customers=customers, seed=str(have))


def _user(party: Party) -> User:
    made = User.objects.create_user(f"bench-{party.pk}@example.nl", name="bench")
    Membership.objects.create(user=made, party=party, role="MANAGER")
    return made


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return 1_000 * (time.perf_counter() - began)


def _pages(user: User, party: Party) -> None:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    found = _page(party)
    paths = {
        "as controller": PATH,
        "as processor": f"{PATH}verwerker/",
        "as processor, next page": f"{PATH}verwerker/?after={found.last}",
        "as processor, searched": f"{PATH}verwerker/?q=bakkerij",
    }
    print(f"{party.kind.lower()}, {found.total:,} served")
    for name, path in paths.items():
        connection.close()
        cold = _timed(lambda path=path: _ok(client, path))
        warm = sorted(_timed(lambda path=path: _ok(client, path)) for _round in range(ROUNDS))
        p50, most = warm[len(warm) // 2], warm[-1]
        print(f"  {name:26} cold {cold:6.0f} ms   warm {p50:5.0f} ms, slowest {most:5.0f} ms")
    asked = served.asked_of(viewer=SYSTEM, party=party.pk, on=timezone.localdate())
    parties = [group.controller for group in found.groups]
    bare = [_timed(lambda: _bare(asked.params(parties=parties))) for _round in range(ROUNDS)]
    print(f"  bare statement of its rows {'':11}      {sorted(bare)[len(bare) // 2]:5.1f} ms")


def _ok(client: Client, path: str) -> None:
    response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path}: {response.status_code}")


def _page(party: Party) -> Page:
    on = timezone.localdate()
    entries = record(viewer=SYSTEM, party=party, kind="PROCESSOR", on=on).entries
    return page_of_groups(viewer=SYSTEM, party=party, on=on, entries=entries, most=25)


def _bare(params: dict[str, object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(served_sql.SOME, params)
        cursor.fetchall()


def _copy(platform: Party) -> None:
    asked = served.asked_of(viewer=SYSTEM, party=platform.pk, on=date.today())  # noqa: DTZ011
    params = asked.params(all=True, viewers=[])
    began, got = time.perf_counter(), 0
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP VIEW bench_served AS {served_sql.EVERYONE}", params)
        with cursor.copy("COPY (SELECT * FROM bench_served) TO STDOUT") as copy:
            for _line in copy:
                got += 1
        cursor.execute("DROP VIEW bench_served")
    took = time.perf_counter() - began
    print(f"plain COPY of the rows        {got:9,} rows   in {took:5.1f} s  {got / took:9,.0f} /s")


def _export(form: str) -> None:
    platform = Party.objects.get(kind="PLATFORM")
    before = _memory()
    began, size = time.perf_counter(), 0
    response = handed_out(
        viewer=SYSTEM, party=platform, kind="PROCESSOR", on=timezone.localdate(), form=form
    )
    first = None
    for piece in response.streaming_content:
        first = first or time.perf_counter() - began
        size += len(piece)
    took = time.perf_counter() - began
    print(
        f"export as {form:5} {size / 1e6:6.1f} MB in {took:5.1f} s, first piece after {first:.1f} s"
    )
    print(f"  memory {_memory():,.0f} MB at most, {before:,.0f} MB before")


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
