"""Who calls the API: a client, the party it acts for, and what its token allows."""

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from rest_framework.request import Request

from voipgrid_privacy.kernel.tenancy import Viewer


@dataclass(frozen=True, slots=True)
class Caller:
    """An API client with a valid token; it acts for exactly one party."""

    client_id: str
    party: UUID
    viewer: Viewer
    scopes: frozenset[str]

    is_authenticated = True


class Admission(Protocol):
    """Lets a caller in by one statement that also sets role and parties for what follows it."""

    def statement(self, authorization: str) -> tuple[str, dict[str, Any]] | None:
        """Return the statement for an ``Authorization`` header, None when it holds no token."""

    def caller(self, row: tuple[Any, ...] | None) -> Caller | None:
        """Return the caller in the statement's row, None when the token is not valid."""


def caller_of(request: Request) -> Caller:
    """Return the caller; views of the API are never reached without one."""
    caller = request.auth
    if not isinstance(caller, Caller):
        raise TypeError("This view answers callers with a token only.")
    return caller
