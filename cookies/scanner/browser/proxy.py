"""The only way out for the browser: a forward proxy that checks where each connection leads.

The browser resolves no name itself. For every connection the proxy resolves the name once, checks
all addresses, remembers them for the rest of the scan, and connects to one of exactly those. A
redirect, a frame, a worker or a socket is a new connection and meets the same check.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from cookies.scanner.evidence import Refused
from voipgrid_privacy.kernel.outbound import Address, AddressRefused, Guard, Target, target_of

log = logging.getLogger(__name__)

CHUNK: Final = 65_536
HEAD: Final = 65_536
MOST_REFUSALS: Final = 500
_HOP_BY_HOP: Final = ("proxy-connection", "proxy-authorization", "connection", "keep-alive")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one scan may fetch, in bytes and connections, and how long it may wait."""

    total: int = 200_000_000
    connection: int = 30_000_000
    connections: int = 3_000
    connect_seconds: float = 8.0
    idle_seconds: float = 30.0


@dataclass(slots=True)
class Proxy:
    """One proxy per scan. ``ports`` sends a port elsewhere, for sites that tests serve."""

    guard: Guard
    limits: Limits = field(default_factory=Limits)
    ports: dict[int, int] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    refused: list[Refused] = field(default_factory=list)
    received: int = 0
    connections: int = 0
    _pinned: dict[str, tuple[Address, ...]] = field(default_factory=dict)
    _server: asyncio.Server | None = None
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    _began: float = field(default_factory=time.monotonic)

    async def __aenter__(self) -> "Proxy":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=HEAD)
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._server:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def address(self) -> str:
        """Where the browser finds this proxy."""
        assert self._server is not None  # noqa: S101  used inside the context only
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            await self._answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            pass  # either side went away: the browser notices and says so
        except asyncio.CancelledError:
            pass  # the scan is over, and this connection with it; streams log what they re-raise
        finally:
            await _close(writer)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, address, rest = _request_line(head)
        url = f"https://{address}/" if method == "CONNECT" else address
        try:
            target, addresses = target_of(url), await self._resolved(url)
        except AddressRefused as refusal:
            self._note(refusal.address, refusal.reason.value)
            await _say(writer, "403 Forbidden")
            return
        self.hosts.add(target.host)
        there = await self._connect(target, addresses)
        if there is None:
            await _say(writer, "502 Bad Gateway")
            return
        try:
            if method == "CONNECT":
                await _say(writer, "200 Connection established", close=False)
            else:
                there[1].write(_origin_form(method, address, rest))
                await there[1].drain()
            await self._pipe(target.host, (reader, writer), there)
        finally:
            await _close(there[1])

    async def _resolved(self, url: str) -> tuple[Address, ...]:
        """Return where the host is, as first seen in this scan; raises AddressRefused."""
        host = target_of(url).host
        if host not in self._pinned:
            found = await asyncio.to_thread(self.guard.addresses, host)
            self._pinned.setdefault(host, found)
        return self._pinned[host]

    def _note(self, address: str, reason: str) -> None:
        log.warning("scan refused %s: %s", address[:200], reason)
        if len(self.refused) < MOST_REFUSALS:
            seen = round(time.monotonic() - self._began, 3)
            self.refused.append(Refused(address[:300], reason, seen))

    async def _connect(
        self, target: Target, addresses: tuple[Address, ...]
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """Connect to the first address that answers; the name plays no part any more."""
        self.connections += 1
        if self.connections > self.limits.connections:
            self._note(target.host, "too_many_connections")
            return None
        port = self.ports.get(target.port, target.port)
        for address in addresses:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(self.limits.connect_seconds):
                    return await asyncio.open_connection(str(address), port)
        return None

    async def _pipe(
        self,
        host: str,
        browser: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        there: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        up = asyncio.create_task(
            self._copy(browser[0], there[1], self._counted(host, counts=False))
        )
        down = asyncio.create_task(self._copy(there[0], browser[1], self._counted(host)))
        try:
            await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
            if not down.done():  # the browser said all it had to say: let the answer come
                await down
        finally:
            for task in (up, down):
                task.cancel()
            await asyncio.gather(up, down, return_exceptions=True)

    def _counted(self, host: str, *, counts: bool = True) -> Callable[[int], bool]:
        """Return a counter for one direction that says no once a limit is passed."""
        here = 0

        def count(size: int) -> bool:
            nonlocal here
            here += size
            self.received += size if counts else 0
            if here <= self.limits.connection and self.received <= self.limits.total:
                return True
            self._note(host, "too_many_bytes")
            return False

        return count

    async def _copy(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        goes_on: Callable[[int], bool],
    ) -> None:
        while data := await _within(source.read(CHUNK), self.limits.idle_seconds):
            if not goes_on(len(data)):
                return
            sink.write(data)
            await sink.drain()


async def _within(reading: Awaitable[bytes], seconds: float) -> bytes:
    async with asyncio.timeout(seconds):
        return await reading


def _request_line(head: bytes) -> tuple[str, str, bytes]:
    line, _, rest = head.partition(b"\r\n")
    method, _, more = line.decode("latin-1").partition(" ")
    return method.upper(), more.rpartition(" ")[0], rest


def _origin_form(method: str, address: str, rest: bytes) -> bytes:
    """Return a plain request as its server expects it, one per connection."""
    parts = urlsplit(address)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [
        line
        for line in rest.split(b"\r\n")
        if line and line.partition(b":")[0].strip().lower().decode("latin-1") not in _HOP_BY_HOP
    ]
    first = f"{method} {path} HTTP/1.1".encode("latin-1", "replace")
    return b"\r\n".join((first, *lines, b"Connection: close", b"", b""))


async def _say(writer: asyncio.StreamWriter, status: str, *, close: bool = True) -> None:
    ending = "Connection: close\r\nContent-Length: 0\r\n" if close else ""
    writer.write(f"HTTP/1.1 {status}\r\n{ending}\r\n".encode())
    await writer.drain()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
