"""Encrypt the passwords of data stores under the current key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from records.stores.services import rotate_store_keys
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import SYSTEM


class Command(BaseCommand):
    """``manage.py rotate_store_keys``: after a new key was put first in STORE_KEYS."""

    help = "Encrypt the passwords of data stores again, under the first key of STORE_KEYS."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Encrypt and say how many."""
        try:
            done = rotate_store_keys(by=SYSTEM)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done} passwords encrypted under the current key")
