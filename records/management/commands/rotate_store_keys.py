"""Encrypt every secret that is kept under the current key: a key that leaked can be put away."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from records.engine.corrections import rotate_right_values
from records.requests.sealed import rotate_task_values
from records.stores.services import rotate_store_keys
from roles.webhooks.secrets import rotate_webhook_keys
from voipgrid_privacy.accounts.second_factors import rotate_factor_keys
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import SYSTEM


class Command(BaseCommand):
    """``manage.py rotate_store_keys``: after a new key was put first in STORE_KEYS."""

    help = "Encrypt passwords, secrets of webhooks and right values under the first of STORE_KEYS."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Encrypt and say how many."""
        try:
            done = rotate_store_keys(by=SYSTEM)
            hooks = rotate_webhook_keys(by=SYSTEM)
            factors = rotate_factor_keys(by=SYSTEM)
            values = rotate_right_values(by=SYSTEM) + rotate_task_values(by=SYSTEM)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done} passwords encrypted under the current key")
        self.stdout.write(f"{hooks} webhook secrets encrypted under the current key")
        self.stdout.write(f"{factors} second factors encrypted under the current key")
        self.stdout.write(f"{values} runs with right values encrypted under the current key")
