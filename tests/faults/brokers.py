"""A broker beside the database, and a way to it that can be cut: all its connections, and new ones."""

import json
import shutil
import socket
import subprocess
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import redis
from kombu import Connection

from tests.faults.product import HOST, free_port, until

QUEUES = ("voipgrid_privacy", "voipgrid_privacy_scans")
PORTS = {"amqp": 5672, "redis": 6379}
PIECE = 65536
OWN = "redis:"
"""The address that asks for a server of our own, which may be killed."""


@dataclass
class Way:
    """A port that leads to a server, until it is closed."""

    host: str
    target: int
    port: int = field(default_factory=free_port)
    _ears: socket.socket | None = None
    _ends: list[socket.socket] = field(default_factory=list)

    def open(self) -> None:
        """Take connections."""
        self._ears = socket.create_server((HOST, self.port))
        threading.Thread(target=self._take, args=(self._ears,), daemon=True).start()

    def close(self) -> None:
        """Cut every connection, and refuse new ones."""
        ears, self._ears = self._ears, None
        for each in (ears, *self._ends):
            if each is not None:
                _shut(each)
        self._ends.clear()

    def _take(self, ears: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _whose = ears.accept()
                self._join(near, ears)

    def _join(self, near: socket.socket, ears: socket.socket) -> None:
        try:
            far = socket.create_connection((self.host, self.target), timeout=10)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        self._ends += [near, far]
        if self._ears is not ears:  # closed meanwhile
            _shut(near)
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while piece := one.recv(PIECE):
            other.sendall(piece)
    _shut(one)
    _shut(other)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@dataclass
class Broker:
    """A broker by its own address, and the way by which the product gets there."""

    address: str
    way: Way
    server: "subprocess.Popen[bytes] | None" = None
    folder: Path | None = None

    @property
    def seen(self) -> str:
        """The address that the product is given."""
        parts = urlsplit(self.address)
        who, at, _where = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{who}{at}{HOST}:{self.way.port}"))

    def twice(self) -> int:
        """Have everything that waits, or is out with a worker, once more; return how much."""
        return _twice_redis(self.address) if self.is_redis else _twice_amqp(self.address)

    @property
    def is_redis(self) -> bool:
        """Whether it is Redis, which has no redelivery on a cut of its own."""
        return self.address.startswith("redis")

    def lose(self) -> None:
        """Kill our server and start one that knows nothing."""
        if self.server is not None:
            self.server.kill()
            self.server.wait()
            self.server = _redis(urlsplit(self.address).port or 0, self.folder)

    def end(self) -> None:
        """Cut the way, and end the server that is ours."""
        self.way.close()
        if self.server is not None:
            self.server.kill()
            self.server.wait()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def broker_at(address: str) -> Broker | None:
    """Return the broker at an address, by a way of its own; None for the built-in one."""
    if not address:
        return None
    server, folder = None, None
    if address == OWN:
        port, folder = free_port(), Path(tempfile.mkdtemp(prefix="faults-redis-"))
        server, address = _redis(port, folder), f"redis://{HOST}:{port}/0"
    parts = urlsplit(address)
    way = Way(parts.hostname or HOST, parts.port or PORTS[parts.scheme])
    way.open()
    return Broker(address, way, server, folder)


def _redis(port: int, folder: Path | None) -> "subprocess.Popen[bytes]":
    kept_nowhere = ("--save", "", "--appendonly", "no", "--dir", str(folder))
    command = ("redis-server", "--port", str(port), "--bind", HOST, *kept_nowhere)
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    until(lambda: _answers(port), seconds=20, named="Redis")
    return server


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False


def _twice_redis(address: str) -> int:
    with redis.Redis.from_url(address) as link:
        out = [json.loads(each) for each in link.hvals("unacked")]
        again = [(each[2], json.dumps(each[0])) for each in out]
        again += [(name, each) for name in QUEUES for each in link.lrange(name, 0, -1)]
        for name, message in again:
            link.rpush(name, message)
    return len(again)


def _twice_amqp(address: str) -> int:
    number = 0
    with Connection(address) as link:
        channel: Any = link.channel()
        for name in QUEUES:
            waiting: list[Any] = []
            while len(waiting) < 1_000 and (got := channel.basic_get(name, no_ack=True)):
                waiting.append(got)
            for message in waiting * 2:
                channel.basic_publish(message, exchange="", routing_key=name)
            number += len(waiting)
    return number
