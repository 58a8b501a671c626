"""From files to rows of text, by COPY, in memory that does not grow with the file."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Final

from django.db import connection

from roles.models import Import, ImportPart, ImportSheet
from roles.services.importing.cells import Read
from roles.services.importing.columns import CONTRACT, PARTY, must_be_clear
from roles.services.importing.reading import Sheet, sheets_of

COPY: Final = (
    "COPY roles_stagedrow (batch_id, number, sheet, line, what, surplus, suspect,"
    " c1, c2, c3, c4, c5, c6, c7) FROM STDIN"
)
AT_ONCE: Final = 2_000
PIECE: Final = 1_000_000
KINDS: Final = {PARTY: "P", CONTRACT: "C"}
Told = Callable[[int], None]


def stage(batch: Import, *, seen: list[ImportSheet], tell: Told) -> int:
    """Read the files of an import into staged rows; return how many, however wrong they are.

    ``seen`` gets what was recognised, also of a table that is then refused, so that a person can
    say what its columns are. Raises UnreadableFile, CellTooLong, UnsafeWorkbook.
    """
    number = 0
    for place, sheet in enumerate(_sheets(batch)):
        seen.append(_described(batch, place, sheet))
        must_be_clear(sheet.recognised)
        number = _copied(f"{batch.pk}", place, sheet.rows, number, tell)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE roles_stagedrow")
    return number


def _described(batch: Import, place: int, sheet: Sheet) -> ImportSheet:
    return ImportSheet(
        batch=batch,
        number=place,
        name=sheet.name,
        what=sheet.recognised.what,
        headers=list(sheet.headers),
        columns=list(sheet.recognised.columns),
    )


def _sheets(batch: Import) -> Iterator[Sheet]:
    files = batch.parts.filter(part=0).order_by("file").values_list("file", "name")
    place = 0
    for file, name in files:
        first = place

        def chosen(number: int, start: int = first) -> list[str] | None:
            said: list[str] | None = batch.mapping.get(str(start + number))
            return said

        with TemporaryFile() as copy:  # while COPY runs, its connection answers nothing else
            _write(batch, file, copy)
            for sheet in sheets_of(name, partial(_pieces, copy), chosen):
                place += 1
                yield sheet


def _write(batch: Import, file: int, copy: IO[bytes]) -> None:
    parts = ImportPart.objects.filter(batch=batch, file=file)
    for part in parts.order_by("part").values_list("part", flat=True):
        copy.write(parts.get(part=part).content)


def _pieces(copy: IO[bytes]) -> Iterator[bytes]:
    copy.seek(0)
    while piece := copy.read(PIECE):
        yield piece


def _copied(batch: str, sheet: int, rows: Iterable[Read], before: int, tell: Told) -> int:
    lines = _lines(batch, sheet, rows, before)
    number = before
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        while some := list(islice(lines, AT_ONCE)):
            copy.write("".join(some))
            number += len(some)
            tell(number)
    return number


def _lines(batch: str, sheet: int, rows: Iterable[Read], before: int) -> Iterator[str]:
    for number, (line, what, text, surplus, suspect) in enumerate(rows, start=before + 1):
        flags = f"{KINDS[what]}\t{surplus:d}\t{suspect:d}"
        yield f"{batch}\t{number}\t{sheet}\t{line}\t{flags}\t{text}\n"
