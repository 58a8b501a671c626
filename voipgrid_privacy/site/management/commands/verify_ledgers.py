"""Verify every chain, signature and key that is in the database."""

from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from voipgrid_privacy.site.recovery.verifying import Check, verified


class Command(BaseCommand):
    """``manage.py verify_ledgers``: what we prove, recomputed from the first row to the last."""

    help = "Recompute the chains of consents, certificates and logbook, and open every kept secret."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Verify and say what there is; ends with an error if anything is wrong."""
        say(self, verified(at=timezone.now()))


def say(command: BaseCommand, checks: Sequence[Check]) -> None:
    """Say what was checked, each in a line; raises CommandError if anything is wrong."""
    for check in checks:
        result = f"BROKEN: {check.problem}" if check.problem else "OK"
        command.stdout.write(f"{check.number:>12,} {check.what}: {result}")
    if any(check.problem for check in checks):
        raise CommandError("Not everything can be proven any more.")
