"""``manage.py import_chain FILE… [--apply]``: parties and contracts from CSV; preview first."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from roles.choices import PartyKind
from roles.models import Party
from roles.queries.visibility import upstream_of
from roles.services import apply_import, preview_import
from roles.services.importing import Files, ImportResult, Outcome
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer


class Command(BaseCommand):
    """Imports a chain from CSV files."""

    help = "Import parties and contracts from CSV; without --apply it only shows what would happen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take files, and in whose name they are imported."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--apply", action="store_true", help="write, if no row has an error")
        parser.add_argument("--lang", choices=("nl", "en"), default="nl")
        parser.add_argument(
            "--as",
            dest="party",
            default="",
            help="act as this party: number, name or identifier",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, preview or apply, and report; ends with exit code 1 on any error."""
        with override(options["lang"]):
            files: Files = {str(path): _content(path) for path in options["files"]}
            party, by = actor(options["party"])
            act = apply_import if options["apply"] else preview_import
            result = act(files=files, assigned_by=party, at=timezone.now(), by=by)
            self._report(result)
            if not result.sound:
                raise CommandError(_("There are errors, so nothing was written."), returncode=1)
            self.stdout.write(
                _("Everything was written.")
                if result.applied
                else _("This was a preview: nothing was written. Add --apply to write it.")
            )

    def _report(self, result: ImportResult) -> None:
        for file, problem in result.problems:
            self.stdout.write(f"{file}: {problem.sentence} [{problem.code}]")
        counts = result.counts
        for outcome in Outcome:
            self.stdout.write(f"{outcome.label}: {counts[outcome]}")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(
            _("%(file)s cannot be read: %(problem)s")
            % {"file": path, "problem": error.strerror or error}
        ) from error


def actor(name: str) -> tuple[Party, Viewer]:
    """Return whose numbers the files use, and who acts: the platform's officers by default."""
    wanted = Q(kind=PartyKind.PLATFORM)
    if name:
        wanted = Q(name__iexact=name) | Q(external_ids__value=name) | _identified(name)
    found = list(Party.objects.visible_to(SYSTEM).filter(wanted).distinct()[:2])
    if len(found) != 1:
        raise CommandError(_("There is not exactly one such party: %(name)s") % {"name": name})
    party = found[0]
    if not name or party.kind == PartyKind.PLATFORM:
        return party, SYSTEM
    own = frozenset({party.pk})
    abilities = frozenset({Ability.WRITE_OWN})
    return party, Viewer(None, "import_chain", own, upstream_of(own), abilities)


def _identified(name: str) -> Q:
    try:
        return Q(pk=UUID(name))
    except ValueError:
        return Q(pk__in=())
