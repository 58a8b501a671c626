"""A data directory of its own for each test, and nothing left running after it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from voipgrid_privacy.embedded import postgres

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """An empty data directory; its server goes with it."""
    directory = tmp_path / "var"
    yield directory
    postgres.remove(directory)


@pytest.fixture
def open_dir() -> Iterator[Path]:
    """A data directory that any account can reach, as a clone below /home or /srv is."""
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        directory = Path(parent) / "var"
        yield directory
        postgres.remove(directory)


@pytest.fixture(scope="package")
def shared_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One data directory for all tests that serve the product: it is migrated once."""
    directory = tmp_path_factory.mktemp("shared") / "var"
    yield directory
    postgres.remove(directory)


@pytest.fixture
def environment(data_dir: Path) -> dict[str, str]:
    """The environment of a newcomer: nothing set but where data goes."""
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    return {"PATH": path, "HOME": str(data_dir.parent), "DATA_DIR": str(data_dir)}


class Runner:
    """Starts Python with our code, in files what it says, and ends it with all its children."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment, self._folder = environment, folder
        self._started: list[subprocess.Popen[bytes]] = []

    def __call__(self, *arguments: str, **variables: str) -> "subprocess.Popen[bytes]":
        with (self._folder / f"said-{len(self._started)}").open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self._environment | variables,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        self._started.append(process)
        return process

    def said(self, process: "subprocess.Popen[bytes]") -> str:
        """What the process printed so far."""
        return (self._folder / f"said-{self._started.index(process)}").read_text()

    def end(self) -> None:
        """Kill what still runs."""
        for process in self._started:
            for child in _children(process.pid):
                _kill(child)
            process.kill()
            process.wait()


@pytest.fixture
def run_python(environment: dict[str, str], tmp_path: Path) -> Iterator[Runner]:
    """Start Python as a newcomer would."""
    runner = Runner(environment, tmp_path)
    yield runner
    runner.end()


def _children(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return


def eventually(condition: Callable[[], object], *, within: float = 30.0) -> None:
    """Wait for ``condition``; the bound is for a hang, not a claim about speed."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Whether the process runs (a zombie does not)."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can drop privileges")
