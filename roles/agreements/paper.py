"""An agreement on paper: the words it is made from, and its tagged PDF."""

import hashlib
import json
import re
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override

from roles.agreements.annexes import Annexes, annexes
from roles.agreements.models import Agreement, AgreementDocument, AgreementTemplate
from roles.models import Party
from roles.transfers.countries import country_name
from roles.transfers.words import language
from voipgrid_privacy.kernel.documents import Document, pdf
from voipgrid_privacy.kernel.errors import Forgotten
from voipgrid_privacy.kernel.tenancy import Viewer


def told(
    *, agreement: Agreement, template: AgreementTemplate, language: str, on: date, viewer: Viewer
) -> dict[str, Any]:
    """Return everything that the paper says, in its own language."""
    with override(language):
        found = annexes(agreement=agreement, on=on, viewer=viewer)
        return {
            "title": str(template.title),
            "sentence": _sentence(agreement),
            "version": _("Wording %(version)s, published on %(day)s.")
            % {"version": template.version, "day": _day(template.published_on)},
            "parties": [
                _party(_("Processor"), agreement.processor, found.contacts["processor"]),
                _party(_("Principal"), agreement.controller, found.contacts["controller"]),
            ],
            "articles": _articles(template, language),
            "annexes": _annexes(agreement, found, on),
            "signing": _signing(agreement),
            "words": {"contacts": _("Contacts"), "nothing": _("Nothing is on record.")},
        }


def hash_of(data: dict[str, Any]) -> str:
    """Return the SHA-256 of what a paper is made from."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def printed(row: AgreementDocument) -> bytes:
    """Return the paper as tagged PDF (PDF/UA): the same data and instant, the same bytes."""
    with override(row.language):
        return pdf(
            Document(
                template="agreement.typ",
                title=row.data["title"],
                language=row.language,
                identifier=row.reference,
                hash=row.data_hash,
                hash_label=_("SHA-256 of what it was made from"),
                found_at=settings.PUBLIC_URL + reverse("site:agreements"),
                made_at=row.made_at,
                data=row.data,
            )
        )


def as_file(row: AgreementDocument) -> HttpResponse:
    """Return the kept bytes, as a file to save: nothing of what was uploaded opens in our name.

    Raises ``forgotten``.
    """
    if not row.content:
        raise Forgotten
    response = HttpResponse(bytes(row.content), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=_file_name(row.reference)
    )
    response["Content-Language"] = row.language
    response["ETag"] = f'"{row.sha256}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _file_name(reference: str) -> str:
    """Return a name that stays one, and a PDF, whatever the reference says."""
    return re.sub(r"[^A-Za-z0-9._ -]+", "-", reference) + ".pdf"


def _sentence(agreement: Agreement) -> str:
    names = {"processor": agreement.processor.name, "controller": agreement.controller.name}
    first = {"day": _day(agreement.valid_from)} | names
    if agreement.valid_until is None:
        return (
            _("%(processor)s processes personal data on behalf of %(controller)s, from %(day)s.")
            % first
        )
    return _(
        "%(processor)s processes personal data on behalf of %(controller)s, from %(day)s until"
        " %(end)s (that day not included)."
    ) % (first | {"end": _day(agreement.valid_until)})


def _party(role: str, party: Party, contacts: list[list[str]]) -> dict[str, Any]:
    known = [[_("Country"), country_name(party.country, language())]]
    if party.kvk_number:
        known.insert(0, [_("Chamber of Commerce number"), party.kvk_number])
    return {"role": role, "name": party.name, "known": known, "contacts": contacts}


def _articles(template: AgreementTemplate, language: str) -> list[dict[str, Any]]:
    rows = template.clauses.select_related("item").order_by("item__position")
    return [
        {
            "heading": _("Article %(number)s. %(heading)s (%(law)s)")
            % {
                "number": number,
                "heading": clause.heading,
                "law": clause.item.citation.in_dutch
                if language == "nl"
                else str(clause.item.citation),
            },
            "paragraphs": [line.strip() for line in str(clause.text).splitlines() if line.strip()],
        }
        for number, clause in enumerate(rows, start=1)
    ]


def _annexes(agreement: Agreement, found: Annexes, on: date) -> list[dict[str, Any]]:
    given = asdict(found)
    return [
        {
            "title": _("Annex 1. The processing (GDPR Art. 28(3))"),
            "lines": _processing(agreement, found, on),
            "columns": [_("Data"), _("Nature"), _("Types of data"), _("Data subjects")],
            "rows": given["data"],
            "codes": given["kinds"],
        },
        {
            "title": _("Annex 2. Measures (GDPR Art. 32)"),
            "lines": [_measures_of(agreement, found, on)],
            "columns": [_("Measure"), _("What it comes to"), _("Since"), _("Stated on")]
            if found.measures
            else [],
            "rows": given["measures"],
        },
        {
            "title": _("Annex 3. Other processors (GDPR Art. 28(2), 28(4))"),
            "lines": [_("As the register says on %(day)s.") % {"day": _day(on)}],
            "columns": [
                _("Name"),
                _("What it does"),
                _("Data"),
                _("Country"),
                _("Transfer rests on"),
                _("Since"),
            ],
            "rows": given["others"],
        },
        {
            "title": _("Annex 4. Authorisation and notice (GDPR Art. 28(2))"),
            "lines": given["authorisation"],
            "columns": [],
            "rows": [],
        },
    ]


def _measures_of(agreement: Agreement, found: Annexes, on: date) -> str:
    said = {"processor": agreement.processor.name, "day": _day(on)}
    if found.measures:
        return _("What %(processor)s states in the register that it takes on %(day)s.") % said
    return (
        _(
            "%(processor)s states no measures in the register on %(day)s. It takes those that GDPR"
            " Art. 32 requires (Art. 28(3)(c)); which ones is still to be stated."
        )
        % said
    )


def _processing(agreement: Agreement, found: Annexes, on: date) -> list[str]:
    lines = [
        _("Subject matter: %(services)s.") % {"services": ", ".join(found.services) or "–"},
        _("Duration: for as long as this agreement holds, from %(day)s.")
        % {"day": _day(agreement.valid_from)},
        _("Purpose: to deliver that service to %(controller)s and to those to whom it delivers it.")
        % {"controller": agreement.controller.name},
    ]
    if found.features:
        lines.append(_("Features in use: %(features)s.") % {"features": ", ".join(found.features)})
    return [*lines, _("As the register says on %(day)s.") % {"day": _day(on)}]


def _signing(agreement: Agreement) -> dict[str, Any]:
    return {
        "title": _("Signing (GDPR Art. 28(9))"),
        "text": _(
            "The parties sign in the register or by hand. A signature in the register counts for"
            " the file with the SHA-256 that is shown there; who signed, when and in which function"
            " is kept with it."
        ),
        "columns": ["", _("Name"), _("Function"), _("Day"), _("Signature")],
        "rows": [[agreement.processor.name], [agreement.controller.name]],
    }


def _day(day: date | datetime | None) -> str:
    return date_format(day, "j F Y") if day else "–"
