"""``manage.py generate_chain --partners N --customers M``: load data, and its removal."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from roles.services import generate_chain, remove_generated
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import SYSTEM


class Command(BaseCommand):
    """Generates a chain to measure with."""

    help = "Add generated partners with customers each, or --remove them; refuses in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many, and from which seed."""
        parser.add_argument("--partners", type=int, default=100)
        parser.add_argument("--customers", type=int, default=100, help="per partner")
        parser.add_argument("--seed", default="1")
        parser.add_argument("--remove", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Generate or remove, and say how long it took."""
        if settings.PRODUCTION:
            raise CommandError("Load data has no place in production.")
        started = time.monotonic()
        count = _remove() if options["remove"] else _generate(options)
        verb = "removed" if options["remove"] else "there are"
        self.stdout.write(f"{count} generated parties {verb}; {time.monotonic() - started:.1f} s")


def _remove() -> int:
    return remove_generated(by=SYSTEM)


def _generate(options: dict[str, Any]) -> int:
    wanted = {name: options[name] for name in ("partners", "customers", "seed")}
    try:
        return generate_chain(**wanted, by=SYSTEM)
    except DomainError as error:
        raise CommandError(error.sentence) from error
    except IntegrityError as error:
        raise CommandError(
            "These were generated already: use --remove or another --seed."
        ) from error
