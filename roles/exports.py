"""The whole matrix as an answer over HTTP: streamed, or as a workbook."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from roles.choices import Feature
from roles.queries.exporting import FORMS, exported_lines
from roles.queries.exporting.workbook import workbook_of
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tables import XLSX
from voipgrid_privacy.kernel.tenancy import Viewer

NAME: Final = "roles"
BOOK: Final = "xlsx"


class UnknownForm(DomainError):
    """A form that the export does not have."""

    code = "unknown_form"
    title = _("There is no export in that form: NDJSON, CSV or XLSX.")


def matrix_response(
    *, viewer: Viewer, on: date, form: str, feature: str = Feature.CONVEYANCE
) -> HttpResponseBase:
    """Return all roles that ``viewer`` may see on a day; raises UnknownForm, TooManyRows."""
    name = f"{NAME}-{on.isoformat()}.{form}"
    if form == BOOK:
        lines = exported_lines(viewer=viewer, on=on, form=FORMS["csv"], feature=feature)
        book = workbook_of(lines)
        return FileResponse(book, as_attachment=True, filename=name, content_type=XLSX)
    if form not in FORMS:
        raise UnknownForm(field="form")
    lines = exported_lines(viewer=viewer, on=on, form=FORMS[form], feature=feature)
    answer = StreamingHttpResponse(_encoded(lines), content_type=FORMS[form].media)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def _encoded(lines: Iterator[str]) -> Iterator[bytes]:
    for some in lines:
        yield some.encode()
