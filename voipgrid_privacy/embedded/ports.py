"""A port for the web server, and plain words when it is taken."""

import socket

import psutil

from voipgrid_privacy.embedded.config import DEFAULT_PORT
from voipgrid_privacy.embedded.errors import PortTaken

TRIES = 50


def choose(asked_for: int | None) -> tuple[int, str]:
    """Return a free port and what to tell: one asked for by name is never replaced."""
    port = asked_for or DEFAULT_PORT
    if is_free(port):
        return port, ""
    taken = f"Port {port} is taken by {who_listens(port)}."
    if asked_for:
        raise PortTaken(f"{taken} Stop that, or choose another: WEB_PORT={port + 1} make run")
    other = next((each for each in range(port + 1, port + TRIES) if is_free(each)), None)
    if other is None:
        raise PortTaken(f"{taken} So are the next {TRIES}. Choose one: WEB_PORT=9000 make run")
    return other, f"{taken} Using {other} instead; WEB_PORT=... chooses another."


def is_free(port: int) -> bool:
    """Whether we could listen on this port of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def who_listens(port: int) -> str:
    """Name the process on a port, as far as we may see it."""
    try:
        pids = [
            c.pid
            for c in psutil.net_connections("tcp")
            if c.status == psutil.CONN_LISTEN and c.laddr and c.laddr[1] == port and c.pid
        ]
        return f"{psutil.Process(pids[0]).name()} (pid {pids[0]})" if pids else "another program"
    except psutil.Error:
        return "another program"
