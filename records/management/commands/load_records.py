"""Enter the shipped records of processing activities."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from records.activities.register import load_records
from records.errors import RegisterMissing
from voipgrid_privacy.kernel.tenancy import SYSTEM


class Command(BaseCommand):
    """``manage.py load_records``: idempotent, after ``load_register`` and ``load_retention``."""

    help = "Enter the shipped records of processing activities (idempotent)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load and say how many entries are new."""
        try:
            done = load_records(at=timezone.now(), by=SYSTEM)
        except RegisterMissing as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"entries: {done['added']} added, {done['unchanged']} unchanged")
