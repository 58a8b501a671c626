"""Requests per client and minute, counted in the web process: no look-up pays for it in SQL."""

import time
from dataclasses import dataclass
from threading import Lock

from voipgrid_privacy.api.problems import TooManyRequests

PER_MINUTE = 6_000
WINDOW = 60


@dataclass(slots=True)
class Window:
    """What one client used since ``started`` (seconds, monotonic clock)."""

    started: float
    used: int = 0


class Limiter:
    """A fixed window per client. Every web process counts for itself."""

    def __init__(self, per_minute: int = PER_MINUTE) -> None:
        self.per_minute = per_minute
        self._windows: dict[str, Window] = {}
        self._lock = Lock()

    def take(self, client: str, now: float | None = None) -> dict[str, str]:
        """Count one request; return the headers that say what is left, or raise TooManyRequests."""
        now = time.monotonic() if now is None else now
        with self._lock:
            window = self._windows.get(client)
            if window is None or now - window.started >= WINDOW:
                window = self._windows[client] = Window(now)
            window.used += 1
            used, reset = window.used, max(1, int(WINDOW - (now - window.started)))
        if used > self.per_minute:
            raise TooManyRequests(seconds=reset)
        return self.headers(self.per_minute - used, reset)

    def spare(self, client: str) -> dict[str, str] | None:
        """Count as :meth:`take` does; None, uncounted, when the limit is used up."""
        with self._lock:
            window = self._windows.get(client)
            full = window is not None and window.used >= self.per_minute
        return None if full else self.take(client)

    def forget(self) -> None:
        """Let every client start anew."""
        with self._lock:
            self._windows.clear()

    def headers(self, left: int, reset: int) -> dict[str, str]:
        """Return the header fields of draft-ietf-httpapi-ratelimit-headers."""
        return {
            "RateLimit-Policy": f'"client";q={self.per_minute};w={WINDOW}',
            "RateLimit": f'"client";r={left};t={reset}',
        }


limiter = Limiter()
