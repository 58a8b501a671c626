"""The embedded PostgreSQL: start, stop, url, status, hold. No Django in here: settings call it."""

import secrets
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from voipgrid_privacy.embedded import cluster, postmaster, state
from voipgrid_privacy.embedded.errors import StartFailed

STATE, LOCK, HOLDERS = "postgresql.json", "postgresql.lock", "postgresql.holders"
PATIENCE = 5.0  # a killed server's children need a moment to let go of its shared memory


def url(data_dir: Path) -> str:
    """Return the address of the server of ``data_dir``, starting the server if none runs."""
    return running_url(data_dir) or start(data_dir)


def running_url(data_dir: Path) -> str | None:
    """Return the address of the running server, or None."""
    server = state.load(data_dir / STATE)
    if server is None:
        return None
    found = postmaster.find_ready(_data(data_dir))
    return _url(replace(server, port=found.port)) if found else None


def start(data_dir: Path, *, keep: bool = True) -> str:
    """Make sure that the server runs, and return its address. One starter at a time.

    ``keep=False`` says that the last holder shall stop it; a server that runs stays as it was.
    """
    data_dir = data_dir.resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    with state.locked(data_dir / LOCK):
        running = running_url(data_dir)  # another starter may have been quicker
        return running or _start(data_dir, keep=keep)


def stop(data_dir: Path) -> bool:
    """Stop the server; return whether one ran."""
    if not data_dir.exists():
        return False
    with state.locked(data_dir.resolve() / LOCK):
        return postmaster.stop(_data(data_dir))


def remove(data_dir: Path) -> None:
    """Stop the server and delete its data, its programs and its password. For good."""
    if stop(data_dir) or data_dir.exists():
        shutil.rmtree(cluster.home_of(data_dir.resolve()), ignore_errors=True)
        (data_dir / STATE).unlink(missing_ok=True)


def status(data_dir: Path) -> str:
    """Say in one line what runs."""
    found = postmaster.find(_data(data_dir)) if data_dir.exists() else None
    if found is None:
        return "stopped"
    word = "running" if found.ready else "starting or stopping"
    return f"{word}: pid {found.process.pid}, 127.0.0.1:{found.port}, {_data(data_dir)}"


@contextmanager
def hold(data_dir: Path) -> Iterator[str]:
    """Keep the server running meanwhile; the last holder stops it, unless it was started by hand.

    A holder that is killed lets go all the same, so the next one inherits the duty to stop.
    """
    data_dir = data_dir.resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    with state.locked(data_dir / HOLDERS, shared=True) as handle:
        try:
            yield running_url(data_dir) or start(data_dir, keep=False)
        finally:
            server = state.load(data_dir / STATE)
            if server and not server.keep and state.is_last_holder(handle):
                stop(data_dir)


def _start(data_dir: Path, *, keep: bool) -> str:
    place = cluster.locate(data_dir)
    server = state.load(data_dir / STATE) or state.Server(_free_port(), secrets.token_urlsafe(24))
    server = replace(server, port=_still_free(server.port), keep=keep)
    state.save(data_dir / STATE, server)
    place.create(server.password)
    return _url(_launch(data_dir, place, server))


def _launch(data_dir: Path, place: cluster.Cluster, server: state.Server) -> state.Server:
    """Start it, again and on another port if need be, for about five seconds."""
    deadline = time.monotonic() + PATIENCE
    while True:
        postmaster.remove_stale_pid_file(place.data)
        try:
            place.launch(server.port)
        except StartFailed as failure:
            if time.monotonic() > deadline:
                raise StartFailed(f"{failure}\n{_last_words(place)}") from failure
            time.sleep(0.2)
            server = replace(server, port=_still_free(server.port))
            state.save(data_dir / STATE, server)
        else:
            return server


def _last_words(place: cluster.Cluster) -> str:
    logs = [place.home / "start.log", *(place.data / "log").glob("*.log")]
    latest = max((log for log in logs if log.exists()), key=lambda log: log.stat().st_mtime)
    lines = latest.read_text(errors="replace").splitlines()
    return "\n".join([f"{latest} ends with:", *lines[-5:]])


def _data(data_dir: Path) -> Path:
    return cluster.home_of(data_dir.resolve()) / "data"


def _url(server: state.Server) -> str:
    return f"postgres://{cluster.NAME}:{server.password}@127.0.0.1:{server.port}/{cluster.NAME}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _still_free(port: int) -> int:
    """Return the remembered port, or a new one if a stranger took it meanwhile."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as PostgreSQL does
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return _free_port()
    return port
