"""Make every banner anew that this version or the registry makes otherwise."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from cookies.banner.services import refresh_banners
from voipgrid_privacy.kernel.tenancy import SYSTEM


class Command(BaseCommand):
    """``manage.py publish_banners``: idempotent; the schedule does the same every minute."""

    help = "Publish anew each banner that this version or the registry makes otherwise."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Publish, and say how many."""
        made = refresh_banners(address=settings.PUBLIC_URL, on=timezone.localdate(), by=SYSTEM)
        self.stdout.write(f"Banners: {made} published anew.")
