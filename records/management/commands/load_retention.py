"""Enter the shipped data store and retention rule."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from records.errors import RegisterMissing
from records.register import load_retention_register
from voipgrid_privacy.kernel.tenancy import SYSTEM


class Command(BaseCommand):
    """``manage.py load_retention``: idempotent, after ``load_register``."""

    help = "Enter the shipped data store and retention rule (idempotent)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load and say which rule holds."""
        try:
            rule = load_retention_register(by=SYSTEM)
        except RegisterMissing as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{rule.code}: {rule.term_months} months after {rule.start_event}")
