"""Children that do not outlive us, and finding those that did."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterable

import psutil

from voipgrid_privacy.embedded.services import RUN_TOKEN

PR_SET_PDEATHSIG = 1


def on_our_death() -> Callable[[], None] | None:
    """Return what a child does between fork and exec: ask Linux for SIGTERM when we die.

    Only safe because the supervisor has one thread: the signal is bound to the thread that forks.
    """
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None, use_errno=True).prctl, os.getpid()

    def bind() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # we died in between
            os._exit(1)

    return bind


def descendants(token: str) -> list[psutil.Process]:
    """Return every process that carries the token of a run, wherever it was moved to.

    The token is random and inherited through the environment: no stranger has it, even one that
    was given a pid of ours after a crash.
    """
    return [each for each in psutil.process_iter() if _token(each) == token]


def stop_all(processes: Iterable[psutil.Process], *, grace: float) -> None:
    """Ask politely, then insist."""
    waiting = list(processes)
    for number in (signal.SIGTERM, signal.SIGKILL):
        for each in waiting:
            _send(each, number)
        waiting = psutil.wait_procs(waiting, timeout=grace)[1]


def _token(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(RUN_TOKEN)
    except (psutil.Error, OSError):
        return None


def _send(process: psutil.Process, number: int) -> None:
    try:
        process.send_signal(number)  # psutil checks first that the pid was not reused
    except psutil.NoSuchProcess:
        return
