"""A real worker on the queue of scans, killed in every way: nothing is left, the queue goes on."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlunsplit

import psutil
import pytest
from django.db import connection
from django.utils import timezone
from kombu import Connection

from cookies.models import FoundItem, Scan, ScanEvidence, ScanPlan, ScanProblem, ScanStep
from cookies.models import Site as RegisteredSite
from cookies.registry.services import register_site
from cookies.scanner.browser.leash import MARK
from cookies.scanner.choices import ProofWay, ScanStatus
from cookies.scanner.services import cancel_scan, request_scan, waiting
from cookies.tasks import run_scan
from roles.models import Party
from tests.cookies.scanner.server import Site
from tests.embedded.conftest import eventually, is_alive
from voipgrid_privacy.embedded import broker
from voipgrid_privacy.embedded.services import SCANS
from voipgrid_privacy.kernel.tenancy import SYSTEM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]
ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60.0


def address() -> str:
    """Return where the tests' own database is."""
    given = connection.settings_dict
    user = given["USER"] + (f":{given['PASSWORD']}" if given["PASSWORD"] else "")
    place = f"{user}@{given['HOST'] or '127.0.0.1'}:{given['PORT'] or 5432}"
    return urlunsplit(("postgres", place, f"/{given['NAME']}", "", ""))


@pytest.fixture
def ring() -> Iterator[Callable[[Scan], None]]:
    url = broker.url(address())
    broker.install(address())

    def rung(scan: Scan) -> None:
        with Connection(url, transport_options=broker.transport_options(url)) as line:
            run_scan.apply_async((str(scan.pk),), connection=line)

    yield rung
    with connection.cursor() as cursor:  # other tests walk every table there is
        cursor.execute("DROP SCHEMA pgmq CASCADE")


@pytest.fixture
def workers(
    ring: Callable[[Scan], None],
    job_for: Callable[..., Any],
    site: Site,
    dns_server: Any,
    tmp_path: Path,
) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    dns_server.records["dirty.test", "A"] = [["127.0.0.1"]]
    dns_server.records["clean.test", "A"] = [["127.0.0.1"]]
    job = job_for("dirty.test")
    names = ("browser", "arguments", "hosts", "ports", "dns_servers", "dns_port")
    world = {name: getattr(job, name) for name in names}
    world |= {"settle_seconds": 3.0, "banner_seconds": 1.0, "states": ["untouched", "refused"]}
    started: list[subprocess.Popen[bytes]] = []
    variables = {
        "DJANGO_SETTINGS_MODULE": "voipgrid_privacy.settings",
        "DATABASE_URL": address(),
        "CELERY_BROKER_URL": broker.url(address()),
    }

    def start() -> "subprocess.Popen[bytes]":
        command = (sys.executable, "-m", "tests.cookies.scanner.worker", json.dumps(world))
        with (tmp_path / f"worker-{len(started)}.log").open("wb") as said:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **variables},
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(process)
        return process

    yield start
    for each in started:
        each.kill()
        each.wait()
    print(*[path.read_text()[-4_000:] for path in sorted(tmp_path.glob("worker-*.log"))])


@pytest.fixture
def owner() -> Party:
    return Party.objects.create(kind="PARTNER", name="Belfabriek")


def asked(owner: Party, name: str = "dirty") -> Scan:
    found = RegisteredSite.objects.filter(code=name).first()
    place = found or register_site(
        party=owner, code=name, name=name, host=f"{name}.test", by=SYSTEM
    )
    ScanPlan.objects.get_or_create(
        site=place, defaults={"way": ProofWay.DNS, "proven_at": timezone.now()}
    )
    return request_scan(site=place, at=timezone.now(), by=SYSTEM)


def family(worker: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """Return the processes of the scan that this worker is making."""
    found = []
    for each in psutil.process_iter():
        try:
            if each.environ().get(MARK, "").startswith(f"{worker.pid}-"):
                found.append(each)
        except (psutil.Error, OSError):
            continue
    return found


def everything_below(processes: list[psutil.Process]) -> list[psutil.Process]:
    below = [child for each in processes for child in each.children(recursive=True)]
    return [*processes, *below]


def browsing(worker: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """Return the scan's processes once the browser has opened its pages, renderers and all."""
    found: list[psutil.Process] = []

    def there() -> bool:
        try:
            found[:] = everything_below(family(worker))
            return sum("--type=renderer" in " ".join(each.cmdline()) for each in found) >= 2
        except psutil.NoSuchProcess:  # browsers start and end processes all the time
            return False

    eventually(there, within=PATIENCE)
    return found


def named(processes: list[psutil.Process], word: str) -> psutil.Process:
    return next(
        each
        for each in processes
        if word in " ".join(each.cmdline()) and "--type=" not in " ".join(each.cmdline())
    )


def is_done(scan: Scan) -> bool:
    scan.refresh_from_db()
    assert scan.status != ScanStatus.FAILED, (scan.problem, scan.detail)
    return scan.status == ScanStatus.DONE


def whole(scan: Scan) -> None:
    """Assert that there is one scan with one set of everything, and no process of any."""
    assert set(scan.steps.values_list("key", flat=True)) == {"untouched", "refused"}
    assert scan.steps.count() == 2
    assert scan.evidence.count() == 5
    assert FoundItem.objects.filter(scan=scan).count() > 20
    assert ScanProblem.objects.filter(scan=scan).exists()


def nothing_of(scan: Scan) -> None:
    for model in (ScanEvidence, FoundItem, ScanProblem):
        assert not model.objects.filter(scan=scan).exists()
    scan.site.refresh_from_db()
    assert scan.site.scanned_on is None


def test_a_scan_goes_through_the_queue_of_its_own(workers, ring, owner: Party) -> None:
    scan, worker = asked(owner), workers()
    ring(scan)
    eventually(lambda: is_done(scan), within=PATIENCE)
    whole(scan)
    assert run_scan.app.amqp.router.route({}, run_scan.name)["queue"].name == SCANS
    eventually(lambda: not family(worker))


@pytest.mark.parametrize("word", ["/usr/lib/chromium", "cookies.scanner.browser"])
def test_a_killed_browser_is_replaced_and_the_scan_is_whole(
    workers, ring, owner: Party, word: str
) -> None:
    scan, worker = asked(owner), workers()
    ring(scan)
    first = browsing(worker)
    named(first, word).kill()
    eventually(lambda: is_done(scan), within=PATIENCE)
    assert scan.attempts == 2
    whole(scan)
    eventually(lambda: not [each for each in first if is_alive(each.pid)])
    eventually(lambda: not family(worker))


def test_a_killed_worker_leaves_nothing_and_the_next_one_makes_the_scan(
    workers, ring, owner: Party
) -> None:
    scan, worker = asked(owner), workers()
    ring(scan)
    left = browsing(worker)
    worker.kill()
    worker.wait()
    eventually(lambda: not [each for each in left if is_alive(each.pid)], within=10)
    nothing_of(scan)
    eventually(lambda: waiting() == [scan.pk], within=10)
    workers()
    ring(scan)
    eventually(lambda: is_done(scan), within=PATIENCE)
    assert scan.fencing_token == 2
    whole(scan)


def test_worker_and_browsers_keeper_killed_at_once_are_found_by_the_next(
    workers, ring, owner: Party
) -> None:
    scan, worker = asked(owner), workers()
    ring(scan)
    left = browsing(worker)
    keeper = named(left, "cookies.scanner.browser")
    for each in (worker, keeper):
        os.kill(each.pid, signal.SIGKILL)
    worker.wait()
    eventually(lambda: waiting() == [scan.pk], within=10)
    workers()
    ring(scan)
    eventually(lambda: is_done(scan), within=PATIENCE)
    assert not [each for each in left if is_alive(each.pid)]
    whole(scan)


def test_a_cancelled_scan_ends_at_once_and_the_queue_goes_on(workers, ring, owner: Party) -> None:
    scan, worker = asked(owner), workers()
    ring(scan)
    left = browsing(worker)
    cancel_scan(scan=scan, at=timezone.now(), by=SYSTEM)
    eventually(lambda: not [each for each in left if is_alive(each.pid)], within=10)
    nothing_of(scan)
    eventually(lambda: not ScanStep.objects.filter(scan=scan).exists(), within=10)
    assert not family(worker)
    other = asked(owner, "clean")
    ring(other)
    eventually(lambda: is_done(other), within=PATIENCE)
    scan.refresh_from_db()
    assert scan.status == ScanStatus.CANCELLED


def test_a_site_that_leads_inside_is_scanned_refused_and_the_worker_lives(
    workers, ring, owner: Party, dns_server: Any
) -> None:
    """Metadata, private, IPv6-mapped and decimal addresses, files, floods, endless redirects."""
    dns_server.records["hostile.test", "A"] = [["127.0.0.1"]]
    dns_server.records["inside.test", "A"] = [["192.168.7.7"]]
    scan, worker = asked(owner, "hostile"), workers()
    ring(scan)
    eventually(lambda: is_done(scan), within=PATIENCE)
    assert scan.refused >= 5
    assert scan.bytes_received < 100_000_000
    other = asked(owner)
    ring(other)
    eventually(lambda: is_done(other), within=PATIENCE)
    assert worker.poll() is None
    eventually(lambda: not family(worker))
