"""``manage.py openapi``: write the API's document and client, or ``--check`` both."""

from argparse import ArgumentParser
from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from voipgrid_privacy.api.client_code import client_code
from voipgrid_privacy.api.publication import as_text, document

MADE: dict[Path, Callable[[], str]] = {
    Path("docs/reference/openapi.json"): as_text,
    Path("docs/examples/client/client.py"): lambda: client_code(document()),
}


class Command(BaseCommand):
    """Keeps the document, and the client that is made from it, equal to what the code promises."""

    help = "Write docs/reference/openapi.json and the client, or compare them with --check."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to compare only."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, or raise CommandError with the difference."""
        for path, made in MADE.items():
            if options["check"]:
                _compare(path, made())
            else:
                (settings.BASE_DIR / path).parent.mkdir(parents=True, exist_ok=True)
                (settings.BASE_DIR / path).write_text(made())


def _compare(path: Path, text: str) -> None:
    kept = settings.BASE_DIR / path
    before = kept.read_text() if kept.exists() else ""
    lines = unified_diff(before.splitlines(), text.splitlines(), str(path), "the code", n=2)
    if difference := "\n".join(lines):
        raise CommandError(f"{difference}\nRun `manage.py openapi` and read the change.")
