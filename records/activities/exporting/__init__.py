"""Records to take along: tables in the order of the letters, data for programs, and paper.

What is asked for a past day is the same, byte for byte, each time: nothing in it is the clock's.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Final

from django.http.response import HttpResponseBase

from records.activities.choices import RecordKind
from records.activities.exporting.as_json import as_json
from records.activities.exporting.jsonld import MEDIA, as_jsonld
from records.activities.exporting.paper import as_paper
from records.activities.exporting.sheets import editable
from records.activities.exporting.tables import controller_table, processor_table
from records.activities.exporting.taken import Taken
from records.activities.exporting.tilt import MEDIA as TILT
from records.activities.exporting.tilt import as_tilt
from records.activities.queries import record
from records.activities.vocabulary import vocabulary
from records.errors import UnknownRecordForm
from roles.models import Party
from voipgrid_privacy.kernel.tables import XLSX, Table, as_csv, as_xlsx
from voipgrid_privacy.kernel.tenancy import Viewer


def _table(taken: Taken) -> Table:
    made = processor_table if taken.found.kind == RecordKind.PROCESSOR else controller_table
    return made(taken)


def _workbook(taken: Taken) -> HttpResponseBase:
    return as_xlsx(_table(taken), partial(editable, taken))


FORMS: Final[dict[str, Callable[[Taken], HttpResponseBase]]] = {
    "csv": lambda taken: as_csv(_table(taken)),
    "xlsx": _workbook,
    "json": as_json,
    "pdf": as_paper,
    "jsonld": as_jsonld,
    "tilt": as_tilt,
}
MEDIA_OF: Final = {
    "json": "application/json",
    "jsonld": MEDIA,
    "tilt": TILT,
    "csv": "text/csv",
    "xlsx": XLSX,
    "pdf": "application/pdf",
}
OF_KIND: Final = {
    RecordKind.CONTROLLER: tuple(FORMS),
    RecordKind.PROCESSOR: tuple(form for form in FORMS if form != "tilt"),
}
"""The forms of each kind of record: TILT tells what a controller tells people."""


def handed_out(
    *,
    viewer: Viewer,
    party: Party,
    kind: str,
    on: date,
    form: str,
    known_at: datetime | None = None,
) -> HttpResponseBase:
    """Return the record of ``party`` in a form of ``FORMS``.

    Raises NotFound, ``unknown_record_form``, ``too_many_rows``.
    """
    maker = FORMS.get(form)
    if maker is None:
        raise UnknownRecordForm(field="form")
    found = record(viewer=viewer, party=party, kind=kind, on=on, known_at=known_at)
    return maker(Taken(found, vocabulary(viewer=viewer, party=party.pk, on=on), viewer))
