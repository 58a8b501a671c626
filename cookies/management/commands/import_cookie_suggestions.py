"""Read a knowledge base of cookies as suggestions."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cookies.registry.importing.files import Unreadable, read_edpb, read_open_cookie_database
from cookies.registry.services.importing import import_suggestions
from roles.models import Source
from voipgrid_privacy.kernel.tenancy import SYSTEM

READERS = {
    "open-cookie-database": read_open_cookie_database,
    "edpb-knowledge-base": read_edpb,
}


class Command(BaseCommand):
    """``manage.py import_cookie_suggestions open-cookie-database FILE``."""

    help = "Replace the suggestions of a knowledge base by those in a file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the base and the file."""
        parser.add_argument("base", choices=READERS)
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read and say how many entries there are."""
        source = Source.objects.filter(code=options["base"]).first()
        if source is None:
            raise CommandError("Run load_cookies first: the source is not in the register.")
        try:
            rows = READERS[options["base"]](options["file"].read_bytes())
        except (OSError, Unreadable, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        done = import_suggestions(source=source, rows=rows, on=timezone.localdate(), by=SYSTEM)
        self.stdout.write(f"{done['entered']} suggestions, {done['skipped']} skipped.")
