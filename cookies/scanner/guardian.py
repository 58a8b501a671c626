"""The worker's side of a scan: it starts the browser's process, listens, and ends all of it."""

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from cookies.scanner.browser.job import Job, job_as_text
from cookies.scanner.browser.leash import MARK, adopted, kill_marked, kill_orphans, new_mark

LIMIT: Final = 180.0
"""Seconds that a scan may take, whatever the site does."""
TURN: Final = 1.0
"""How often the worker looks whether the scan is still wanted, in seconds."""
PATH: Final = f"{Path(sys.executable).parent}:/usr/bin:/bin"

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class End:
    """How the process of a scan ended: ``done``, ``stopped``, ``too_slow``, or its own words."""

    how: str
    detail: str = ""


Process = subprocess.Popen[bytes]


@contextmanager
def ready() -> Iterator[Process]:
    """Start the process of a scan, which makes itself ready and waits for its job.

    Half a second of work that needs no job: whoever has something to find out first does so
    meanwhile, and has wasted it where the answer is no. The process gets no secret of ours: nothing
    of our environment, and no open file but its own. Afterwards nothing of it is left running.
    """
    home_of_its_own = tempfile.TemporaryDirectory(prefix="home-", ignore_cleanup_errors=True)
    with adopted(), home_of_its_own as home:
        kill_orphans()
        mark = new_mark()
        environment = {"PATH": PATH, "HOME": home, "TMPDIR": home, "LC_ALL": "C.UTF-8"}
        process = subprocess.Popen(
            (sys.executable, "-m", "cookies.scanner.browser"),
            cwd=settings.BASE_DIR,
            env={**environment, "PYTHONUNBUFFERED": "1", MARK: mark},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            kill_marked(mark)
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe and not pipe.closed:
                    pipe.close()


def watch(
    process: Process, job: Job, *, told: Callable[[Told], None], wanted: Callable[[], bool]
) -> End:
    """Have a process that is ready make a scan, and return how it ended.

    ``told`` gets each visited state; while ``wanted`` says so the scan goes on.
    """
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018  pipes
    try:
        process.stdin.write(job_as_text(job).encode())
        process.stdin.close()
    except BrokenPipeError:  # it died as it started
        return End("browser_died")
    until, rest = time.monotonic() + LIMIT, b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while time.monotonic() < until:
            if selector.select(TURN):
                data = os.read(process.stdout.fileno(), 65_536)
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    heard = json.loads(line)
                    if "end" in heard:
                        return End(heard["end"], heard.get("detail", "")[:300])
                    told(heard)
                if not data:
                    return End("browser_died")
            if not wanted():
                return End("stopped")
    return End("too_slow")
