"""Keep the Dutch catalogue complete: collect, compile and check what people read."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.commands import makemessages

IGNORED = (".venv", "var", "tests", "docs", "node_modules")
GETTEXT = ("xgettext", "msguniq", "msgmerge")


class Collect(makemessages.Command):
    """Django's own collector, which here never guesses a translation from a likeness."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]


class Command(BaseCommand):
    """Collect texts into the catalogue (needs GNU gettext), or check that it is complete."""

    help = "Collect and compile the Dutch texts; --check changes nothing and fails on a gap."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer the check that changes nothing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; raises CommandError with what is missing."""
        catalogues = [Path(each) / "nl/LC_MESSAGES/django.po" for each in settings.LOCALE_PATHS]
        before = catalogues[0].read_bytes() if catalogues[0].exists() else b""
        collected = self._collect()
        gaps = [gap for each in catalogues for gap in _gaps(each)]
        if not options["check"]:
            for each in catalogues:
                polib.pofile(str(each)).save_as_mofile(str(each.with_suffix(".mo")))
        else:
            gaps += [gap for each in catalogues for gap in _stale(each)]
            if collected:
                catalogues[0].write_bytes(before)
        if gaps:
            raise CommandError("\n".join(gaps))

    def _collect(self) -> bool:
        """Bring the catalogue up to date with the code; say whether that could be done."""
        missing = [tool for tool in GETTEXT if shutil.which(tool) is None]
        if not missing:
            call_command(
                Collect(),
                locale=["nl"],
                ignore_patterns=list(IGNORED),
                no_obsolete=True,
                add_location="never",
                verbosity=0,
            )
            return True
        if settings.REQUIRE_SERVICES:
            raise CommandError(f"GNU gettext is required here: {', '.join(missing)}")
        self.stderr.write(f"Texts were not collected from the code: no {', '.join(missing)}.")
        return False


def _gaps(catalogue: Path) -> list[str]:
    """Return a line for every text without a Dutch one."""
    entries = polib.pofile(str(catalogue))
    fuzzy = [f"unsure: {entry.msgid!r}" for entry in entries if entry.fuzzy]
    return fuzzy + [f"no Dutch for: {entry.msgid!r}" for entry in entries.untranslated_entries()]


def _stale(catalogue: Path) -> list[str]:
    """Return a line when the compiled catalogue says something else than the readable one."""
    compiled = catalogue.with_suffix(".mo")
    if not compiled.exists():
        return ["the catalogue has not been compiled"]
    texts = {
        (e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in polib.pofile(str(catalogue))
    }
    shipped = {
        (e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in polib.mofile(str(compiled))
    }
    return [] if texts == shipped else ["the compiled catalogue is older than the texts"]
