"""Whether this process can answer: a database that speaks, with the tables this code expects."""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def problem() -> str:
    """Return why this process cannot answer; "" when it can.

    The broker is not asked: what people ask for is a row before it is a task, so that without a
    broker everything can still be read and asked for.
    """
    try:
        return "migrations" if _missing() else ""
    except DatabaseError:
        return "database"


def _missing() -> bool:
    """Say whether a migration of this code has not been applied: later ones do no harm."""
    applied = MigrationRecorder(connection).applied_migrations()
    return not _ours() <= applied.keys()


@cache
def _ours() -> frozenset[tuple[str, str]]:
    """Return the migrations that come with this code."""
    return frozenset(MigrationLoader(None).disk_migrations)
