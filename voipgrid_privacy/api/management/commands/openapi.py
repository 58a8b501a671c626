"""``manage.py openapi``: write the API's document, or ``--check`` that it is current."""

from argparse import ArgumentParser
from difflib import unified_diff
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from voipgrid_privacy.api.publication import as_text

PATH = Path("docs") / "reference" / "openapi.json"


class Command(BaseCommand):
    """Keeps ``docs/reference/openapi.json`` equal to what the code promises."""

    help = "Write docs/reference/openapi.json, or compare it with --check."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to compare only."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, or raise CommandError with the difference."""
        path, text = settings.BASE_DIR / PATH, as_text()
        if not options["check"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            return
        before = path.read_text() if path.exists() else ""
        lines = unified_diff(before.splitlines(), text.splitlines(), str(PATH), "the code", n=2)
        if difference := "\n".join(lines):
            raise CommandError(f"{difference}\nRun `manage.py openapi` and read the change.")
