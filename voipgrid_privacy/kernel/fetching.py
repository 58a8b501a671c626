"""Fetching from an address that somebody else typed: checked, pinned, and within limits.

Every redirect is a new address and meets the same check. The connection goes to the address that
was checked, with the host's name for TLS and for the server; certificates are always verified.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from voipgrid_privacy.kernel.outbound import Address, Guard, Target

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
CHUNK: Final = 16_384


class FetchFailed(Exception):
    """Nobody answered, or what was answered went past a limit."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one fetch may take."""

    seconds: float = 10.0
    size: int = 1_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back, and from where in the end."""

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches within limits. ``ports`` and ``tls`` let tests serve a host on loopback."""

    guard: Guard
    limits: Limits = field(default_factory=Limits)
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    ports: Mapping[int, int] = field(default_factory=dict)

    def get(self, url: str) -> Fetched:
        """Return what is at ``url``, redirects followed; raises AddressRefused, FetchFailed."""
        until = time.monotonic() + self.limits.seconds
        for _hop in range(self.limits.redirects + 1):
            found = self.request("GET", url, until=until)
            location = found.headers.get("location")
            if found.status not in REDIRECTS or not location:
                return found
            url = urljoin(url, location)
        raise FetchFailed("too many redirects")

    def request(
        self,
        method: str,
        url: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        until: float = 0.0,
    ) -> Fetched:
        """Ask once, without following; raises AddressRefused, FetchFailed."""
        target, addresses = self.guard.check(url)
        until = until or time.monotonic() + self.limits.seconds
        connection = http.client.HTTPConnection(target.host, target.port)
        # Each byte that drips in renews the patience of a socket; this ends the whole.
        cut = threading.Timer(_left(until), _cut, (connection,))
        cut.start()
        try:
            self._connect(connection, target, addresses[0], until)
            connection.request(method, target.path, body, {"User-Agent": AGENT, **(headers or {})})
            answer = connection.getresponse()
            _left(until)  # headers that were cut off read as headers that ended
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Fetched(url, answer.status, self._read(answer, until), named)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FetchFailed(str(error)) from error
        finally:
            cut.cancel()
            connection.close()

    def _connect(
        self, connection: http.client.HTTPConnection, target: Target, address: Address, until: float
    ) -> None:
        """Connect to the checked address; its name is for TLS alone."""
        port = self.ports.get(target.port, target.port)
        plain = connection.sock = socket.create_connection((str(address), port), _left(until))
        if target.scheme == "https":
            secured = self.tls.wrap_socket(
                plain, server_hostname=target.host, do_handshake_on_connect=False
            )
            connection.sock = secured
            secured.do_handshake()

    def _read(self, answer: http.client.HTTPResponse, until: float) -> bytes:
        parts, size = [], 0
        while part := answer.read1(CHUNK):
            size += len(part)
            if size > self.limits.size:
                raise FetchFailed("too many bytes")
            _left(until)
            parts.append(part)
        return b"".join(parts)


AGENT: Final = "voipgrid-privacy"


def _cut(connection: http.client.HTTPConnection) -> None:
    """Hang up, whatever the thread that reads is waiting for."""
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise FetchFailed("too slow")
    return left
