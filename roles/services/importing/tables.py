"""What people take along from an import: rows with errors, and examples of the columns."""

from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _

from roles.models import Import
from roles.services.importing.columns import COLUMNS, CONTRACT, PARTY
from roles.services.importing.results import Problem, problems_in
from voipgrid_privacy.kernel.tables import Table
from voipgrid_privacy.kernel.tenancy import Viewer

MOST: Final = 10_000
TEMPLATES: Final = {
    PARTY: (
        ("1001", "klant", "Voorbeeld B.V.", "rechtspersoon", "12345678", "NL"),
        ("1002", "klant", "A. Voorbeeld", "eenmanszaak", "", "NL"),
    ),
    CONTRACT: (("P-1", "1001", "TELEPHONY", "abonnement", "C-1001", "2026-09-01", ""),),
}


def error_rows(batch: Import, *, by: Viewer) -> Table:
    """Return the rows with errors as a table that can be mended and imported again.

    A file holds parties or contracts, so a mixed import gives what it has most errors of first.
    """
    found = list(problems_in(batch, by=by, most=MOST))
    what = found[0].what if found else PARTY
    mine = [problem for problem in found if problem.what == what]
    by_row = groupby(mine, key=lambda problem: (problem.file, problem.line))
    rows = [
        (*problems[0].cells[: len(COLUMNS[what])], _told(problems))
        for _place, group in by_row
        if (problems := list(group))
    ]
    columns = (*COLUMNS[what], _("error"))
    return Table("import-errors", _("Rows with errors"), (), columns, rows, bare=True)


def template_of(what: str) -> Table:
    """Return an example of a file of parties or contracts."""
    return Table(f"import-{what}", "", (), tuple(COLUMNS[what]), TEMPLATES[what], bare=True)


def _told(problems: list[Problem]) -> str:
    return " ".join(problem.sentence for problem in problems)
