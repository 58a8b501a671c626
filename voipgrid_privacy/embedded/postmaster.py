"""Whether the process that ``postmaster.pid`` names really is the server of a data directory.

A pid is reused: after a crash or a reboot the file may name anybody's process. We believe the
executable and its -D argument. Start times are left out on purpose: a clock that was set makes
them disagree, and disowning a live server would put a second one on its files.
"""

import signal
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from voipgrid_privacy.embedded.errors import StartFailed

READY_LINE = 7  # pid, data directory, start, port, socket directory, address, memory, status
PATIENCE = 5.0  # seconds in which a server may finish recovery or let go of its shared memory


@dataclass(frozen=True)
class Postmaster:
    """A server process that was recognised as ours."""

    process: psutil.Process
    port: int
    ready: bool


def find(data: Path) -> Postmaster | None:
    """Return the running server of ``data``, or None, whatever its pid file claims."""
    lines = _pid_file(data)
    if len(lines) < 4 or not (process := _recognised(lines[0], data)):
        return None
    ready = len(lines) > READY_LINE and lines[READY_LINE].strip() == "ready"
    return Postmaster(process, int(lines[3]), ready)


def find_ready(data: Path, *, patience: float = PATIENCE) -> Postmaster | None:
    """Return the server once it takes connections; None when it is gone or never gets there."""
    deadline = time.monotonic() + patience
    while (found := find(data)) and not found.ready and time.monotonic() < deadline:
        time.sleep(0.05)
    return found if found and found.ready else None


def remove_stale_pid_file(data: Path) -> None:
    """Remove a pid file that names no server of ours: PostgreSQL would believe the stranger."""
    if not find(data):
        (data / "postmaster.pid").unlink(missing_ok=True)


def stop(data: Path, *, patience: float = 15.0) -> bool:
    """Stop the server: clients are cut off, the data is checkpointed. Return whether one ran."""
    found = find(data)
    if found is None:
        return False
    for number in (signal.SIGINT, signal.SIGQUIT):  # fast, then immediate: recovery at next start
        found.process.send_signal(number)
        if not psutil.wait_procs([found.process], timeout=patience)[1]:
            return True
    raise StartFailed(f"PostgreSQL (pid {found.process.pid}) does not stop.")


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, PermissionError):
        return []


def _recognised(pid: str, data: Path) -> psutil.Process | None:
    try:
        process = psutil.Process(int(pid))
        arguments = process.cmdline()
        program = Path(process.exe()).name.removesuffix(" (deleted)")  # the wheel was replaced
    except (psutil.Error, ValueError):
        return None
    ours = program == "postgres" and arguments[1:3] == ["-D", str(data)]
    return process if ours else None
