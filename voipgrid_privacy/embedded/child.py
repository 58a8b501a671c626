"""One supervised process: started in a group of its own, restarted with growing patience."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping

from voipgrid_privacy.embedded import leash
from voipgrid_privacy.embedded.config import ROOT
from voipgrid_privacy.embedded.logs import Lines
from voipgrid_privacy.embedded.services import Service

LONGEST_WAIT = 30.0
SETTLED = 60.0  # after a minute of work a death is a new story


class Child:
    """A service and the process that runs it now, if any."""

    def __init__(self, service: Service, environment: Mapping[str, str]) -> None:
        self.name, self.once = service.name, service.once
        self.lines = Lines(service.name, service.colour)
        self._command, self._environment = service.command, dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._started = self._again = 0.0
        self._deaths = 0

    @property
    def running(self) -> bool:
        """Whether there is a process that has not been buried yet."""
        return self._process is not None

    @property
    def output(self) -> int | None:
        """The file descriptor to read from."""
        return self._process.stdout.fileno() if self._process and self._process.stdout else None

    def start(self) -> None:
        """Start the process, out of reach of the terminal's Ctrl-C: we pass on what is meant."""
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=leash.on_our_death(),  # noqa: PLW1509  # we have one thread
        )
        self._started = time.monotonic()

    def read(self) -> bool:
        """Print what the process said; return whether it may say more."""
        if self.output is None:
            return False
        data = os.read(self.output, 65536)
        self.lines.feed(data)
        return bool(data)

    def has_died(self) -> bool:
        """Whether the process ended. It stays a zombie, so its pid and group are still its own."""
        if self._process is None:
            return False
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._process.pid, flags) is not None

    def bury(self) -> str:
        """Kill what the dead process left in its group, reap it, and say how it died."""
        if self._process is None:
            return "not running"
        self.kill()
        code = self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._process = None
        self.lines.end()
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"

    def plan_restart(self) -> float:
        """Decide when to start again, and return the wait in seconds."""
        now = time.monotonic()
        self._deaths = 1 if now - self._started > SETTLED else self._deaths + 1
        wait = min(2.0 ** (self._deaths - 1), LONGEST_WAIT)
        self._again = now + wait
        return wait

    def is_due(self) -> bool:
        """Whether it is time to start again."""
        return self._process is None and time.monotonic() >= self._again

    def terminate(self) -> None:
        """Ask the main process to finish; it tells its own workers in its own way."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the whole group. Only while unburied: until then the group's number is ours."""
        if self._process is not None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
