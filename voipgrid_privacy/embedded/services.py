"""Which processes make up the product on one machine, and how each is started."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

APP = "voipgrid_privacy"
SETUP = (
    "migrate",
    "load_register",
    "load_retention",
    "load_records",
    "load_cookies",
    "seed_demo",
    "seed_requests",
    "seed_statistics",
    "seed_incidents",
    "generate_calls",
)
SCANS = "voipgrid_privacy_scans"  # the queue of scans
RUN_TOKEN = "VOIPGRID_PRIVACY_RUN"  # noqa: S105  # the variable's name; marks our processes


@dataclass(frozen=True)
class Service:
    """One long-running process: its name in the logs, its command, its colour."""

    name: str
    command: tuple[str, ...]
    colour: int
    once: bool = False


def setup() -> Service:
    """Return what has to be done before anybody is served."""
    return _prepare("setup", *SETUP)


def logins() -> Service:
    """Return what shows the demo logins, if there are any."""
    return _prepare("logins", "show_logins")


def web(port: int) -> Service:
    """Return the web server."""
    return Service("web", _web(port), 36)


def behind_the_scenes(data_dir: Path) -> tuple[Service, ...]:
    """Return the workers and beat. Beat only says "look now": what is due is asked of the rows."""
    return (
        Service("worker", _celery("worker", "--concurrency=2", *QUIET_WORKER), 33),
        Service("scanner", _celery("worker", *SCANNER, *QUIET_WORKER), 32),
        Service("beat", _celery("beat", f"--schedule={data_dir / 'beat-schedule'}"), 35),
    )


def environment(inherited: Mapping[str, str], *, token: str, port: int) -> dict[str, str]:
    """Return our environment plus what every process of this run shares."""
    # The folder of this Python comes first, so that tools find their siblings of the same venv.
    path = f"{Path(sys.executable).parent}:{inherited.get('PATH', '/usr/bin:/bin')}"
    ours = {"PYTHONUNBUFFERED": "1", RUN_TOKEN: token, "WEB_PORT": str(port), "PATH": path}
    return {**inherited, **ours}


# More threads in one interpreter wait for each other: at eight, one answer in a hundred takes three
# times as long and fewer are given. What does not fit waits outside Python.
QUEUE = ("--blocking-threads=4", "--backpressure=16")
# One scan at a time, in the process that fetches it: the browser has a process of its own.
SCANNER = (f"--queues={SCANS}", "--pool=solo", "--hostname=scanner@%h")
# They serve clusters of workers, and whoever watches events, which is nobody here: pgmq refuses
# such a message each two seconds, and a worker without its broker sends them before all else.
QUIET_WORKER = ("--without-gossip", "--without-mingle", "--without-heartbeat")
# On the one machine of a trial root is the person who tries it; elsewhere nothing hides this.
ROOT_IS_MEANT = ("-W", "ignore:You're running the worker with superuser privileges")


def _prepare(name: str, *commands: str) -> Service:
    module = f"{APP}.embedded.prepare"
    return Service(name, (sys.executable, "-m", module, *commands), 34, once=True)


def _web(port: int) -> tuple[str, ...]:
    options = ("--interface=wsgi", "--host=127.0.0.1", f"--port={port}", "--workers=2", *QUEUE)
    alive = ("--respawn-failed-workers", "--no-ws")  # else one killed worker takes all down
    return (sys.executable, "-m", "granian", *options, *alive, f"{APP}.wsgi:application")


def _celery(kind: str, *options: str) -> tuple[str, ...]:
    python = (sys.executable, *ROOT_IS_MEANT)
    return (*python, "-m", "celery", "-q", "-A", APP, kind, "--loglevel=INFO", *options)
