"""``manage.py read_bounce < MAIL``: for a mail server that hands each report to a command."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roles.mail.bounces import MOST_BYTES
from roles.mail.returning import record_bounce
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import SYSTEM


class Command(BaseCommand):
    """Reads one report of a mail server from standard input."""

    help = "Write on a mail that it came back, by the report of a mail server on standard input."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read it, and say which mail it is about; what it is not ends with an error."""
        raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        try:
            mail = record_bounce(raw=raw, at=timezone.now(), by=SYSTEM)
        except DomainError as refusal:
            raise CommandError(f"{refusal.sentence} ({refusal.code})") from refusal
        self.stdout.write(f"{mail.message_id}: {mail.returned_why}")
