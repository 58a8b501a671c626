"""``python -m voipgrid_privacy.embedded.prepare NAME…``: several management commands, one start.

Loading Django takes longer than most of the commands. A name that no app provides (yet) is passed
over, so that the set-up does not depend on the demo.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

import django
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.db import connection
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
            if name in get_commands():
                call_command(name, **{"interactive": False} if name == "migrate" else {})
            if name == "migrate":
                install_broker()


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
    if settings.CELERY_BROKER_URL.startswith("pgmq:") and broker.install(
        settings.CELERY_BROKER_URL
    ):
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
