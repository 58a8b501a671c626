"""Who supervises this data directory now, and what a killed supervisor left behind."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from voipgrid_privacy.embedded import leash, state
from voipgrid_privacy.embedded.errors import AlreadyRunning, EmbeddedError

FILE, LOCK = "supervisor.json", "supervisor.lock"


@dataclass(frozen=True)
class Run:
    """One run. ``token`` marks its processes; while the lock is held, ``pid`` is who holds it."""

    pid: int
    token: str


@contextmanager
def only_one(data_dir: Path, token: str) -> Iterator[list[int]]:
    """Be the only supervisor here; yield the pids of leftovers that were stopped first."""
    with state.locked_if_free(data_dir / LOCK) as free:
        if not free:
            raise AlreadyRunning(f"Already running on {data_dir}: use it, or `make stop` first.")
        left = _clear_leftovers(data_dir)
        _save(data_dir, Run(os.getpid(), token))
        yield left
        (data_dir / FILE).unlink(missing_ok=True)  # reached in order only: then nothing is left


def stop(data_dir: Path, *, patience: float = 30.0) -> bool:
    """Stop the supervisor that runs, or what a killed one left; return whether there was any."""
    if not data_dir.exists():
        return False
    asked, deadline = False, time.monotonic() + patience
    while time.monotonic() < deadline:
        with state.locked_if_free(data_dir / LOCK) as free:
            if free:
                return bool(_clear_leftovers(data_dir)) or asked
        asked = asked or _ask_to_stop(data_dir)
        time.sleep(0.1)
    raise EmbeddedError(f"The run on {data_dir} does not stop within {patience:.0f} s.")


def _ask_to_stop(data_dir: Path) -> bool:
    """Signal the process that holds the lock; False while it has not said yet who it is."""
    run = _load(data_dir)
    if run is None or not psutil.pid_exists(run.pid):
        return False
    psutil.Process(run.pid).send_signal(signal.SIGTERM)
    return True


def _clear_leftovers(data_dir: Path) -> list[int]:
    run = _load(data_dir)
    left = leash.descendants(run.token) if run else []
    leash.stop_all(left, grace=10)
    return [each.pid for each in left]


def _save(data_dir: Path, run: Run) -> None:
    half = data_dir / f"{FILE}.half"
    half.touch(mode=0o600)
    half.write_text(json.dumps(asdict(run)))
    half.replace(data_dir / FILE)


def _load(data_dir: Path) -> Run | None:
    try:
        return Run(**json.loads((data_dir / FILE).read_text()))
    except FileNotFoundError:
        return None
