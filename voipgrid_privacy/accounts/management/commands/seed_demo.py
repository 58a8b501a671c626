"""``manage.py seed_demo``: a believable cast with a year of history, for trial and development."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roles.choices import PartyKind
from roles.models import Party
from roles.services import load_register, recompute_findings
from voipgrid_privacy.accounts.seeding import seed_demo
from voipgrid_privacy.kernel.tenancy import SYSTEM


class Command(BaseCommand):
    """Seeds the demo."""

    help = "Enter a demo cast with a year of history; refuses in production."

    def handle(self, *args: Any, **options: Any) -> None:
        """Enter cast and people in the register, load that if need be, and see what is wrong."""
        if settings.PRODUCTION:
            raise CommandError("There is no demo in production.")
        if not Party.objects.filter(kind=PartyKind.PLATFORM).exists():
            load_register(by=SYSTEM)
        new = seed_demo(by=SYSTEM)
        # Each start of `make run` comes by here: where nothing is new, nothing is judged anew.
        opened = recompute_findings(on=timezone.localdate(), by=SYSTEM)["opened"] if new else 0
        self.stdout.write(f"Demo: {new} rows added, {opened} findings opened.")
