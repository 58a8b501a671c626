"""A record on paper: tagged PDF in the reader's language, with the letters."""

import hashlib
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from records.activities.choices import RecordKind
from records.activities.completeness import letters
from records.activities.exporting.as_json import said_of, written
from records.activities.exporting.tables import about, titled
from records.activities.exporting.taken import Taken
from records.activities.processing import Group
from records.activities.queries import Entry
from records.activities.sections import sections_of
from records.activities.telling import in_words, title_of
from records.errors import RecordTooLong
from roles.choices import Role
from voipgrid_privacy.kernel.documents import Document, as_pdf

MOST_GROUPS: Final = 1_000
"""What is still read on paper; of more, a table or JSON is asked for."""


def as_paper(taken: Taken) -> HttpResponse:
    """Return the record as PDF; raises RecordTooLong for more controllers than paper is for."""
    return as_pdf(on_paper(taken))


def on_paper(taken: Taken) -> Document:
    """Return the document of a record; its hash is that of the record as JSON."""
    found = taken.found
    processor = found.kind == RecordKind.PROCESSOR
    groups = _groups(taken) if processor else []
    title = (
        _("Record of processing activities as processor, GDPR Art. 30(2)")
        if processor
        else _("Record of processing activities as controller, GDPR Art. 30(1)")
    )
    return Document(
        template="record.typ",
        title=title,
        language=(get_language() or "nl")[:2],
        identifier=taken.name,
        hash=hashlib.sha256("".join(written(said_of(taken))).encode()).hexdigest(),
        hash_label=_("SHA-256 of the record as JSON"),
        found_at=settings.PUBLIC_URL + reverse("site:records"),
        made_at=taken.made_at,
        data={
            "head": [(label, _in_words(label, value, taken)) for label, value in about(taken)],
            "entries": [_entry(entry, taken) for entry in found.entries],
            "groups": groups,
            "groups_title": _("(a), (b) On whose behalf data are processed, and how"),
            "columns": [_("Controller"), _("Contact"), _("What is done"), _("Missing letters")],
        },
    )


def _in_words(label: str, value: str, taken: Taken) -> str:
    """Return what stands at the head; the day, which tables have as figures, in words."""
    return date_format(taken.found.on, "j F Y") if label == _("As of") else value or "–"


def _entry(entry: Entry, taken: Taken) -> dict[str, Any]:
    rows = [
        (titled(section, entry.kind), list(in_words(section, entry.body, taken.words)) or ["–"])
        for section in sections_of(entry.kind)
        if section.code != "name" and (section.letter(entry.kind) or entry.body.get(section.code))
    ]
    kept = [str(entry.standing.label), entry.code]
    if missing := letters(entry.missing):
        kept.append(_("missing: %(letters)s") % {"letters": missing})
    return {"title": title_of(entry.body), "about": " · ".join(kept), "sections": rows}


def _groups(taken: Taken) -> list[list[list[str]]]:
    rows = []
    for number, group in enumerate(taken.groups()):
        if number == MOST_GROUPS:
            raise RecordTooLong
        rows.append(_group(group))
    return rows


def _group(group: Group) -> list[list[str]]:
    how = group.reached
    numbered = [group.kvk_number, group.country, group.contract]
    who = [group.name, " · ".join(filter(None, numbered))]
    reached = [how.address, how.contact, how.officer, how.representative]
    done = []
    for part in group.parts:
        names = ", ".join(title_of(entry.body) for entry in part.entries)
        role = f"{part.category_name}: {Role(part.role).label}"
        if part.upstream:
            role += _(", for %(upstream)s") % {"upstream": part.upstream}
        done += [role, names or "–"]
    return [who, list(filter(None, reached)) or ["–"], done, [group.missing or "–"]]
