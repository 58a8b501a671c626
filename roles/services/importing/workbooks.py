"""Workbooks, read a row at a time, after a look at what they would unpack to."""

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import IO, Any, Final
from zlib import error as zlib_error

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from roles.services.importing.refusals import UnreadableFile, UnsafeWorkbook

MOST_UNPACKED: Final = 400_000_000
MOST_SHARED: Final = 60_000_000
"""Texts that all sheets share are held in memory."""
MOST_TIMES: Final = 100
"""A list of names and dates packs to a tenth; a bomb to a thousandth."""
MOST_PARTS: Final = 1_000
SMALL: Final = 5_000_000
BROKEN: Final = (
    zipfile.BadZipFile,
    InvalidFileException,
    zlib_error,
    KeyError,
    ValueError,
    TypeError,
    SyntaxError,  # the XML parser's
    OSError,
    EOFError,
)
Lines = Iterator[tuple[int, list[str]]]


def sheets_in(name: str, pieces: Iterable[bytes]) -> Iterator[tuple[str, Lines]]:
    """Yield title and rows of each sheet that has any; raises UnreadableFile, UnsafeWorkbook."""
    with tempfile.TemporaryFile() as file:
        for piece in pieces:
            file.write(piece)
        _must_be_safe(name, file)
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except BROKEN as error:
            raise _unreadable(name) from error
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            yield sheet.title, _rows(name, sheet)


def _must_be_safe(name: str, file: IO[bytes]) -> None:
    try:
        parts = zipfile.ZipFile(file).infolist()
    except BROKEN as error:
        raise _unreadable(name) from error
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    shared = sum(part.file_size for part in parts if "sharedstrings" in part.filename.lower())
    swollen = unpacked > SMALL and unpacked > MOST_TIMES * max(packed, 1)
    if swollen or unpacked > MOST_UNPACKED or shared > MOST_SHARED or len(parts) > MOST_PARTS:
        raise UnsafeWorkbook(file=name)
    file.seek(0)


def _rows(name: str, sheet: Any) -> Lines:
    try:
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells or number == 1:
                yield number, cells
    except BROKEN as error:
        raise _unreadable(name) from error


def _text(cell: object) -> str:
    """Return a cell as text: days without a time, whole numbers without a fraction."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _unreadable(name: str) -> UnreadableFile:
    return UnreadableFile(problem=_("%(file)s cannot be read as a workbook.") % {"file": name})
