"""The cells of rows: as they are seen, in the order of our columns, as COPY takes them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Final

from roles.services.importing.columns import COLUMNS, Recognised
from roles.services.importing.refusals import CellTooLong
from voipgrid_privacy.kernel.spreadsheets import fused
from voipgrid_privacy.kernel.text import one_line

Line = tuple[int, list[str]]
"""A row of a table: on which line it starts, and its cells as they are in the file."""
Read = tuple[int, str, str, bool, bool]
"""Line, what it is, its cells for COPY, whether there are too many, whether one is suspect."""
WIDTH: Final = max(len(ours) for ours in COLUMNS.values())
LONGEST: Final = 10_000
# Neither text nor what COPY reads as the end of a cell or line.
ODD: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\\\n\r]")
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ESCAPED: Final = str.maketrans(
    {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x00": "\x01"}
)
# A space at an edge is not seen; a quote at the start may be what made a formula harmless.
EDGES: Final = ("\t ", " \t", "\n ", " \n", "\t'", "\n'")


def picked(name: str, some: Sequence[Line], recognised: Recognised) -> Iterator[Read]:
    """Yield rows of a table in the order of our columns; raises CellTooLong.

    Nearly all rows have nothing odd in them, and many together are seen to have nothing for less
    than a tenth of what it costs to look at each cell.
    """
    columns, what = recognised.columns, recognised.what
    picks = [columns.index(c) if c in columns else -1 for c in COLUMNS[what]]
    pick = itemgetter(*picks, *[-1] * (WIDTH - len(picks)))
    if not _tidy([row for _line, row in some], len(columns)):
        yield from _with_care(name, some, recognised, pick)
        return
    for line, row in some:
        row.append("")  # what stands for a column that the file lacks
        yield line, what, "\t".join(pick(row)), False, False


def _tidy(rows: Sequence[list[str]], width: int) -> bool:
    """Return whether each cell is as it is seen, and as COPY takes it."""
    texts = [*map("\t".join, rows)]
    whole = "\n".join(("", *texts, ""))
    return (
        {*map(len, rows)} == {width}
        and whole.count("\t") == (width - 1) * len(rows)
        and whole.count("\n") == len(rows) + 1
        and whole.replace("\t", "").replace("\n", "").isprintable()
        and "\\" not in whole
        and "\n" + "\t" * (width - 1) + "\n" not in whole
        and not any(edge in whole for edge in EDGES)
        and max(map(len, texts)) <= LONGEST
    )


def _with_care(
    name: str, some: Iterable[Line], recognised: Recognised, pick: "itemgetter[int]"
) -> Iterator[Read]:
    width = len(recognised.columns)
    for line, row in some:
        cells = [as_seen(cell) for cell in row]
        if any(cell[:1] == "'" for cell in cells):
            cells = [fused(cell) for cell in cells]
        if not any(cells):
            continue
        if max(map(len, cells)) > LONGEST:
            raise CellTooLong(line=line, file=name)
        surplus = any(cells[width:])
        cells = [*cells[:width], *[""] * (width - len(cells)), ""]
        text, suspect = for_copy(pick(cells))
        yield line, recognised.what, text, surplus, suspect


def for_copy(cells: Sequence[str]) -> tuple[str, bool]:
    """Return cells as COPY takes them, and whether one holds what is no text."""
    text = "\t".join(cells)
    if text.count("\t") == len(cells) - 1 and not ODD.search(text):
        return text, False
    suspect = any(CONTROL.search(cell) for cell in cells)
    return "\t".join(cell.translate(ESCAPED) for cell in cells), suspect


def as_seen(cell: str) -> str:
    """Return a cell without what nobody sees in it; most have nothing of it, which is fast."""
    return cell.strip() if cell.isprintable() else one_line(cell)
