"""``manage.py seed_incidents``: an incident in the demo, after ``seed_demo``."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from records.incidents.demo import seed_incidents
from voipgrid_privacy.kernel.tenancy import SYSTEM


class Command(BaseCommand):
    """Seeds the incidents of the demo."""

    help = "Enter an incident of VoIPGRID and one of a partner; refuses in production."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Enter it once."""
        if settings.PRODUCTION:
            raise CommandError("There is no demo in production.")
        new = seed_incidents(at=timezone.now(), by=SYSTEM)
        self.stdout.write(f"Demo: {new} incidents added.")
