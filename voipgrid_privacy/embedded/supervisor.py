"""One process that starts web, worker and beat, keeps them alive, and takes them down with it.

It has one thread on purpose: Linux binds "signal me when my parent dies" to the parent's thread.
Another only ever waits for PostgreSQL to start.
"""

import os
import secrets
import selectors
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from types import FrameType

from voipgrid_privacy.embedded import (
    config,
    ports,
    postgres,
    prepared,
    runfile,
    services,
    welcome,
)
from voipgrid_privacy.embedded.child import Child
from voipgrid_privacy.embedded.errors import EmbeddedError
from voipgrid_privacy.embedded.logs import Lines

TURN = 0.25  # seconds in which a signal, a death or a line of output is noticed
GRACE = 10.0  # seconds for a task in hand and open requests; unfinished tasks run again later
DATABASE_CHECK = 2.0
DONE = "ended with code 0"
HEAD_START = 15.0  # seconds in which the web server has the machine to itself as it starts


class Supervisor:
    """The processes of one run."""

    def __init__(
        self, settings: config.Config, port: int, token: str, *, prepared: bool = False
    ) -> None:
        self._settings, self._port, self._prepared = settings, port, prepared
        self._environment = services.environment(os.environ, token=token, port=port)
        self._lines = Lines("run", 32)
        self._children: list[Child] = []
        self._stopping = self._impatient = False
        self._asked = self._database_checked = 0.0

    def run(self) -> int:
        """Prepare, serve until told to stop, and leave nothing behind. Return the exit code."""
        with self._signals():
            try:
                return (0 if self._prepared else self._prepare()) or self._serve()
            finally:
                self._shut_down()

    def say(self, text: str) -> None:
        """Print a line of our own."""
        self._lines.say(text)

    def _prepare(self) -> int:
        """Migrate and load: once through, in one process, before anybody is served."""
        setup = self._add(services.setup())
        while not setup.has_died() and not self._stopping:
            self._turn()
        if self._stopping:
            return 0
        self._children.remove(setup)
        end = setup.bury()
        if end == DONE:
            return 0
        self.say(f"The set-up failed ({end}); its last lines above say why.")
        return 1

    def _serve(self) -> int:
        """Start the web server, and the others once it answers or has had its head start."""
        self._add(services.web(self._port))
        waiting = list(services.behind_the_scenes(self._settings.data_dir))
        if self._prepared:  # by this very code: what it looks at again can be served meanwhile
            waiting.append(services.setup())
        started, guest = time.monotonic(), welcome.Welcome(self._port)
        while not self._stopping:
            self._turn()
            self._revive()
            self._tend_database()
            if ready := guest.just_became_ready():
                self.say(guest.text())
                self._add(services.logins())
            if ready or time.monotonic() - started > HEAD_START:
                while waiting:
                    self._add(waiting.pop(0))
        return 0

    def _add(self, service: services.Service) -> Child:
        child = Child(service, self._environment)
        self._children.append(child)
        child.start()
        return child

    def _turn(self) -> None:
        """Pass on what the children say, for as long as there is something, but not too long."""
        with selectors.DefaultSelector() as selector:
            for child in self._children:
                if child.output is not None:
                    selector.register(child.output, selectors.EVENT_READ, child)
            ready = selector.select(TURN)
        silent = [key.data for key, _ in ready if not key.data.read()]
        if silent:  # its output is closed: it is dying, do not spin until it is dead
            time.sleep(TURN)

    def _revive(self) -> None:
        for child in list(self._children):
            if child.has_died():
                self._mourn(child, child.bury())
            elif child.is_due():
                child.start()

    def _mourn(self, child: Child, end: str) -> None:
        if child.once:
            self._children.remove(child)
            if end != DONE:
                self.say(f"{child.name} {end}; its last lines above say why.")
        else:
            self.say(f"{child.name} {end}; starting it again in {child.plan_restart():.0f} s.")

    def _tend_database(self) -> None:
        """Start the embedded database again if somebody killed it."""
        due = time.monotonic() - self._database_checked > DATABASE_CHECK
        if self._settings.database_url or not due:
            return
        self._database_checked = time.monotonic()
        if postgres.running_url(self._settings.data_dir) is None:
            self.say("The embedded PostgreSQL is gone; starting it again.")
            try:
                self._start_database()
            except (EmbeddedError, OSError) as error:  # OSError: a full disk, which may be emptied
                self.say(str(error))

    def _start_database(self) -> None:
        """Start it, and hear what the children say: who says much and is not heard stands still.

        No child is started while there are two threads.
        """
        with ThreadPoolExecutor(1) as other:
            start = other.submit(postgres.start, self._settings.data_dir, keep=False)
            while not start.done():
                self._turn()
        start.result()

    def _shut_down(self) -> None:
        """Ask all, wait, insist. A second Ctrl-C cuts the wait short."""
        for child in self._children:
            child.terminate()
        deadline = time.monotonic() + GRACE
        while self._alive() and time.monotonic() < deadline and not self._impatient:
            self._turn()
        for child in self._children:
            child.bury()
        self.say("Stopped.")

    def _alive(self) -> bool:
        return any(child.running and not child.has_died() for child in self._children)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self._on_signal) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        """Note it; `make` and the terminal may both send the first, so it takes a later one."""
        now = time.monotonic()
        if not self._stopping:
            self._stopping, self._asked = True, now
            self.say("Stopping; once more to stop at once.")
        elif now - self._asked > 1:
            self._impatient = True


def run(settings: config.Config) -> int:
    """Run everything in the foreground until Ctrl-C."""
    # Static files come from the sources here; the empty folder spares a warning per process.
    (settings.data_dir / "static").mkdir(parents=True, exist_ok=True)
    token = secrets.token_hex(16)
    with runfile.only_one(settings.data_dir, token) as left:
        if left:
            print(f"Stopped {len(left)} processes of a run that was killed.")
        port, note = ports.choose(settings.web_port)
        given = settings.database_url
        with nullcontext(given) if given else postgres.hold(settings.data_dir) as database:
            before = prepared.before(database, services.SETUP)
            supervisor = Supervisor(settings, port, token, prepared=before)
            supervisor.say(note)
            return supervisor.run()
