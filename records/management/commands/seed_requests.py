"""``manage.py seed_requests``: requests of data subjects for the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from records.requests.demo import seed_requests
from voipgrid_privacy.kernel.tenancy import SYSTEM


class Command(BaseCommand):
    """Seeds the demo's requests, once its cast is there."""

    help = "Enter requests of data subjects for the demo; refuses in production."

    def handle(self, *args: Any, **options: Any) -> None:
        """Enter them where there are none."""
        if settings.PRODUCTION:
            raise CommandError("There is no demo in production.")
        new = seed_requests(at=timezone.now(), by=SYSTEM)
        self.stdout.write(f"Demo: {new} requests added.")
