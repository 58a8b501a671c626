"""Incidents on paper: the draft of a notification, the letter to persons, a party's register."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from records.incidents.choices import Regime
from records.incidents.notification import Item, known, letter, notification
from records.incidents.words import moment_in_words
from voipgrid_privacy.kernel.documents import Document
from voipgrid_privacy.kernel.tables import Table
from voipgrid_privacy.kernel.tenancy import Viewer

PAPERS = ("gdpr", "telecom", "letter")


def paper(*, dossier: Any, kind: str, language: str, at: datetime, viewer: Viewer) -> Document:
    """Return the draft of a notification (``gdpr``, ``telecom``) or of a ``letter``."""
    with override(language):
        of = known(dossier, viewer, at)
        if kind == "letter":
            title, items = _("About an incident with your personal data"), letter(of)
        else:
            regime = Regime.TELECOM if kind == "telecom" else Regime.GDPR
            title, items = _("Notification of a personal data breach"), notification(of, regime)
        reference = dossier.incident.reference
        return _document(title, _sections(items, kind), reference, language, at)


def register_paper(table: Table, at: datetime) -> Document:
    """Return a party's register of incidents (GDPR Art. 33(5)) on paper."""
    sections = [
        [str(row[0]), [[name, str(cell)] for name, cell in zip(table.columns, row, strict=True)]]
        for row in table.rows
    ]
    return _document(table.title, sections, table.name, (get_language() or "nl")[:2], at)


def _sections(items: Iterable[Item], kind: str) -> list[Any]:
    lines = [
        [
            item.label if kind == "letter" else f"{item.label} ({item.cited})",
            item.value or _("still missing"),
        ]
        for item in items
    ]
    return [["", lines]]


def _document(
    title: str, sections: list[Any], reference: str, language: str, at: datetime
) -> Document:
    data = {"sentence": moment_in_words(at), "sections": sections}
    return Document(
        template="incident.typ",
        title=title,
        language=language,
        identifier=reference,
        hash=hashlib.sha256(json.dumps(sections).encode()).hexdigest(),
        hash_label=_("SHA-256 of what it says"),
        found_at=settings.PUBLIC_URL + reverse("site:incidents"),
        made_at=at,
        data=data,
    )
