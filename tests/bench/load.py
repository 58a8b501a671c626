"""A load generator in plain Python: processes with keep-alive sockets, one request at a time."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context


@dataclass(frozen=True)
class Measured:
    """Requests per second and latencies in milliseconds."""

    per_second: float
    p50: float
    p99: float


def _connection(work: tuple[str, int, list[bytes], float]) -> list[float]:
    host, port, requests, seconds = work
    took: list[float] = []
    with socket.create_connection((host, port)) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        end, number = time.perf_counter() + seconds, 0
        while (started := time.perf_counter()) < end:
            sock.sendall(requests[number % len(requests)])
            _read_answer(sock)
            took.append(time.perf_counter() - started)
            number += 1
    return took


def _read_answer(sock: socket.socket) -> None:
    data = sock.recv(65_536)
    while (head := data.find(b"\r\n\r\n")) < 0:
        data += sock.recv(65_536)
    if not data.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201", b"HTTP/1.1 304")):
        raise RuntimeError(data[:600].decode())
    length = data[:head].lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
    left = int(length) - (len(data) - head - 4)
    while left > 0:
        left -= len(sock.recv(min(left, 65_536)))


def _process(work: tuple[str, int, list[list[bytes]], float]) -> list[float]:
    host, port, requests, seconds = work
    with ThreadPoolExecutor(len(requests)) as pool:
        found = pool.map(_connection, [(host, port, each, seconds) for each in requests])
        return [took for each in found for took in each]


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
