"""``python -m tests.bench.bench_scan``: a scan of the fixture sites, its time and its memory.

Six states at once, as the scanner makes them: a page settles for five seconds at least, and that
is the floor that each time stands beside. A scan's process starts while the proof of ownership is
asked for: each scan is timed from when it may begin, and the whole of it from that start on.
Memory is what the browser and all of its processes hold in proportion (PSS), at its highest: in a
scan of its own, since to look costs time.
"""

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402

from cookies.scanner.browser.job import Job  # noqa: E402
from cookies.scanner.browser.launch import executable  # noqa: E402
from cookies.scanner.browser.leash import MARK  # noqa: E402
from cookies.scanner.guardian import Told, ready, watch  # noqa: E402
from tests.cookies.scanner.dns_server import DnsServer  # noqa: E402
from tests.cookies.scanner.server import HOSTS, Site, serve  # noqa: E402

SIX = ("untouched", "refused", "accepted", "only:analytics", "withdrawn", "gpc")
SITES = ("dirty.test", "clean.test")
ROUNDS = 5
PROOF = 1.0
"""Seconds that DNS and the site are taken to need for the proof; for our own site none is asked."""


def main() -> None:
    """Print the time and the memory of each scan, beside the rest that a page is given."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as site, DnsServer() as names:
        for host in SITES:
            for number in range(ROUNDS + 1):
                kept = Path(folder, f"{host}-{number}")
                kept.mkdir()
                job = job_of(host, site, names.port, kept)
                if number < ROUNDS:
                    _tell_time(host, job)
                else:
                    _tell_memory(host, job)


def job_of(host: str, site: Site, dns_port: int, folder: Path) -> Job:
    """Return what is asked: six states, and the usual rest."""
    return Job(
        url=f"https://{host}/",
        folder=folder,
        browser=executable(settings.SCANNER_BROWSER),
        arguments=(site.certificate.argument,),
        loopback=True,
        hosts=dict.fromkeys((each for each in HOSTS if each != "rebind.test"), "127.0.0.1"),
        ports={443: site.port},
        dns_servers=("127.0.0.1",),
        dns_port=dns_port,
        states=SIX,
    )


def _tell_time(host: str, job: Job) -> None:
    """Make one scan and print what it took."""
    slowest = 0.0

    def told(state: Told) -> None:
        nonlocal slowest
        slowest = max(slowest, state["seconds"])

    began = time.monotonic()
    with ready() as process:
        time.sleep(PROOF)
        asked = time.monotonic()
        end = watch(process, job, told=told, wanted=lambda: True)
        seconds = time.monotonic() - asked
    print(
        f"{host:12} {end.how} in {seconds:5.2f} s, {seconds / job.settle_seconds:.2f} x the"
        f" {job.settle_seconds:g} s of rest; slowest state {slowest:5.2f} s;"
        f" {time.monotonic() - began:5.2f} s with {PROOF:g} s for the proof and all processes ended"
    )


def _tell_memory(host: str, job: Job) -> None:
    """Make one scan and print what it held."""
    with memory() as held, ready() as process:
        end = watch(process, job, told=lambda _state: None, wanted=lambda: True)
    print(f"{host:12} {end.how}, {max(held) / 1024:4.0f} MiB at most")


@contextmanager
def memory() -> Iterator[list[int]]:
    """Note, while it lasts, what the processes of scans hold together, in KiB."""
    held, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(0.25):
            held.append(sum(map(pss, scanning())))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield held
    finally:
        over.set()
        thread.join()


def scanning() -> Iterator[int]:
    """Return the processes that a scan started."""
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"{MARK}=".encode() in (place / "environ").read_bytes():
                yield int(place.name)


def pss(pid: int) -> int:
    """Return what a process holds in proportion, in KiB; nothing if it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


if __name__ == "__main__":
    main()
