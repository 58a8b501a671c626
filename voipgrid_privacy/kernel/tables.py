"""A table as people take it along: CSV or a workbook that names its filter and its day."""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Any, Final

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from voipgrid_privacy.kernel.spreadsheets import defused

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM: Final = "\ufeff"
WIDTH: Final = 28
"""Characters a column is wide."""


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


def exported(table: Table, form: str) -> HttpResponseBase | None:
    """Return the table in that form (``csv``, ``xlsx``); None for a form we do not have."""
    maker = FORMS.get(form)
    return maker(table) if maker else None


def as_csv(table: Table) -> HttpResponseBase:
    """Return the table as CSV with semicolons, as Dutch spreadsheets read it; a row at a time."""
    response = StreamingHttpResponse(_lines(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
    return response


def _lines(table: Table) -> Iterator[str]:
    yield BOM
    for row in (*_head(table), table.columns):
        yield _line(row)
    for row in table.rows:
        yield _line(row)


def _head(table: Table) -> list[tuple[str, ...]]:
    return [] if table.bare else [(table.title,), *table.about, ()]


def _line(row: Iterable[Any]) -> str:
    out = StringIO()
    csv.writer(out, delimiter=";").writerow([defused(_text(cell)) for cell in row])
    return out.getvalue()


def as_xlsx(table: Table) -> HttpResponseBase:
    """Return the table as a workbook: strings are strings, whatever they look like."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.set_column(0, len(table.columns) - 1, WIDTH)
    head = _head(table)
    for number, row in enumerate((*head, table.columns)):
        for place, cell in enumerate(row):
            titled = number in {0, len(head)}
            sheet.write_string(number, place, str(cell), bold if titled else None)
    for number, row in enumerate(table.rows, start=len(head) + 1):
        for place, cell in enumerate(row):
            _write(sheet, number, place, cell, day)
    book.close()
    file.seek(0)
    name = f"{table.name}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


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
