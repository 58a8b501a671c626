"""Make a backup of the database, with the list of what is in it."""

from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from voipgrid_privacy.site.recovery.making import back_up, beside
from voipgrid_privacy.site.recovery.programs import ProgramFailed


class Command(BaseCommand):
    """``manage.py backup FOLDER``: a dump and its manifest; keys and settings are not in it."""

    help = "Write a dump of the database, and what is in it, into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it and say what it holds."""
        started = perf_counter()
        try:
            path, made = back_up(options["folder"])
        except (ProgramFailed, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        seconds = perf_counter() - started
        self.stdout.write(f"{path} ({path.stat().st_size:,} bytes) and {beside(path).name}")
        self.stdout.write(
            f"{sum(made.rows.values()):,} rows of {len(made.rows)} tables,"
            f" as they were at {made.taken_at:%Y-%m-%d %H:%M:%S} UTC; made in {seconds:.1f} s"
        )
