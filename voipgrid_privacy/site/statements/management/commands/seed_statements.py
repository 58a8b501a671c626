"""``manage.py seed_statements``: the demo's statements, so that there is something to read."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand

from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.site.statements.demo import seed_statements


class Command(BaseCommand):
    """Publish the statements of VoIPGRID and Belfabriek, for trying out."""

    help = "Publish the statements of VoIPGRID and Belfabriek, for trying out."

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish what is not published yet."""
        try:
            done = seed_statements(by=SYSTEM)
        except ImproperlyConfigured as error:
            self.stderr.write(str(error))
            return
        self.stdout.write(f"Statements: {done} published.")
