"""The export as a workbook: the same rows as CSV, written row by row to disk."""

import csv
from collections.abc import Iterable, Iterator
from typing import IO, Any

from voipgrid_privacy.kernel.tables import MOST_ROWS, TooManyRows, written_book


def workbook_of(lines: Iterable[str]) -> IO[bytes]:
    """Return a workbook, at its start, with the rows of CSV text; raises TooManyRows."""
    return written_book(lambda book: _write(book.add_worksheet(), lines))


def _write(sheet: Any, lines: Iterable[str]) -> None:
    for number, row in enumerate(csv.reader(_split(lines), delimiter=";")):
        if number == MOST_ROWS:
            raise TooManyRows
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell.removeprefix("\ufeff"))


def _split(lines: Iterable[str]) -> Iterator[str]:
    for some in lines:
        yield from some.splitlines(keepends=True)
