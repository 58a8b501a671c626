"""Sheets that can be edited and read in again: one per section, a row per thing it says.

A sheet is named after its section and a row begins with the code of its entry. The last sheet says
of which record this is and on which versions it rests, so that nobody writes over another's work.
"""

from typing import Any, Final

from django.utils.translation import gettext as _

from records.activities.exporting.taken import Taken
from records.activities.queries import Record, state_of
from records.activities.rows import FLAT
from records.activities.sections import sections_of
from records.activities.telling import title_of

STATE: Final = "state"
WIDTH: Final = 26


def editable(taken: Taken, book: Any) -> None:
    """Add the sheets of a record to a workbook."""
    bold = book.add_format({"bold": True})
    for section in sections_of(taken.found.kind):
        sheet = book.add_worksheet(section.code)
        sheet.set_column(0, len(FLAT[section.code].columns) + 1, WIDTH)
        sheet.freeze_panes(1, 0)
        for place, title in enumerate(heads(section.code)):
            sheet.write_string(0, place, title, bold)
        _fill(sheet, section.code, taken.found)
    sheet = book.add_worksheet(STATE)
    rows = [(str(taken.found.party.pk), taken.found.kind)]
    rows += [(entry.code, state_of(entry)) for entry in taken.found.entries]
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell)


def heads(section: str) -> list[str]:
    """Return the first row of the sheet of a section, in the reader's language."""
    return [_("Code"), _("Activity"), *(str(title) for _name, title in FLAT[section].columns)]


def _fill(sheet: Any, section: str, found: Record) -> None:
    flat, number = FLAT[section], 1
    for entry in found.entries:
        for row in flat.given(entry.body.get(section)):
            cells = [row.get(name, "") for name, _title in flat.columns]
            for place, cell in enumerate([entry.code, title_of(entry.body), *cells]):
                sheet.write_string(number, place, cell)
            number += 1
