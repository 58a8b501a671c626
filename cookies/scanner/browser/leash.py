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
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

import psutil

MARK: Final = "VOIPGRID_PRIVACY_SCAN"
"""The variable by which processes of a scan are known; it names the worker that made them."""
PR_SET_PDEATHSIG: Final = 1
PR_SET_CHILD_SUBREAPER: Final = 36
BURIAL: Final = 0.5
"""Seconds in which what is dead leaves the list of processes too, where somebody buries it."""
LOOKS: Final = 10
"""How often what is to be killed is looked for, at most: who can start others may be quicker."""
DEATH: Final = 5.0
"""Seconds in which what was killed is dead."""


def new_mark() -> str:
    """Return a mark for the processes of one scan of this worker."""
    me = psutil.Process()
    return f"{me.pid}-{me.create_time():.2f}-{secrets.token_hex(8)}"


def bind_to_parent() -> None:
    """Ask Linux for SIGTERM when the worker dies, and take everything along then."""
    parent = os.getppid()
    signal.signal(signal.SIGTERM, _end)
    _ask_linux(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died in between
        _end(signal.SIGTERM, None)


@contextmanager
def adopted() -> Iterator[None]:
    """Be the parent of what a dead process leaves behind, so that all of it can be buried.

    Else that is left to process 1, and many a container has none that does so, soon or ever. Only
    for so long: whatever else is orphaned below is not ours, and would stay unburied. What
    had died by itself carries no mark any more: it is known by having come meanwhile.
    """
    me = psutil.Process()
    before = set(me.children())
    _ask_linux(PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        _ask_linux(PR_SET_CHILD_SUBREAPER, 0)
        for each in set(me.children()) - before:
            _is_there(each, dead_too=True)


def _ask_linux(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value)


def _end(_number: int, _frame: FrameType | None) -> None:
    """Kill the browser at once: it has nothing to save."""
    kill(psutil.Process().children(recursive=True))
    os._exit(1)


def kill(processes: list[psutil.Process]) -> None:
    """Kill all of them, wherever they were moved to; who is gone already is fine."""
    for each in processes:
        with suppress(psutil.NoSuchProcess):
            each.kill()
    began = time.monotonic()
    while (took := time.monotonic() - began) < DEATH:
        if not any(_is_there(each, dead_too=took < BURIAL) for each in processes):
            return
        time.sleep(0.005)


def _is_there(process: psutil.Process, *, dead_too: bool) -> bool:
    """Bury it if it is dead and ours, and say whether it is there yet."""
    with suppress(ChildProcessError):
        os.waitpid(process.pid, os.WNOHANG)
    try:
        return process.is_running() and (dead_too or process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def kill_marked(mark: str) -> None:
    """Kill whatever carries this mark, and look again: what just forks cannot be read yet."""
    for _ in range(LOOKS):
        if not (found := marked(mark)):
            return
        kill(found)


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
