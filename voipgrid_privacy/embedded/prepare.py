"""``python -m voipgrid_privacy.embedded.prepare NAME…``: several management commands, one start.

Loading Django takes longer than most of the commands. A name that no app provides (yet) is passed
over, so that the set-up does not depend on the demo.
"""

import os
import sys
from collections.abc import Sequence

import django
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands

from voipgrid_privacy.embedded import broker


def main(names: Sequence[str]) -> None:
    """Run the commands in order; after ``migrate`` make sure of the broker, if it is pgmq."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voipgrid_privacy.settings")
    django.setup()
    for name in names:
        if name in get_commands():
            call_command(name, **{"interactive": False} if name == "migrate" else {})
        if name == "migrate":
            install_broker()


def install_broker() -> None:
    """Install pgmq in the database that ``CELERY_BROKER_URL`` names."""
    if settings.CELERY_BROKER_URL.startswith("pgmq:") and broker.install(
        settings.CELERY_BROKER_URL
    ):
        print("Installed the broker (pgmq) in the database.")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CommandError as error:
        raise SystemExit(str(error)) from error
