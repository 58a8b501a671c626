"""The product as `make run` starts it, in a data directory of its own, and how each part is killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

from voipgrid_privacy.embedded import cluster, leash, postgres, postmaster, runfile

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
WORDS = {"web": "granian", "worker": "--concurrency=2", "scanner": "--pool=solo", "beat": "beat"}
PATIENCE = 600.0
"""Seconds for the first set-up, on a machine that may be busy."""


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def until(what: Callable[[], object], *, seconds: float, named: str) -> float:
    """Wait until ``what`` is so and return how long it took (s); raises TimeoutError."""
    began = time.monotonic()
    while not what():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"{named}: not within {seconds:.0f} s")
        time.sleep(0.05)
    return time.monotonic() - began


@dataclass
class Product:
    """One data directory, and the run on it."""

    data_dir: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def log(self) -> Path:
        """What the run says."""
        return self.data_dir.parent / "run.log"

    def start(self) -> float:
        """Start it and wait until it serves with all its parts; return the seconds."""
        began = time.monotonic()
        self.launch()
        until(self.is_whole, seconds=PATIENCE, named="the start")
        return time.monotonic() - began

    def launch(self) -> None:
        """Start it and wait for nothing."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "voipgrid_privacy.embedded", "run"],
                cwd=ROOT,
                env={**self.environment, "WEB_PORT": str(self.port)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def stop(self) -> None:
        """Stop it with all its processes."""
        runfile.stop(self.data_dir, patience=60)
        if self.process is not None:
            self.process.wait(60)

    def is_whole(self) -> bool:
        """Whether it answers and each part has a process."""
        if self.process is not None and self.process.poll() is not None:
            raise RuntimeError(self.log.read_text()[-3000:])
        return self.is_ready() and all(self.mains(part) for part in WORDS)

    def is_ready(self) -> bool:
        """Whether web answers that it is ready."""
        with (
            suppress(OSError, HTTPException),
            closing(HTTPConnection(HOST, self.port, timeout=3)) as c,
        ):
            c.request("GET", "/readyz")
            return c.getresponse().status == 200
        return False

    def family(self) -> list[psutil.Process]:
        """Return every process of the run."""
        with suppress(OSError, ValueError, KeyError):
            run = runfile._load(self.data_dir)
            return leash.descendants(run.token) if run else []
        return []

    def mains(self, part: str) -> list[psutil.Process]:
        """Return the process that leads a part; none while it is being started again."""
        found = []
        for each in self.family():
            with suppress(psutil.Error, OSError):
                if os.getsid(each.pid) == each.pid and WORDS[part] in each.cmdline():
                    found.append(each)
        return found

    def kill(self, part: str, *, whole: bool) -> None:
        """``kill -9`` a part: its main process, or the whole group, as a machine's end would."""
        for each in self.mains(part):
            with suppress(psutil.Error, ProcessLookupError):
                os.killpg(each.pid, signal.SIGKILL) if whole else each.kill()

    def kill_one_child(self, part: str, chosen: float) -> None:
        """``kill -9`` one process of a part's group; ``chosen`` is from [0, 1)."""
        for main in self.mains(part):
            with suppress(psutil.Error):
                children = main.children()
                if children:
                    children[int(chosen * len(children))].kill()

    def kill_supervisor(self) -> None:
        """``kill -9`` the supervisor; what it left is for the next start to find."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def server(self) -> psutil.Process | None:
        """Return the main process of the embedded PostgreSQL, where it runs."""
        found = postmaster.find(cluster.home_of(self.data_dir) / "data")
        return found.process if found else None

    def database(self) -> str:
        """Return the address of the embedded database."""
        return postgres.url(self.data_dir)
