"""How a hold takes effect at once: batches share a lock that placing a hold takes alone.

PostgreSQL queues for advisory locks in order, so placing waits for the batches under way and
for nothing else, and the batch after it sees the hold.
"""

from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Max

from records.holds.models import LegalHold

_LOCK: Final = 4_705_113_002
"""Any number that nothing else in this database uses."""


def alone() -> None:
    """Wait for the batches under way, and keep others out until this transaction ends."""
    _execute("SELECT pg_advisory_xact_lock(%s)")


def shared_in(sql: str) -> tuple[str, tuple[int]]:
    """Return a query that says ``sql``, and lets no hold be placed until this transaction ends.

    What is seen of holds is asked in the next statement: this one began before it had the lock.
    """
    return f"{sql}, pg_advisory_xact_lock_shared(%s)", (_LOCK,)


def keep_together() -> None:
    """The same for a batch in another database, until :func:`let_go`."""
    if settings.DATABASE_POOLED:
        _beside.append(_transaction_of_its_own())
    else:
        _execute("SELECT pg_advisory_lock_shared(%s)")


def let_go() -> None:
    """Let holds be placed again."""
    if settings.DATABASE_POOLED:
        beside = _beside.pop()
        beside.rollback()
        beside.close()
    else:
        _execute("SELECT pg_advisory_unlock_shared(%s)")


_beside: Final[list[Any]] = []
"""Transactions that are open for their lock alone; a batch is worked on by one thread a process."""


def _transaction_of_its_own() -> Any:
    """Take the lock in a transaction beside ours: a pooler hands our session to others."""
    beside = connection.copy()
    beside.set_autocommit(autocommit=False)
    with beside.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", (_LOCK,))
    return beside


def epoch() -> int:
    """Return the revision of the latest hold that was placed or released; 0 for none ever."""
    latest: int | None = LegalHold.objects.aggregate(latest=Max("revision"))["latest"]
    return latest or 0


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, (_LOCK,))
