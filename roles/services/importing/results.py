"""What an import comes to, in the reader's language: counts, and every wrong cell by its place."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F
from django.utils.translation import gettext as _

from roles.models import Import, ImportSheet, JudgedRow, StagedRow
from roles.models.imports import ImportState, Outcome
from roles.services.importing.columns import (
    COLUMNS,
    CONTRACT,
    NEEDED,
    PARTY,
    suggestion,
)
from roles.services.importing.problems import PROBLEMS, CellError, values_of
from voipgrid_privacy.kernel.errors import REGISTRY, DomainError
from voipgrid_privacy.kernel.tenancy import Viewer

WHAT: Final = {"P": PARTY, "C": CONTRACT}
MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one cell (or, without a column, in the row as a whole)."""

    file: str
    line: int
    column: str
    error: DomainError
    cells: tuple[str, ...] = ()
    what: str = ""

    @property
    def code(self) -> str:
        """Stable code of what is wrong."""
        return self.error.code

    @property
    def sentence(self) -> str:
        """What is wrong and where, in the reader's language."""
        where = {"line": self.line, "column": self.column, "problem": self.error.sentence}
        if self.column:
            return _("Line %(line)s, column %(column)s: %(problem)s") % where
        return _("Line %(line)s: %(problem)s") % where


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import comes to. Nothing was written unless ``applied``."""

    batch: Import
    found: tuple[Problem, ...]

    @property
    def applied(self) -> bool:
        """Whether it was written."""
        return self.batch.state == ImportState.APPLIED

    @property
    def counts(self) -> Counter[Outcome]:
        """How many rows have each outcome that there is."""
        made = {
            Outcome.NEW: self.batch.new,
            Outcome.CHANGED: self.batch.changed,
            Outcome.DUPLICATE: self.batch.duplicate,
            Outcome.ERROR: self.batch.errors,
        }
        return Counter({outcome: number for outcome, number in made.items() if number})

    @property
    def problems(self) -> tuple[tuple[str, Problem], ...]:
        """The first problems with the name of their file, in reading order."""
        return tuple((problem.file, problem) for problem in self.found)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.batch.errors and not self.batch.refusal


def result_of(batch: Import, *, by: Viewer, most: int = MOST) -> ImportResult:
    """Return what an import comes to, with its first problems."""
    if batch.refusal:
        return ImportResult(batch, (_as_a_whole(batch),))
    return ImportResult(batch, tuple(problems_in(batch, by=by, most=most)))


def refusal_of(batch: Import) -> DomainError | None:
    """Return why an import was refused as a whole; its details go with the files."""
    refusal = REGISTRY.get(batch.refusal)
    if refusal and batch.erased and "%(" in str(refusal.title):
        return CellError(problem=_("The details went with the files."))
    return refusal(**batch.refusal_params) if refusal else None


def problems_in(batch: Import, *, by: Viewer, most: int) -> Iterator[Problem]:
    """Yield what is wrong in the rows of an import that ``by`` may see, in reading order."""
    wrong = JudgedRow.objects.visible_to(by).filter(batch=batch, outcome=Outcome.ERROR)
    found = list(wrong.order_by("number").values("number", "problems")[:most])
    rows = StagedRow.objects.visible_to(by).filter(
        batch=batch, number__in=[row["number"] for row in found]
    )
    texts = {row.number: row for row in rows.order_by("number")}
    sheets = {s.number: s for s in ImportSheet.objects.visible_to(by).filter(batch=batch)}
    for row in found:
        text = texts[row["number"]]
        for problem in row["problems"]:
            yield _problem(problem, text, sheets[text.sheet])


def _problem(told: str, row: StagedRow, sheet: ImportSheet) -> Problem:
    column, _colon, key = told.partition(":")
    what = WHAT[row.what]
    cells = dict(zip(COLUMNS[what], values_of(row), strict=False))
    error = PROBLEMS[key](cells.get(column, ""), column)
    header = sheet.headers[sheet.columns.index(column)] if column in sheet.columns else column
    return Problem(sheet.name, row.line, header.strip(), error, tuple(cells.values()), what)


def _as_a_whole(batch: Import) -> Problem:
    refusal = refusal_of(batch) or CellError(problem=batch.refusal)
    line = batch.refusal_params.get("line", 1)
    name = batch.parts.filter(file=0, part=0).values_list(F("name"), flat=True).first() or ""
    return Problem(str(batch.refusal_params.get("file", name)), line, "", refusal)


def counted(counts: dict[str, int]) -> dict[str, Any]:
    """Return the fields of an import that hold its counts."""
    return {
        "new": counts[Outcome.NEW],
        "changed": counts[Outcome.CHANGED],
        "duplicate": counts[Outcome.DUPLICATE],
        "errors": counts[Outcome.ERROR],
    }


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the file names it, as it is read, and as it probably should be."""

    header: str
    ours: str
    suggested: str


@dataclass(frozen=True, slots=True)
class SheetColumns:
    """A table of an import, and what its columns may be."""

    number: int
    name: str
    columns: tuple[Column, ...]
    known: tuple[str, ...]


def columns_of(batch: Import, *, by: Viewer) -> list[SheetColumns]:
    """Return the tables of an import that ``by`` may see, with their columns."""
    sheets = ImportSheet.objects.visible_to(by).filter(batch=batch).order_by("number")
    return [_columns(sheet) for sheet in sheets if sheet.headers]


def _columns(sheet: ImportSheet) -> SheetColumns:
    guessed = suggestion(sheet.what, sheet.headers)
    clear = set(NEEDED[sheet.what]) <= set(sheet.columns)
    suggested = sheet.columns if clear else guessed
    three = zip(sheet.headers, sheet.columns, suggested, strict=True)
    columns = tuple(Column(*each) for each in three)
    every = dict.fromkeys(c for ours in COLUMNS.values() for c in ours)
    return SheetColumns(sheet.number, sheet.name, columns, tuple(every))
