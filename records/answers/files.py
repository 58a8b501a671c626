"""The files of an answer, in one archive: for people and for programs. Pure of the database.

The same answer at the same instant gives the same bytes.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from records.answers.items import Item
from voipgrid_privacy.kernel.documents import Document, pdf
from voipgrid_privacy.kernel.spreadsheets import defused

ON_PAPER: Final = 500
"""So many rows of a table are printed; all of them are in the other files."""
BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its code for programs, its title for people."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was found in one place of somebody in one role; masked cells are masked here already."""

    title: str
    explained: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """All that goes into one package."""

    title: str
    reference: str
    controller: str
    language: str
    made_at: datetime
    identifier: str
    items: tuple[Item, ...]
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()
    about: tuple[tuple[str, str], ...] = field(default=())

    @property
    def nothing(self) -> str:
        """What is said where there are no rows; of what nobody looked through, nothing is known."""
        if self.notes:
            return _("There is nothing here to show. Read below what was left out or not searched.")
        return _("Nothing was found.")


def archive(answer: Answer, *, readable: bool) -> bytes:
    """Return the archive; ``readable``: with pages for people, and not only data."""
    made, whole = io.BytesIO(), as_json(answer)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        if readable:
            _put(zipped, answer, _("answer") + ".html", as_html(answer).encode())
            _put(zipped, answer, _("answer") + ".pdf", as_paper(answer, whole))
        _put(zipped, answer, _("data") + ".json", whole)
        for number, sheet in enumerate(answer.sheets, start=1):
            name = f"{_('data')}/{number:02}.csv"
            _put(zipped, answer, name, as_csv(sheet))
    return made.getvalue()


def _put(zipped: zipfile.ZipFile, answer: Answer, name: str, content: bytes) -> None:
    made = answer.made_at.astimezone(UTC)
    entry = zipfile.ZipInfo(name, made.timetuple()[:6])
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    zipped.writestr(entry, content)


def as_json(answer: Answer) -> bytes:
    """Return all of it for programs."""
    told = {
        "title": answer.title,
        "reference": answer.reference,
        "controller": answer.controller,
        "language": answer.language,
        "made_at": answer.made_at.astimezone(UTC).isoformat(),
        "items": [
            {"article": item.place, "title": item.title, "lines": list(item.lines)}
            for item in answer.items
        ],
        "data": [
            {
                "title": sheet.title,
                "explanation": sheet.explained,
                "columns": [{"code": c.code, "title": c.title} for c in sheet.columns],
                "rows": [
                    dict(zip([c.code for c in sheet.columns], map(plain, row), strict=True))
                    for row in sheet.rows
                ],
            }
            for sheet in answer.sheets
        ],
        "notes": list(answer.notes),
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def as_csv(sheet: Sheet) -> bytes:
    """Return a table as a spreadsheet opens it, and calculates nothing of it."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";")
    writer.writerow([defused(column.title) for column in sheet.columns])
    writer.writerows([defused(shown(value)) for value in row] for row in sheet.rows)
    return (BOM + made.getvalue()).encode()


def as_html(answer: Answer) -> str:
    """Return a page that needs nothing from elsewhere."""
    sheets = [
        {"sheet": sheet, "rows": [[shown(value) for value in row] for row in sheet.rows]}
        for sheet in answer.sheets
    ]
    return render_to_string("documents/answer.html", {"answer": answer, "sheets": sheets})


def as_paper(answer: Answer, whole: bytes) -> bytes:
    """Return the tagged PDF; its hash is that of the data as JSON."""
    return pdf(
        Document(
            template="answer.typ",
            title=answer.title,
            language=answer.language,
            identifier=answer.identifier,
            hash=hashlib.sha256(whole).hexdigest(),
            hash_label=_("SHA-256 of the data as JSON"),
            made_at=answer.made_at,
            data={
                "facts": [list(fact) for fact in answer.about],
                "items": [[f"{i.title} ({i.cited})", list(i.lines)] for i in answer.items],
                "data_title": _("Your data"),
                "nothing": answer.nothing,
                "sheets": [_on_paper(sheet) for sheet in answer.sheets],
                "notes_title": _("About this answer"),
                "notes": list(answer.notes),
            },
        )
    )


def _on_paper(sheet: Sheet) -> dict[str, Any]:
    rest = len(sheet.rows) - ON_PAPER
    more = _("And %(n)s more rows, in the other files.") % {"n": rest} if rest > 0 else ""
    return {
        "title": sheet.title,
        "explained": sheet.explained,
        "columns": [column.title for column in sheet.columns],
        "rows": [[shown(value) for value in row] for row in sheet.rows[:ON_PAPER]],
        "more": more,
    }


def plain(value: Any) -> Any:
    """Return a value of a store as JSON can hold it."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else shown(value)


def shown(value: Any) -> str:
    """Return a value of a store as text."""
    if value is None:
        return ""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    return str(value)


def rows_in(sheets: Sequence[Sheet]) -> int:
    """Return how many rows are in some tables."""
    return sum(len(sheet.rows) for sheet in sheets)
