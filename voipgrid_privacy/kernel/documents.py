"""Documents on paper: PDF/UA by typst, in one language, found again by an identifier.

A template reads its data as JSON and evaluates nothing of it. The same data at the same instant
gives the same bytes: fonts come with typst, and the clock of the machine is not read.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

ROOT: Final = Path(settings.BASE_DIR) / "templates" / "documents"
STANDARD: Final = "ua-1"


@dataclass(frozen=True, slots=True)
class Document:
    """One document: what it is called, in which language, and how it is found and checked.

    ``identifier`` is looked up at ``found_at``; ``hash`` is what the content it tells of must
    hash to, which ``hash_label`` may name; ``checked_at`` is the address of what checks it, for a
    document that cannot be looked up. ``made_at`` is the instant it speaks of, not the one at
    which it was printed.
    """

    template: str
    title: str
    language: str
    identifier: str
    hash: str
    made_at: datetime
    data: dict[str, Any]
    found_at: str = ""
    checked_at: str = ""
    hash_label: str = ""


def pdf(document: Document) -> bytes:
    """Return the document as tagged PDF (PDF/UA-1)."""
    told = {"about": _about(document), **document.data}
    return typst.compile(
        str(ROOT / document.template),
        root=str(ROOT),
        format="pdf",
        sys_inputs={"data": json.dumps(told, ensure_ascii=False, default=str)},
        pdf_standards=STANDARD,
        timestamp=int(document.made_at.timestamp()),
        ignore_system_fonts=True,
    )


def as_pdf(document: Document) -> HttpResponse:
    """Return the document to be opened in the browser, under its identifier."""
    response = HttpResponse(pdf(document), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{document.identifier}.pdf"'
    response["Content-Language"] = document.language
    return response


def _about(document: Document) -> dict[str, str]:
    return {
        "title": document.title,
        "language": document.language,
        "identifier": document.identifier,
        "identifier_label": _("Reference"),
        "hash": document.hash,
        "hash_label": document.hash_label or _("SHA-256 of the answer"),
        "found_at": _found(document),
        "page_label": _("page"),
    }


def _found(document: Document) -> str:
    if document.checked_at:
        return _("Check it: %(address)s") % {"address": document.checked_at}
    if not document.found_at:  # handed over in person, and nowhere to be looked up
        return ""
    return _("Look it up: %(address)s") % {"address": document.found_at}
