"""A certificate on one page of paper, and as the file that the verifier reads."""

import json
from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from records.certificates.models import Certificate
from records.certificates.queries import envelope
from records.certificates.telling import proof, sections, sentence, title
from voipgrid_privacy.kernel.documents import Document, as_pdf

FORMS: Final = ("json", "pdf")


def handed_out(row: Certificate, form: str) -> HttpResponse:
    """Return the certificate as ``json`` (for the verifier) or ``pdf`` (for people)."""
    return as_pdf(on_paper(row)) if form == "pdf" else as_file([row], name_of(row) + ".json")


def as_file(rows: list[Certificate], name: str) -> HttpResponse:
    """Return certificates as a file, one a line."""
    lines = "\n".join(json.dumps(envelope(row), ensure_ascii=False) for row in rows)
    response = HttpResponse(lines + "\n", content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def on_paper(row: Certificate) -> Document:
    """Return the document of a certificate, in the reader's language; no names are in it."""
    found = envelope(row)
    body = found["body"]
    return Document(
        template="certificate.typ",
        title=title(body),
        language=(get_language() or "nl")[:2],
        identifier=name_of(row),
        hash=found["hash"],
        hash_label=_("SHA-256 of the certificate"),
        checked_at=settings.PUBLIC_URL + reverse("certificate-verifier"),
        made_at=row.issued_at,
        data={
            "sentence": sentence(body),
            "sections": sections(body),
            "proof_title": _("How this is checked"),
            "proof_text": _(
                "This page is for reading; the file (JSON) is the proof. The program at the"
                " address below checks hash, signature and chain without us."
            ),
            "proof": [*proof(body, found["hash"], found["key"])],
        },
    )


def name_of(row: Certificate) -> str:
    """Return how a certificate's file is called."""
    return f"certificate-{row.chain}-{row.number}"
