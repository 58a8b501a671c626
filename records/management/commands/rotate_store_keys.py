"""Encrypt the passwords of data stores and the secrets of webhooks under the current key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from records.stores.services import rotate_store_keys
from roles.webhooks.secrets import rotate_webhook_keys
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import SYSTEM


class Command(BaseCommand):
    """``manage.py rotate_store_keys``: after a new key was put first in STORE_KEYS."""

    help = "Encrypt passwords of stores and secrets of webhooks under the first of STORE_KEYS."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Encrypt and say how many."""
        try:
            done = rotate_store_keys(by=SYSTEM)
            hooks = rotate_webhook_keys(by=SYSTEM)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done} passwords encrypted under the current key")
        self.stdout.write(f"{hooks} webhook secrets encrypted under the current key")
