"""The export as a workbook: the same rows as CSV, written row by row to disk."""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

import xlsxwriter

from voipgrid_privacy.kernel.tables import MOST_ROWS, TooManyRows


def workbook_of(lines: Iterable[str]) -> IO[bytes]:
    """Return a workbook, at its start, with the rows of CSV text; raises TooManyRows."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
    try:
        _write(book.add_worksheet(), lines)
    except TooManyRows:
        book.close()
        file.close()
        raise
    book.close()
    file.seek(0)
    return file


def _write(sheet: Any, lines: Iterable[str]) -> None:
    for number, row in enumerate(csv.reader(_split(lines), delimiter=";")):
        if number == MOST_ROWS:
            raise TooManyRows
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell.removeprefix("\ufeff"))


def _split(lines: Iterable[str]) -> Iterator[str]:
    for some in lines:
        yield from some.splitlines(keepends=True)
