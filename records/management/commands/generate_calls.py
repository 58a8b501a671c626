"""Fill the telephony store with calls that nobody made."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from records.errors import NobodyToCall
from records.telephony.services import generate_calls
from voipgrid_privacy.kernel.tenancy import SYSTEM


class Command(BaseCommand):
    """``manage.py generate_calls --calls 100000 --months 12``: once per seed."""

    help = "Generate call detail records for the customers in the register (once per seed)."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, how far back, until when, and which repeatable set."""
        parser.add_argument("--calls", type=int, default=100_000)
        parser.add_argument("--months", type=int, default=12)
        parser.add_argument("--until", type=date.fromisoformat, default=None)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Copy the calls in and say how many were added."""
        try:
            added = generate_calls(
                calls=options["calls"],
                months=options["months"],
                until=options["until"] or timezone.localdate(),
                seed=options["seed"],
                by=SYSTEM,
            )
        except NobodyToCall as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{added} calls added (seed {options['seed']})")
