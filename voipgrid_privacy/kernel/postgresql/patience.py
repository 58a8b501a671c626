"""For how long one request waits for connections, all its questions together.

A request asks more than once, and each question by itself may wait as long as the pool lets it: an
answer that the database is away would come after whoever asked has gone.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from psycopg_pool import ConnectionPool

MOST: Final = 5.0
"""Seconds that a request waits in all; no law or standard, but who waits longer has gone."""
LEAST: Final = 0.05
"""Seconds for which a question looks all the same: by nought the pool gives none that it has."""


class Patience:
    """What is left of the seconds of one request."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def spent(self, ask: Callable[[float], Any], usual: float) -> Any:
        """Ask with what is left, and take off what it took."""
        began = monotonic()
        try:
            return ask(max(LEAST, min(usual, self.left)))
        finally:
            self.left -= monotonic() - began


_now: ContextVar[Patience | None] = ContextVar("patience", default=None)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Wait no longer than so many seconds for all connections that are asked for inside."""
    token = _now.set(Patience(seconds))
    try:
        yield
    finally:
        _now.reset(token)


class PatientPool(ConnectionPool):
    """A pool whose waits are counted for the request that waits."""

    def getconn(self, timeout: float | None = None) -> Any:
        """Return a connection; `PoolTimeout` once the patience of the request is over."""
        usual = self.timeout if timeout is None else timeout
        patience = _now.get()
        if patience is None:
            return super().getconn(usual)
        return patience.spent(super().getconn, usual)


class WaitsNotForEver:
    """Gives each request its patience; what is streamed comes after it, and waits as tasks do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer within it."""
        with at_most(MOST):
            return self.get_response(request)
