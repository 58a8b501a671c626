"""``manage.py show_logins``: with whom to log in to a demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from voipgrid_privacy.accounts.demo import CLIENT, demo_client_secret, demo_logins
from voipgrid_privacy.accounts.models import User


class Command(BaseCommand):
    """Prints the logins of the demo."""

    help = "Print the demo logins; refuses in production."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print those that exist."""
        if settings.PRODUCTION:
            raise CommandError("There are no demo logins in production.")
        logins = demo_logins()
        known = set(
            User.objects.filter(email__in=[x.email for x in logins]).values_list("email", flat=True)
        )
        if not known:
            self.stdout.write("No demo logins: run seed_demo first.")
            return
        for login in logins:
            if login.email in known:
                self.stdout.write(f"{login.email:<32} {login.password:<22} {login.what}")
        self.stdout.write(f"API client {CLIENT}, secret {demo_client_secret()}")
