"""``python -m voipgrid_privacy.embedded.prepare NAME…``: several management commands, one start.

Loading Django takes longer than most of the commands. A name that no app provides (yet) is passed
over, so that the set-up does not depend on the demo.
"""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Final

import django
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.db import OperationalError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory

from voipgrid_privacy.embedded import broker, prepared


def main(names: Sequence[str]) -> None:
    """Run the commands in order; after ``migrate`` make sure of the broker, if it is pgmq.

    Once all are done the database is marked as prepared by them.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")
    django.setup()
    with _marked(names) if "migrate" in names else nullcontext():
        for name in names:
            if name == "migrate":
                migrate()
                install_broker()
            elif name in get_commands():
                call_command(name)


PATIENCE: Final = "2s"
"""How long a migration waits for a lock: whoever comes after it waits behind it as long."""
PAUSES: Final = (1, 2, 3, 5, 5, 10, 10, 15, 15, 30, 30, 30)
"""Seconds between tries: meanwhile those who queued are served."""
LOCKED: Final = "55P03"
BROKEN: Final = """
SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid AND c.relkind = 'i' AND c.relnamespace = 'public'::regnamespace
    AND pg_has_role(c.relowner, 'USAGE') AND NOT EXISTS (
        SELECT 1 FROM pg_locks l WHERE l.relation = i.indrelid AND l.granted
            AND l.mode = 'ShareUpdateExclusiveLock' AND l.pid <> pg_backend_pid())
"""
"""Our indexes that were being made beside people at work, and were not finished: nothing reads
them, and nobody is at it."""
TURNS: Final = 0x6D696772  # "migr": two who migrate at once take turns


def migrate() -> None:
    """Apply the migrations beside people at work; each that was applied stays so.

    Raises CommandError when a table stays locked through all tries.
    """
    for pause in PAUSES:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [PATIENCE])
        try:
            with _alone():
                _drop_broken_indexes()
                call_command("migrate", interactive=False)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) != LOCKED:
                raise
            print(f"A table is in use ({str(error).splitlines()[0]}); again in {pause} s.")
            time.sleep(pause)
        else:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
            return
    raise CommandError("A table stays in use: nothing was changed there. Try again later.")


@contextmanager
def _alone() -> Iterator[None]:
    """Keep others who migrate waiting, as a lock on a table would; a pooler has no such locks."""
    if settings.DATABASE_POOLED:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURNS])
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [TURNS])


def _drop_broken_indexes() -> None:
    """Take away what a try before left, and would be in the way: its name is taken."""
    with connection.cursor() as cursor:
        cursor.execute(BROKEN)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


@contextmanager
def _marked(names: Sequence[str]) -> Iterator[None]:
    """Mark the database once all is done; what stops halfway leaves it without a mark."""
    done = False
    try:
        yield
        done = True
    finally:
        if connection.connection is not None and not connection.connection.closed:
            if done:
                prepared.remember(connection.connection, names)
            else:
                prepared.forget(connection.connection)


def install_broker() -> None:
    """Install pgmq in the database that ``CELERY_BROKER_URL`` names."""
    if settings.BROKER_URL.startswith("pgmq:") and broker.install(settings.BROKER_URL):
        print("Installed the broker (pgmq) in the database.")


EARLIER = (
    "This database was made by a version before the first release, which cannot be brought along:"
    " dump what you need from it, then let `make clean` remove it (or create an empty database)."
)


def run(names: Sequence[str]) -> None:
    """Run the commands; end with a sentence and no traceback where that is all there is to say."""
    try:
        main(names)
    except InconsistentMigrationHistory as error:
        raise SystemExit(f"{error}\n{EARLIER}") from error
    except CommandError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    run(sys.argv[1:])
