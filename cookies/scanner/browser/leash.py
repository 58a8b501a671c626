"""No process of a scan outlives the scan, whoever is killed first.

Three nets, each for what the one before cannot see. The browser's process is signalled when the
worker dies, and takes everything below it along. The worker kills what is left once the process
has ended, by a mark that all of it carries. And before each scan whatever carries the mark of a
worker that is no more is killed.
"""

import ctypes
import os
import secrets
import signal
import sys
from types import FrameType
from typing import Final

import psutil

MARK: Final = "VOIPGRID_PRIVACY_SCAN"
"""The variable by which processes of a scan are known; it names the worker that made them."""
PR_SET_PDEATHSIG: Final = 1


def new_mark() -> str:
    """Return a mark for the processes of one scan of this worker."""
    me = psutil.Process()
    return f"{me.pid}-{me.create_time():.2f}-{secrets.token_hex(8)}"


def bind_to_parent() -> None:
    """Ask Linux for SIGTERM when the worker dies, and take everything along then."""
    parent = os.getppid()
    signal.signal(signal.SIGTERM, _end)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died in between
        _end(signal.SIGTERM, None)


def _end(_number: int, _frame: FrameType | None) -> None:
    """Kill the browser at once: it has nothing to save."""
    kill(psutil.Process().children(recursive=True))
    os._exit(1)


def kill(processes: list[psutil.Process]) -> None:
    """Kill all of them, wherever they were moved to; who is gone already is fine."""
    for each in processes:
        try:
            each.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=5)


def marked(mark: str) -> list[psutil.Process]:
    """Return every process that carries this mark."""
    return [each for each, found in _marks() if found == mark]


def kill_orphans() -> int:
    """Kill what carries the mark of a worker that is no more; return how many that were."""
    left = [each for each, mark in _marks() if not _alive(mark)]
    kill(left)
    return len(left)


def _marks() -> list[tuple[psutil.Process, str]]:
    found = []
    for each in psutil.process_iter():
        try:
            mark = each.environ().get(MARK, "")
        except (psutil.Error, OSError):
            continue
        if mark and each.pid != os.getpid():
            found.append((each, mark))
    return found


def _alive(mark: str) -> bool:
    """Say whether the worker that a mark names still runs; what is no mark is left alone."""
    pid, _, rest = mark.partition("-")
    if not pid.isdigit():
        return True
    try:
        return f"{psutil.Process(int(pid)).create_time():.2f}" == rest.partition("-")[0]
    except psutil.NoSuchProcess:
        return False
