"""Enter the shipped cookie registry."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cookies.banner.services import configure_banner, refresh_banners
from cookies.register.loading import load_cookie_register
from cookies.registry.models import Site
from cookies.statement.services import refresh_statements
from records.errors import RegisterMissing
from voipgrid_privacy.kernel.tenancy import SYSTEM

OWN = ("voipgrid", "register")


class Command(BaseCommand):
    """``manage.py load_cookies``: idempotent, after ``load_register``."""

    help = "Enter the shipped cookie registry (idempotent)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load and say what was done."""
        try:
            done = load_cookie_register(by=SYSTEM)
        except RegisterMissing as error:
            raise CommandError(str(error)) from error
        today = timezone.localdate()
        for site in Site.objects.filter(code__in=OWN, banner=None):
            configure_banner(site=site, address=settings.PUBLIC_URL, on=today, by=SYSTEM)
        refresh_banners(address=settings.PUBLIC_URL, on=today, by=SYSTEM)
        refresh_statements(on=today, by=SYSTEM)
        self.stdout.write(f"Cookies: {done['added']} added, {done['unchanged']} unchanged.")
