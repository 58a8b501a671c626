"""Asking at a steady pace, whatever the answers take: what waits for a connection waits aloud.

A generator that asks again once it has its answer slows down with the server, and so hides it. Here
each request has its moment, drawn beforehand, and its time counts from then.
"""

import random
import socket
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from selectors import EVENT_READ, DefaultSelector
from typing import Final

END_OF_HEAD: Final = b"\r\n\r\n"
ANSWERED: Final = frozenset((200, 201, 204, 304))


@dataclass(frozen=True, slots=True)
class Ask:
    """One request as it goes over the wire, and what kind of use it is."""

    kind: str
    wire: bytes


@dataclass(slots=True)
class Heard:
    """What came of each kind: milliseconds of the answers, and the heads of what was none."""

    took: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def add(self, other: "Heard") -> "Heard":
        """Take over what another generator heard."""
        for kind, times in other.took.items():
            self.took.setdefault(kind, []).extend(times)
        self.errors += other.errors
        return self

    @property
    def count(self) -> int:
        """How many were answered."""
        return sum(map(len, self.took.values()))


@dataclass(slots=True)
class Line:
    """One keep-alive connection, which carries one request at a time."""

    sock: socket.socket
    peer: tuple[str, int]
    ask: Ask | None = None
    due: float = 0.0
    data: bytearray = field(default_factory=bytearray)

    def send(self, ask: Ask, due: float) -> None:
        """Send a request that was due at that moment."""
        self.ask, self.due = ask, due
        self.data.clear()
        self.sock.sendall(ask.wire)

    def heard(self) -> int | None:
        """Read what came; return the status once the answer is whole, 0 for a closed line."""
        piece = self.sock.recv(262_144)
        self.data += piece
        if not piece:
            return 0
        head = self.data.find(END_OF_HEAD)
        if head < 0:
            return None
        fields = bytes(self.data[:head]).lower()
        if b"chunked" in fields:
            whole = self.data.endswith(b"0\r\n\r\n")
        else:
            length = fields.partition(b"content-length:")[2].split(b"\r\n", 1)[0]
            whole = len(self.data) >= head + len(END_OF_HEAD) + int(length or 0)
        return int(self.data[9:12]) if whole else None


@dataclass(frozen=True, slots=True)
class Pace:
    """What is asked how often: ``per_second`` of requests drawn from ``pool``; 0 is: at once.

    ``port`` is that of the server which is asked.
    """

    pool: list[Ask]
    per_second: float
    port: int


Work = tuple[str, int, list[Pace], float, int, int]


def held(host: str, paces: list[Pace], *, seconds: float, lines: int, seed: int) -> Heard:
    """Hold some paces for so long, over ``lines`` connections to each server.

    Two processes ask each server.
    """
    work: list[Work] = []
    for port in sorted({pace.port for pace in paces}):
        mine = [Pace(p.pool, p.per_second / 2, port) for p in paces if p.port == port]
        work += [(host, port, mine, seconds, lines // 2, 10 * seed + len(work) + n) for n in (0, 1)]
    heard = Heard()
    with get_context("spawn").Pool(len(work)) as pool:
        for each in pool.map(_held, work, chunksize=1):
            heard.add(each)
    return heard


def _held(work: Work) -> Heard:
    host, port, paces, seconds, count, seed = work
    lines = [_line(host, port) for _ in range(count)]
    with DefaultSelector() as selector:
        for each in lines:
            selector.register(each.sock, EVENT_READ, each)
        heard = _paced(selector, lines, _moments(paces, seconds, random.Random(seed)), seconds)
    for each in lines:
        each.sock.close()
    return heard


def _line(host: str, port: int) -> Line:
    sock = socket.create_connection((host, port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Line(sock, (host, port))


def _moments(
    paces: list[Pace], seconds: float, chance: random.Random
) -> Iterator[tuple[float, Ask]]:
    """Yield when what is asked, in order of time: arrivals that know nothing of each other."""
    if any(not pace.per_second for pace in paces):
        while True:
            yield 0.0, chance.choice(paces[0].pool)
    total = sum(pace.per_second for pace in paces)
    at = 0.0
    while (at := at + chance.expovariate(total)) < seconds:
        (pace,) = chance.choices(paces, [each.per_second for each in paces])
        yield at, chance.choice(pace.pool)


def _paced(
    selector: DefaultSelector,
    lines: list[Line],
    moments: Iterator[tuple[float, Ask]],
    seconds: float,
) -> Heard:
    heard, free, waiting = Heard(), deque(lines), deque[tuple[float, Ask]]()
    began, coming = time.perf_counter(), next(moments, None)
    while (now := time.perf_counter() - began) < seconds or len(free) < len(lines):
        if now > seconds + 30:
            heard.errors.append(f"{len(lines) - len(free)} without an answer after 30 s")
            break
        while coming and coming[0] <= now < seconds and len(waiting) <= len(lines):
            waiting.append(coming)
            coming = next(moments, None)
        while waiting and free:
            due, ask = waiting.popleft()
            free.popleft().send(ask, due or now)
        left = min(coming[0] - now, 0.05) if coming and len(waiting) <= len(lines) else 0.05
        for key, _events in selector.select(max(left, 0)):
            _note(heard, key.data, free, time.perf_counter() - began, selector)
    return heard


def _note(
    heard: Heard, line: Line, free: deque[Line], now: float, selector: DefaultSelector
) -> None:
    status = line.heard()
    if status == 0:
        _renewed(line, selector)
        if line.ask is None:  # it had rested for so long that the server closed it
            return
    if status is None or line.ask is None:
        return
    if status in ANSWERED:
        heard.took.setdefault(line.ask.kind, []).append(1000 * (now - line.due))
    else:
        heard.errors.append(f"{line.ask.kind}: {bytes(line.data[:300]).decode(errors='replace')}")
    line.ask = None
    free.append(line)


def _renewed(line: Line, selector: DefaultSelector) -> None:
    """Connect again where the other end closed; nothing of the old connection is listened to."""
    selector.unregister(line.sock)
    line.sock.close()
    line.sock = _line(*line.peer).sock
    selector.register(line.sock, EVENT_READ, line)
