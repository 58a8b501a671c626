"""The product under measurement: a server of its own, and rounds over its addresses."""

import os
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException

from tests.bench.load import Measured, measure

HOST = "127.0.0.1"


def serve(*, later: int = 0) -> tuple["subprocess.Popen[bytes]", int]:
    """Start the product with the bench's addresses as `make run` does; return process and port.

    ``later`` is how many steps of niceness others come before it.
    """
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = int(free.getsockname()[1])
    command = ["nice", "-n", str(later)] if later else []
    command += [sys.executable, "-W", "ignore", "-m", "granian", "--interface", "wsgi"]
    command += ["--host", HOST, "--port", str(port), "--workers", "2", "--blocking-threads", "4"]
    command += ["--no-ws", "--log-level", "error"]
    command += ["voipgrid_privacy.wsgi:application"]
    return subprocess.Popen(command, env={**os.environ}), port


def wait_for(port: int) -> None:
    """Wait until the server answers; raises SystemExit when it does not.

    It listens before its workers are there, so a connection by itself says nothing.
    """
    for _attempt in range(300):
        with suppress(OSError, HTTPException), closing(HTTPConnection(HOST, port, timeout=20)) as c:
            c.request("GET", "/c/keys.json")
            c.getresponse().read()
            return
        time.sleep(0.2)
    raise SystemExit("The server does not answer.")


def rounds_of(
    port: int, addresses: dict[str, list[bytes]], rounds: int, seconds: float
) -> dict[str, Measured]:
    """Measure each address in turn, ``rounds`` times; return the best of each."""
    best: dict[str, Measured] = {}
    for requests in addresses.values():
        measure(HOST, port, requests, seconds=1)
    for _round in range(rounds):
        for name, requests in addresses.items():
            found = measure(HOST, port, requests, seconds=seconds)
            if name not in best or found.per_second > best[name].per_second:
                best[name] = found
    return best
