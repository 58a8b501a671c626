"""``manage.py export_roles [--as PARTY] [--form ndjson|csv] [--on DAY] [--output FILE]``."""

import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from roles.choices import Feature
from roles.management.commands.import_chain import actor
from roles.queries.exporting import FORMS, exported_lines
from voipgrid_privacy.kernel.whole import written_whole


class Command(BaseCommand):
    """Exports who has which role, of every customer."""

    help = "Write the roles in all chains on a day, of the platform or of one partner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whose, in which form, on which day, and where to."""
        parser.add_argument("--as", dest="party", default="", help="only what this party may see")
        parser.add_argument("--form", choices=sorted(FORMS), default="ndjson")
        parser.add_argument("--on", type=date.fromisoformat, default=None, help="today if left out")
        parser.add_argument("--feature", choices=Feature.values, default=Feature.CONVEYANCE)
        parser.add_argument(
            "--output", type=Path, default=None, help="a file; else standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, some thousand lines at a time; a file has its name once it is whole."""
        _party, viewer = actor(options["party"])
        lines = exported_lines(
            viewer=viewer,
            on=options["on"] or timezone.localdate(),
            form=FORMS[options["form"]],
            feature=options["feature"],
        )
        with _opened(options["output"]) as out:
            for some in lines:
                out.write(some.encode())


def _opened(path: Path | None) -> Any:
    out: IO[bytes] = sys.stdout.buffer
    return written_whole(path) if path else nullcontext(out)
