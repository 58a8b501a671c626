"""``manage.py load_register``: enter the shipped register and see what is wrong with it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from roles.services import load_register, recompute_findings
from voipgrid_privacy.kernel.tenancy import SYSTEM


class Command(BaseCommand):
    """Enters VoIPGRID's register."""

    help = "Enter VoIPGRID's register from the shipped data; running again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Enter it and say what was done."""
        done = load_register(by=SYSTEM)
        self.stdout.write(
            f"Register: {done['added']} added, {done['updated']} updated,"
            f" {done['unchanged']} unchanged."
        )
        findings = recompute_findings(on=timezone.localdate(), by=SYSTEM)
        self.stdout.write(
            f"Findings: {findings['opened']} opened, {findings['resolved']} resolved."
        )
