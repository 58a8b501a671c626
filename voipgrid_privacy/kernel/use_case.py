"""One function per thing a user can ask for: one transaction, stamped with actor and action."""

import functools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db import connection, models, transaction

from voipgrid_privacy.kernel.auditing import (
    CALL,
    Kind,
    actor,
    arguments,
    chains_of,
    is_somebody,
    reference,
)
from voipgrid_privacy.kernel.tenancy import Viewer

P = ParamSpec("P")
R = TypeVar("R")

STAMP = "pghistory.context_metadata"
_within: ContextVar[bool] = ContextVar("within_a_use_case", default=False)
"""Whether a use case is going on: only the outermost is what somebody did."""


def use_case(function: Callable[P, R]) -> Callable[P, R]:
    """Open a transaction and stamp every row written in it with ``by`` and the function's name.

    The stamp is a transaction-local setting that the history triggers read, so no service
    mentions the audit trail and a pooled connection keeps nothing. What a person or a client did
    is noted in the logbook as well, with the instant and the action that its history bears.
    """

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        by = kwargs["by"]
        if not isinstance(by, Viewer):
            raise TypeError("A use case needs by=Viewer.")
        with transaction.atomic(), _outermost() as outermost:
            before = _stamp(_stamp_for(by, function.__name__))
            notes = _notes(function, by, kwargs) if outermost else []  # what it is about may go
            result = function(*args, **kwargs)
            _stamp(before, notes)
            return result

    return wrapper


def _stamp_for(by: Viewer, action: str) -> str:
    """Return what history keeps: an identifier, never a name."""
    return json.dumps({"actor": str(by.user_id) if by.user_id else by.name, "action": action})


@contextmanager
def _outermost() -> Iterator[bool]:
    """Say whether no other use case is going on."""
    within = _within.get()
    token = _within.set(True)
    try:
        yield not within
    finally:
        _within.reset(token)


def _notes(function: Any, by: Viewer, given: dict[str, Any]) -> list[list[Any]]:
    """Return what the logbook says of it, for each chain; nothing of what happens by itself."""
    if not is_somebody(by):
        return []
    about = next((value for value in given.values() if isinstance(value, models.Model)), None)
    kind: Kind = getattr(function, "noted_as", Kind.CHANGED)
    return [
        arguments(party, kind, actor(by), function.__name__, reference(about), None)
        for party in chains_of(by, about)
    ]


def _stamp(value: str, notes: list[list[Any]] | None = None) -> str:
    """Set the stamp for the rest of the transaction, and note; return the stamp it replaces."""
    noted = "".join(f", {CALL}" for _each in notes or ())
    parameters = [STAMP, STAMP, value, *(each for one in notes or () for each in one)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT current_setting(%s, true), set_config(%s, %s, true){noted}", parameters
        )
        row = cursor.fetchone()
    return str(row[0] or "") if row else ""
