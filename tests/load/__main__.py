"""``python -m tests.load``: the load of ten thousand partners, held at a share of saturation.

Needs a migrated database of its own; adds load data until there are that many partners. First the
mix of the API runs as fast as it goes, then the pages of the portal: that is saturation, and what
it says of the processors shows what gives out first. Then both are held for minutes at a share of
that in all, at moments that do not wait for answers. Loopback only. Exit code 1 for any error.

The API and the portal have web processes of their own, those of the portal a step later, as the
units in ``docs/examples/hosts`` have them; with ``--together`` the same serve both.
"""

import argparse
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

import django

django.setup()

import psutil  # noqa: E402
from django.db import connection  # noqa: E402

from tests.bench.__main__ import prepare  # noqa: E402
from tests.bench.serving import HOST, serve, wait_for  # noqa: E402
from tests.load import given  # noqa: E402
from tests.load.pacing import Heard, Pace, held  # noqa: E402

BUDGETS = {"look-up": 50.0, "read": 200.0, "write": 200.0}
"""Milliseconds of 99 in 100 answers."""
PAGE_BUDGET = 200.0
"""Milliseconds of 95 in 100 pages."""
STEADY = 20.0
"""Seconds of saturation."""
LATER = 5
"""Steps of niceness by which the API comes before the portal: ``Nice=`` of the portal's unit."""
Server = list["subprocess.Popen[bytes]"]


def main() -> int:
    """Prepare, find saturation, hold the share, print, clean up."""
    options = _options()
    prepare(options.partners, options.customers)
    given.forget()  # of a run that was broken off
    web = [serve()] if options.together else [serve(), serve(later=LATER)]
    (_process, port), (_other, of_pages) = web[0], web[-1]
    server = [process for process, _port in web]
    try:
        asks, pages = given.api(options.clients, date.today()), given.portal(options.sessions)  # noqa: DTZ011
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as it is kept by itself where it runs for days
        for _process, each in web:
            wait_for(each)
        mixed = [
            ask
            for kind, share in given.MIX.items()
            for ask in (asks[kind] * 100)[: round(share * given.MANY)]
        ]
        most = _saturation(Pace(mixed, 0, port), server)
        read = _saturation(Pace(pages, 0, of_pages), server)
        people = options.sessions / options.page_every
        rate = max(options.share - people / read, 0.05) * most
        print(f"people take {people / read:.0%} of what there is, the API {rate / most:.0%}")
        paces = [Pace(asks[kind], share * rate, port) for kind, share in given.MIX.items()]
        paces.append(Pace(pages, people, of_pages))
        return _hold(paces, options.minutes * 60, server)
    finally:
        for process in server:
            process.terminate()
            process.wait(10)
        given.forget()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load")
    parser.add_argument("--partners", type=int, default=10_000)
    parser.add_argument("--customers", type=int, default=100)
    parser.add_argument("--clients", type=int, default=64, help="partners whose systems call")
    parser.add_argument("--sessions", type=int, default=1_000, help="people at the portal")
    parser.add_argument("--page-every", type=float, default=120.0, help="seconds between pages")
    parser.add_argument("--share", type=float, default=0.7, help="of saturation")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--together", action="store_true", help="one web server for all")
    return parser.parse_args()


def _saturation(pace: Pace, server: Server) -> float:
    """Ask as fast as it goes; print and return the requests per second."""
    held(HOST, [pace], seconds=5, lines=16, seed=0)
    with Processors(server) as used:
        heard = held(HOST, [pace], seconds=STEADY, lines=16, seed=1)
    print(f"saturation: {heard.count / STEADY:,.0f} requests/s over 16 connections; {used}")
    _times(heard)
    return heard.count / STEADY


def _hold(paces: list[Pace], seconds: float, server: Server) -> int:
    """Hold the paces, print what came of it, and return 1 if anything went wrong."""
    rate, before, heard = sum(pace.per_second for pace in paces), _memory(server), Heard()
    print(f"held for {seconds:,.0f} s: {rate:,.0f} requests/s; memory of the server {before} MB")
    began, turn = time.monotonic(), 0
    with Processors(server) as used:
        while (left := seconds - (time.monotonic() - began)) > 1:
            turn += 1
            now = held(HOST, paces, seconds=min(left, 60), lines=64, seed=turn + 1)
            worst = max((_of(times, 0.99) for times in now.took.values()), default=0.0)
            print(
                f"  minute {turn}: {now.count:,} answered, {len(now.errors)} errors,"
                f" slowest p99 {worst:.0f} ms, memory {_memory(server)} MB",
                flush=True,
            )
            heard.add(now)
    took = time.monotonic() - began
    print(f"answered {heard.count / took:,.0f} requests/s; {used}")
    late = _times(heard)
    for error in heard.errors[:5]:
        print(error)
    print(f"errors: {len(heard.errors)}; over their budget: {', '.join(late) or 'none'}")
    return 1 if heard.errors or late else 0


def _times(heard: Heard) -> list[str]:
    """Print how long each kind took; return those over their budget."""
    late = []
    for kind, times in sorted(heard.took.items()):
        share, budget = (0.95, PAGE_BUDGET) if kind.startswith("page") else (0.99, BUDGETS[kind])
        found = _of(times, share)
        late += [kind] * (found > budget)
        print(
            f"  {kind:22} {len(times):9,}   p50 {_of(times, 0.5):7.1f} ms   p95"
            f" {_of(times, 0.95):7.1f}   p99 {_of(times, 0.99):7.1f}   most {max(times):7.0f}"
            f"   (budget p{share * 100:.0f} {budget:.0f})"
        )
    return late


def _of(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _memory(server: Server) -> int:
    """Return what the server and its workers hold, in MB."""
    return sum(process.memory_info().rss for process in _processes(server)) // 2**20


def _processes(server: Server) -> list[psutil.Process]:
    roots = [psutil.Process(each.pid) for each in server]
    return [process for root in roots for process in (root, *root.children(recursive=True))]


class Processors:
    """How much of a processor the server, the database and everything else used meanwhile."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._said = ""

    def __enter__(self) -> "Processors":
        self._began, self._before = time.monotonic(), self._spent()
        return self

    def __exit__(self, *_error: object) -> None:
        took, now = time.monotonic() - self._began, self._spent()
        shares = [f"{name} {(now[name] - self._before[name]) / took:.2f}" for name in now]
        self._said = f"processors used: {', '.join(shares)} of {os.cpu_count()}"

    def __str__(self) -> str:
        return self._said

    def _spent(self) -> dict[str, float]:
        web = sum(map(_seconds, _processes(self._server)))
        base = sum(_seconds(p) for p in psutil.process_iter() if _is_database(p))
        whole = psutil.cpu_times()
        return {"web": web, "database": base, "all": whole.user + whole.system}


def _seconds(process: psutil.Process) -> float:
    try:
        spent = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(spent.user + spent.system)


def _is_database(process: psutil.Process) -> bool:
    try:
        return Path(process.name()).name.startswith("postgres")
    except psutil.Error:
        return False


if __name__ == "__main__":
    sys.exit(main())
