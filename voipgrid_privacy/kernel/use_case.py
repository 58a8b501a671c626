"""One function per thing a user can ask for: one transaction, stamped with actor and action."""

import functools
import json
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from voipgrid_privacy.kernel.tenancy import Viewer

P = ParamSpec("P")
R = TypeVar("R")

STAMP = "pghistory.context_metadata"


def use_case(function: Callable[P, R]) -> Callable[P, R]:
    """Open a transaction and stamp every row written in it with ``by`` and the function's name.

    The stamp is a transaction-local setting that the history triggers read, so no service
    mentions the audit trail and a pooled connection keeps nothing.
    """

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        by = kwargs["by"]
        if not isinstance(by, Viewer):
            raise TypeError("A use case needs by=Viewer.")
        with transaction.atomic():
            before = _stamp(_stamp_for(by, function.__name__))
            result = function(*args, **kwargs)
            _stamp(before)
            return result

    return wrapper


def _stamp_for(by: Viewer, action: str) -> str:
    """Return what history keeps: an identifier, never a name."""
    return json.dumps({"actor": str(by.user_id) if by.user_id else by.name, "action": action})


def _stamp(value: str) -> str:
    """Set the stamp for the rest of the transaction; return the one it replaces."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting(%s, true), set_config(%s, %s, true)", (STAMP, STAMP, value)
        )
        row = cursor.fetchone()
    return str(row[0] or "") if row else ""
