"""Files as spreadsheets and programs write them, a line at a time: CSV, XLSX and NDJSON."""

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

import orjson
from django.utils.translation import gettext as _

from roles.services.importing.cells import LONGEST, WIDTH, Line, Read, as_seen, for_copy, picked
from roles.services.importing.columns import (
    COLUMNS,
    CONTRACT,
    PARTY,
    Recognised,
    plain,
    recognise,
)
from roles.services.importing.refusals import CellTooLong, UnreadableFile
from roles.services.importing.workbooks import sheets_in

Pieces = Callable[[], Iterator[bytes]]
"""Gives the bytes of a file in pieces, from the start each time."""
LONGEST_LINE: Final = 1_000_000
TOGETHER: Final = 500
"""Rows that are looked at together."""
BOTH: Final = "both"


@dataclass(slots=True)
class Sheet:
    """A table in a file and what its columns are; its rows can be read once."""

    name: str
    headers: tuple[str, ...]
    recognised: Recognised
    rows: Iterator[Read] = field(repr=False)


def sheets_of(
    name: str, pieces: Pieces, chosen: Callable[[int], Sequence[str] | None]
) -> Iterator[Sheet]:
    """Yield the tables of a file; ``chosen(n)`` is what a person said of columns of the nth.

    Raises UnreadableFile, CellTooLong, UnsafeWorkbook, here or while rows are read.
    """
    start = next(pieces(), b"")[:512]
    if start.startswith(b"PK\x03\x04"):
        filled = (
            (title, rows) for title, lines in sheets_in(name, pieces()) if (rows := _filled(lines))
        )
        for number, (title, rows) in enumerate(filled):
            yield _table(f"{name}: {title}", rows, chosen(number))
    elif start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{"):
        yield _objects(name, text_lines(name, pieces(), start))
    else:
        lines = text_lines(name, pieces(), start)
        yield _table(name, _csv_rows(name, lines), chosen(0))


def _filled(lines: Iterator[Line]) -> Iterator[Line] | None:
    """Return the rows again, None for a sheet without any."""
    first = next(lines, (0, []))
    return chain([first], lines) if first[1] else None


def _table(name: str, lines: Iterator[Line], chosen: Sequence[str] | None) -> Sheet:
    header = next(lines, (0, []))[1]
    if not header:
        raise UnreadableFile(problem=_("The file is empty: its first line must name the columns."))
    recognised = recognise(header, chosen)
    return Sheet(name, tuple(header), recognised, _picked(name, lines, recognised))


def _picked(name: str, lines: Iterator[Line], recognised: Recognised) -> Iterator[Read]:
    for some in _together(lines):
        yield from picked(name, some, recognised)


def _together(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Yield rows some at a time, few where they are long: what is held does not grow with them."""
    some: list[Line] = []
    size = 0
    for each in lines:
        some.append(each)
        size += len(each[1]) + sum(map(len, each[1]))
        if len(some) == TOGETHER or size > LONGEST_LINE:
            yield some
            some, size = [], 0
    if some:
        yield some


def text_lines(name: str, pieces: Iterable[bytes], start: bytes) -> Iterator[str]:
    """Yield the lines of a text with their ends; raises UnreadableFile, CellTooLong."""
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")()
    rest, number = "", 0
    try:
        for piece in pieces:
            *whole, rest = (rest + decoder.decode(piece)).split("\n")
            for line in whole:
                number += 1
                yield line + "\n"
            if len(rest) > LONGEST_LINE:
                raise CellTooLong(line=number + 1, file=name)
        rest += decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise UnreadableFile(
            problem=_("The file is not UTF-8 text: save it as “CSV UTF-8” and try again.")
        ) from None
    if rest:
        yield rest


def _csv_rows(name: str, lines: Iterator[str]) -> Iterator[Line]:
    first = next(lines, "")
    delimiter = max(";,\t", key=first.count)
    whole = chain([first] if first else [], lines)
    reader = csv.reader(whole, delimiter=delimiter, strict=True)
    start = 1
    try:
        for values in reader:
            yield start, values
            start = reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error):
            raise CellTooLong(line=start, file=name) from error
        problem = _("Line %(line)s cannot be read as CSV: %(problem)s.")
        raise UnreadableFile(
            problem=problem % {"line": reader.line_num, "problem": error}
        ) from error


def _objects(name: str, lines: Iterator[str]) -> Sheet:
    """Return a table of JSON objects, one a line, parties and contracts as they come."""
    return Sheet(name, (), Recognised(BOTH, ()), _object_rows(name, lines))


NAMES: Final = {
    what: {alias: c for c, aliases in ours.items() for alias in (c, *aliases)}
    for what, ours in COLUMNS.items()
}


def _object_rows(name: str, lines: Iterator[str]) -> Iterator[Read]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            given = orjson.loads(line)
        except orjson.JSONDecodeError:
            given = None
        if not isinstance(given, dict):
            problem = _("Line %(line)s is no JSON object.") % {"line": number}
            raise UnreadableFile(problem=problem)
        yield (number, *_as_cells(name, number, given))


def _as_cells(name: str, line: int, given: dict[str, object]) -> tuple[str, str, bool, bool]:
    named = {plain(key): _as_text(value) for key, value in given.items()}
    what = CONTRACT if NAMES[CONTRACT].keys() & named.keys() - NAMES[PARTY].keys() else PARTY
    cells = {NAMES[what].get(key, ""): value for key, value in named.items()}
    if max(map(len, cells.values()), default=0) > LONGEST:
        raise CellTooLong(line=line, file=name)
    ordered = [cells.get(column, "") for column in COLUMNS[what]]
    text, suspect = for_copy([*ordered, *[""] * (WIDTH - len(ordered))])
    return what, text, bool(cells.get("")), suspect


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return as_seen(value) if isinstance(value, str) else orjson.dumps(value).decode()
