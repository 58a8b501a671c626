"""A load generator in plain Python: two processes, many keep-alive connections, one loop each.

A loop and not threads: sixteen threads that wait for one interpreter measure themselves.
"""

import socket
import time
from dataclasses import dataclass, field
from multiprocessing import get_context
from selectors import EVENT_READ, DefaultSelector

END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True)
class Measured:
    """Requests per second and latencies in milliseconds."""

    per_second: float
    p50: float
    p99: float


@dataclass
class Connection:
    """One keep-alive connection: a request, its whole answer, the next request."""

    sock: socket.socket
    requests: list[bytes]
    number: int = 0
    started: float = 0.0
    data: bytearray = field(default_factory=bytearray)
    took: list[float] = field(default_factory=list)

    def ask(self) -> None:
        """Send the next request."""
        self.data.clear()
        self.started = time.perf_counter()
        self.sock.sendall(self.requests[self.number % len(self.requests)])
        self.number += 1

    def hear(self) -> None:
        """Read what has come, and ask again when the answer is whole."""
        self.data += self.sock.recv(262_144)
        if self.whole():
            self.took.append(time.perf_counter() - self.started)
            self.ask()

    def whole(self) -> bool:
        """Say whether the answer has come; raises RuntimeError for one that is no success."""
        head = self.data.find(END_OF_HEAD)
        if head < 0:
            return False
        if not self.data.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201", b"HTTP/1.1 304")):
            raise RuntimeError(bytes(self.data[:600]).decode())
        fields = bytes(self.data[:head]).lower().partition(b"content-length:")[2]
        length = int(fields.split(b"\r\n", 1)[0] or 0)
        return len(self.data) >= head + len(END_OF_HEAD) + length


def _process(work: tuple[str, int, list[list[bytes]], float]) -> list[float]:
    host, port, requests, seconds = work
    connections = [Connection(socket.create_connection((host, port)), each) for each in requests]
    with DefaultSelector() as selector:
        for each in connections:
            each.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(each.sock, EVENT_READ, each)
            each.ask()
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            for key, _events in selector.select(left):
                key.data.hear()
    for each in connections:
        each.sock.close()
    return [took for each in connections for took in each.took]


def measure(
    host: str, port: int, requests: list[bytes], *, seconds: float, connections: int = 16
) -> Measured:
    """Return what ``connections`` keep-alive connections get, each going through ``requests``."""
    spread = [requests[number::connections] or requests for number in range(connections)]
    work = [(host, port, spread[0::2], seconds), (host, port, spread[1::2], seconds)]
    with get_context("spawn").Pool(2) as pool:
        took = sorted(t for each in pool.map(_process, work) for t in each)
    return Measured(
        len(took) / seconds, 1000 * took[len(took) // 2], 1000 * took[-len(took) // 100]
    )
