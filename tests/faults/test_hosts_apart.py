"""The short version of `make faults-hosts`: a worker that is gone, a database cut off for seconds."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.faults.apart import Apart, shared
from tests.faults.cables import NAMED, Host, forbidden, missing, network
from voipgrid_privacy.embedded.vanished import AT_THE_CLIENT

pytestmark = [pytest.mark.embedded, pytest.mark.processes]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _hosts_can_be_made() -> None:
    if lack := missing():
        (pytest.fail if settings.REQUIRE_SERVICES else pytest.skip)(lack)
    if lack := forbidden():
        pytest.skip(lack)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the account of PostgreSQL can reach."""
    with tempfile.TemporaryDirectory() as name:
        for each in (Path(name), Path(name, "data")):
            each.mkdir(exist_ok=True)
            each.chmod(0o755)
        yield Path(name)


@contextmanager
def a_worker_and_its_database(folder: Path) -> Iterator[tuple[dict[str, Host], str]]:
    with network("web", "work", "data") as hosts:
        environment = shared(hosts, folder, "pgmq")
        product = Apart(data_dir=folder, environment=environment, hosts=hosts, folder=folder)
        product.serve_data()
        try:
            yield hosts, environment["DATABASE_URL"]
        finally:
            product.stop()


def ours(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """Connect as the product does."""
    options = settings.DATABASES["default"]["OPTIONS"]
    return psycopg.connect(url, **{name: options[name] for name in (*AT_THE_CLIENT, "options")})


def test_what_a_host_that_is_gone_had_locked_is_free_in_half_a_minute(folder: Path) -> None:
    """By the kernel's own patience it stays locked for two hours, and it asks for fifteen minutes."""
    with a_worker_and_its_database(folder) as (hosts, url):
        with hosts["work"].entered():
            gone = ours(url)
        gone.execute("CREATE TABLE held ()")
        gone.commit()
        gone.execute("LOCK TABLE held")
        hosts["work"].cut()
        began = time.monotonic()
        with ours(url) as other:
            other.execute("SET LOCAL lock_timeout = '60s'")
            other.execute("LOCK TABLE held")
        assert 5 < time.monotonic() - began < 40
        with pytest.raises(psycopg.OperationalError):
            gone.execute("SELECT 1")
        assert time.monotonic() - began < 60
        gone.close()


def test_a_host_that_is_cut_off_and_healed_costs_nothing(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "tests.faults.hosts", "--rounds", "1", "--only", "data"]
    command += ["--most-away", "20", "--most-pause", "1", "--json", str(figures)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as run:
        said = run.communicate()[0].decode()
    print(said)
    assert figures.exists(), said
    found = json.loads(figures.read_text())
    assert (found["lost"], found["doubled"], found["half"], found["problems"]) == (0, 0, 0, []), (
        said
    )
    assert found["things"] > 100
    assert found["answers_max"] < 60
    assert found["works_max"] < 60
    assert not [each for each in NAMED.glob(f"vp{run.pid}-*") if each.exists()]
