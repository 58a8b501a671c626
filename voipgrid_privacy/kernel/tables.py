"""A table as people take it along: CSV or a workbook that names its filter and its day."""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import IO, Any, Final

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.spreadsheets import defused

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM: Final = "\ufeff"
WIDTH: Final = 28
"""Characters a column is wide."""
MOST_ROWS: Final = 1_048_576
"""What a sheet of a workbook holds."""
PIECE: Final = 32_768
"""About how many characters of a text are sent at a time."""


class TooManyRows(DomainError):
    """More rows than a workbook holds."""

    code = "too_many_rows"
    title = gettext_lazy("A workbook holds at most a million rows: take CSV or NDJSON.")


@dataclass(frozen=True, slots=True)
class Table:
    """What is exported: its name, what it was filtered by and on which day, columns and rows."""

    name: str
    title: str
    about: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: Iterable[tuple[Any, ...]]
    bare: bool = False
    """Columns and rows only, so that it can be read in again."""
    made_at: datetime | None = None
    """What a workbook gives as its date; without it, the instant at which it is made."""


def exported(table: Table, form: str) -> HttpResponseBase | None:
    """Return the table in that form (``csv``, ``xlsx``); None for a form we do not have."""
    maker = FORMS.get(form)
    return maker(table) if maker else None


def as_csv(table: Table) -> HttpResponseBase:
    """Return the table as CSV with semicolons, as Dutch spreadsheets read it; piece by piece."""
    lines = in_pieces(_lines(table))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{table.name}.csv"
    )
    return response


def in_pieces(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield the texts encoded and joined into pieces worth sending."""
    waiting: list[str] = []
    size = 0
    for text in texts:
        waiting.append(text)
        size += len(text)
        if size >= PIECE:
            yield "".join(waiting).encode()
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting).encode()


class _Echo:
    """A file that hands back what is written to it, so that one writer makes every line."""

    def write(self, line: str) -> str:
        return line


def _lines(table: Table) -> Iterator[str]:
    line = csv.writer(_Echo(), delimiter=";").writerow
    yield BOM
    for row in chain(_head(table), (table.columns,), table.rows):
        yield line([defused(cell if type(cell) is str else _text(cell)) for cell in row])


def _head(table: Table) -> list[tuple[str, ...]]:
    return [] if table.bare else [(table.title,), *table.about, ()]


def as_xlsx(table: Table, more: Callable[[Any], None] | None = None) -> HttpResponseBase:
    """Return the table as a workbook: strings are strings, whatever they look like.

    ``more`` may add sheets behind it. Raises TooManyRows.
    """

    def fill(book: Any) -> None:
        if table.made_at:
            book.set_properties({"created": table.made_at.replace(tzinfo=None)})
        _fill(book, table)
        if more:
            more(book)

    name = f"{table.name}.xlsx"
    book = written_book(fill)
    return FileResponse(book, as_attachment=True, filename=name, content_type=XLSX)


def written_book(fill: Callable[[Any], None]) -> IO[bytes]:
    """Return a workbook, at its start, as ``fill`` makes it; raises what that raises.

    Its parts are files until it is whole: they go with their folder, whatever stops it.
    """
    with ExitStack() as until_whole, tempfile.TemporaryDirectory() as folder:
        file = until_whole.enter_context(tempfile.TemporaryFile())
        options = {"constant_memory": True, "in_memory": False, "tmpdir": folder}
        book = xlsxwriter.Workbook(file, options)
        try:
            fill(book)
        finally:
            book.close()  # so are its parts
        file.seek(0)
        until_whole.pop_all()  # the response closes it
    return file


def _fill(book: Any, table: Table) -> None:
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.set_column(0, len(table.columns) - 1, WIDTH)
    head = _head(table)
    for number, row in enumerate((*head, table.columns)):
        for place, cell in enumerate(row):
            titled = number in {0, len(head)}
            sheet.write_string(number, place, str(cell), bold if titled else None)
    for number, row in enumerate(table.rows, start=len(head) + 1):
        if number == MOST_ROWS:
            raise TooManyRows
        for place, cell in enumerate(row):
            _write(sheet, number, place, cell, day)


def _write(sheet: Any, row: int, column: int, cell: Any, day: Any) -> None:
    if isinstance(cell, date) and not isinstance(cell, datetime):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001  a legal day
    elif isinstance(cell, int) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, _text(cell))


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    return "" if cell is None else str(cell)


FORMS: Final[dict[str, Callable[[Table], HttpResponseBase]]] = {"csv": as_csv, "xlsx": as_xlsx}
