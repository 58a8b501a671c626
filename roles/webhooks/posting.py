"""One try over the network: guarded, pinned, without redirects, and within limits."""

import time
from dataclasses import dataclass, field
from typing import Final

from roles.webhooks.choices import Problem
from roles.webhooks.sending import Job
from voipgrid_privacy.kernel.fetching import REDIRECTS, Fetched, Fetcher, FetchFailed, Limits
from voipgrid_privacy.kernel.outbound import AddressRefused, Guard

PATIENCE: Final = Limits(seconds=10.0, size=1_000_000, redirects=0)
GONE: Final = 410


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one try. ``retry_after`` is in seconds, where the receiver named any."""

    status: int | None
    problem: str
    milliseconds: int
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """How a try is made; tests bring names and patience of their own."""

    guard: Guard
    limits: Limits = field(default=PATIENCE)

    def __call__(self, job: Job) -> Outcome:
        """Send it once; never raises for what the other side does."""
        began = time.monotonic()
        try:
            found = Fetcher(self.guard, self.limits).request(
                "POST", job.url, body=job.body, headers=job.headers
            )
        except AddressRefused:
            return Outcome(None, Problem.ADDRESS, _since(began))
        except FetchFailed:
            took = _since(began)
            slow = took >= self.limits.seconds * 1_000
            return Outcome(None, Problem.TOO_SLOW if slow else Problem.NO_ANSWER, took)
        return Outcome(
            found.status, _problem(found.status), _since(began), retry_after=_retry_after(found)
        )


def _problem(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if status == GONE:
        return Problem.GONE
    return Problem.REDIRECT if status in REDIRECTS else Problem.STATUS


def _retry_after(found: Fetched) -> int | None:
    given = found.headers.get("retry-after", "").strip()
    return int(given[:9]) if given.isascii() and given.isdigit() else None


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1_000)
