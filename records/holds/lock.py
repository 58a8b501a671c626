"""How a hold takes effect at once: batches share a lock that placing a hold takes alone.

PostgreSQL queues for advisory locks in order, so placing waits for the batches under way and
for nothing else, and the batch after it sees the hold.
"""

from typing import Final

from django.db import connection
from django.db.models import Max

from records.holds.models import LegalHold

_LOCK: Final = 4_705_113_002
"""Any number that nothing else in this database uses."""


def alone() -> None:
    """Wait for the batches under way, and keep others out until this transaction ends."""
    _execute("SELECT pg_advisory_xact_lock(%s)")


def together() -> None:
    """Let no hold be placed or released until this transaction ends."""
    _execute("SELECT pg_advisory_xact_lock_shared(%s)")


def keep_together() -> None:
    """The same for a batch in another database, until :func:`let_go`."""
    _execute("SELECT pg_advisory_lock_shared(%s)")


def let_go() -> None:
    """Let holds be placed again."""
    _execute("SELECT pg_advisory_unlock_shared(%s)")


def epoch() -> int:
    """Return the revision of the latest hold that was placed or released; 0 for none ever."""
    latest: int | None = LegalHold.objects.aggregate(latest=Max("revision"))["latest"]
    return latest or 0


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, (_LOCK,))
