"""Records to take along: a table in the order of the letters, and reproducible JSON."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from records.activities.choices import RecordKind
from records.activities.completeness import letters
from records.activities.processing import Group, every_group
from records.activities.queries import Record
from records.activities.sections import canonical, sections_of
from records.activities.telling import in_words, lacking, title_of
from records.activities.vocabulary import Vocabulary
from roles.choices import Role
from voipgrid_privacy.kernel.tables import Table, exported
from voipgrid_privacy.kernel.tenancy import Viewer

FORMS = ("csv", "xlsx", "json")


def handed_out(
    found: Record, words: Vocabulary, form: str, viewer: Viewer
) -> HttpResponseBase | None:
    """Return a record as ``csv``, ``xlsx`` or ``json``; None for another form."""
    if form == "json":
        return _as_json(found, viewer)
    if found.kind == RecordKind.PROCESSOR:
        return exported(processor_table(found, viewer), form)
    return exported(controller_table(found, words), form)


def controller_table(found: Record, words: Vocabulary) -> Table:
    """Return the record as controller as a table, with the letters that each entry lacks."""
    sections = sections_of(found.kind)
    titles = [
        f"({section.letter(found.kind)}) {section.title}"
        if section.letter(found.kind)
        else str(section.title)
        for section in sections
    ]
    return Table(
        name=_file(found),
        title=_("Record of processing activities, GDPR Art. 30(1)"),
        about=_about(found),
        columns=(_("Code"), _("Kept by"), *titles, _("Missing letters")),
        rows=(
            (
                entry.code,
                str(entry.standing.label),
                *("; ".join(in_words(section, entry.body, words)) for section in sections),
                letters(entry.missing),
            )
            for entry in found.entries
        ),
    )


def processor_table(found: Record, viewer: Viewer) -> Table:
    """Return the record as processor as a table: a row per controller and category of data."""
    return Table(
        name=_file(found),
        title=_("Record of processing activities, GDPR Art. 30(2)"),
        about=_about(found),
        columns=(
            _("(a) Controller"),
            _("Chamber of Commerce number"),
            _("Country"),
            _("Contact"),
            _("Data protection officer"),
            _("Contract"),
            _("Since"),
            _("(b) Data category"),
            _("Role"),
            _("Depth"),
            _("Upstream party"),
            _("(b) Categories of processing"),
            _("Missing letters"),
        ),
        rows=_rows(every_group(viewer=viewer, party=found.party, on=found.on)),
    )


def _rows(groups: Iterator[Group]) -> Iterator[tuple[Any, ...]]:
    for group in groups:
        who = (group.name, group.kvk_number, group.country, group.contact, group.officer)
        for part in group.parts:
            yield (
                *who,
                group.contract,
                group.since,
                str(part.category_name),
                str(Role(part.role).label),
                part.depth,
                part.upstream,
                "; ".join(title_of(entry.body) for entry in part.entries),
                group.missing,
            )


def _as_json(found: Record, viewer: Viewer) -> HttpResponse:
    said: dict[str, Any] = {
        "party": {"id": str(found.party.pk), "name": found.party.name},
        "record": found.kind,
        "asof_date": found.on.isoformat(),
        "known_at": found.known_at.isoformat() if found.known_at else None,
        "missing": letters(found.lacking),
        "entries": [
            {
                "id": str(entry.pk),
                "code": entry.code,
                "standing": entry.standing.value,
                "base_version": entry.base.number if entry.base else None,
                "own_version": entry.own.number if entry.own else None,
                "missing": letters(entry.missing),
                "sections": entry.body,
            }
            for entry in found.entries
        ],
    }
    if found.kind == RecordKind.PROCESSOR:
        groups = every_group(viewer=viewer, party=found.party, on=found.on)
        said["groups"] = [group_body(group) for group in groups]
    response = HttpResponse(canonical(said), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file(found)}.json"'
    return response


def group_body(group: Group) -> dict[str, Any]:
    """Return a group as JSON tells it."""
    return {
        "controller": {
            "id": str(group.controller),
            "name": group.name,
            "kvk_number": group.kvk_number,
            "country": group.country,
            "contact": group.contact,
            "officer": group.officer,
        },
        "contract": group.contract,
        "since_date": group.since.isoformat() if group.since else None,
        "missing": group.missing,
        "parts": [
            {
                "data_category": part.category,
                "role": part.role.value,
                "depth": part.depth,
                "upstream": part.upstream,
                "processing": [entry.body["name"] for entry in part.entries],
            }
            for part in group.parts
        ],
    }


def _about(found: Record) -> tuple[tuple[str, str], ...]:
    known = ((_("As known at"), found.known_at.isoformat()),) if found.known_at else ()
    return (
        (_("Party"), found.party.name),
        (_("As of"), found.on.isoformat()),
        *known,
        (_("Missing"), lacking(found.lacking) or _("nothing")),
    )


def _file(found: Record) -> str:
    return f"art30-{found.kind.lower()}-{found.party.pk}-{found.on.isoformat()}"
