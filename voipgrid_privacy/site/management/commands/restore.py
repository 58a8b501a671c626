"""Put a backup into an empty database, and prove that it is whole."""

from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import override

from voipgrid_privacy.embedded.prepare import install_broker
from voipgrid_privacy.site.management.commands.verify_ledgers import say
from voipgrid_privacy.site.recovery.manifest import Manifest
from voipgrid_privacy.site.recovery.programs import ProgramFailed
from voipgrid_privacy.site.recovery.restoring import NotRestored, restore
from voipgrid_privacy.site.recovery.verifying import verified

AFTERWARDS = (
    "Everyone logs in again and API clients ask for new tokens. What was revoked or removed by hand"
    " after the recovery point is back: see docs/how-to/back-up-and-restore.md."
)


class Command(BaseCommand):
    """``manage.py restore DUMP``: into the database of the settings, which must be empty."""

    help = "Put a dump into the empty database of the settings, and verify it."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Which dump; its manifest is beside it."""
        parser.add_argument("dump", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Restore, verify, and say until when and in how much time."""
        started = perf_counter()
        try:
            made = restore(options["dump"])
        except (NotRestored, ProgramFailed) as error:
            raise CommandError(f"Not restored. {error}") from error
        restored = perf_counter() - started
        checks = verified(at=timezone.now(), made=made)
        if settings.CELERY_BROKER_URL.startswith("pgmq:"):
            install_broker()
        self._say_points(made, restored, perf_counter() - started)
        say(self, checks)
        self.stdout.write(AFTERWARDS)

    def _say_points(self, made: Manifest, restored: float, whole: float) -> None:
        with override("en"):
            ago = timesince(made.taken_at)
        self.stdout.write(f"Recovery point: {made.taken_at:%Y-%m-%d %H:%M:%S} UTC, {ago} ago")
        self.stdout.write(
            f"Recovery time: {whole:.1f} s, of which {restored:.1f} s to restore and"
            f" {whole - restored:.1f} s to verify"
        )
