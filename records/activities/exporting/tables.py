"""Records as tables: the columns in the order of the letters, the last names what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from records.activities.choices import Officer
from records.activities.completeness import letters
from records.activities.exporting.taken import Taken, in_language
from records.activities.processing import Group, Part
from records.activities.queries import Entry
from records.activities.sections import BY_CODE, Section, sections_of
from records.activities.telling import in_words, lacking, title_of
from records.activities.vocabulary import Vocabulary
from roles.choices import Role
from voipgrid_privacy.kernel.tables import Table
from voipgrid_privacy.kernel.text import Localised


def controller_table(taken: Taken) -> Table:
    """Return the record as controller as a table, with the letters that each entry lacks."""
    sections = sections_of(taken.found.kind)
    titles = [titled(section, taken.found.kind) for section in sections]
    return _table(
        taken,
        title=_("Record of processing activities, GDPR Art. 30(1)"),
        columns=(_("Code"), _("Kept by"), *titles, _("Missing letters")),
        rows=_entries(taken, sections),
    )


def titled(section: Section, kind: str) -> str:
    """Return the title of a section with its letter in that record, if it has one."""
    letter = section.letter(kind)
    return f"({letter}) {section.title}" if letter else str(section.title)


def _entries(taken: Taken, sections: tuple[Section, ...]) -> Iterator[tuple[Any, ...]]:
    for entry in taken.found.entries:
        said = ("; ".join(in_words(section, entry.body, taken.words)) for section in sections)
        yield (entry.code, str(entry.standing.label), *said, letters(entry.missing))


def processor_table(taken: Taken) -> Table:
    """Return the record as processor as a table: a row per controller and category of data."""
    return _table(
        taken,
        title=_("Record of processing activities, GDPR Art. 30(2)"),
        columns=(
            _("(a) Controller"),
            _("Chamber of Commerce number"),
            _("Country"),
            _("Postal address"),
            _("Contact"),
            _("Data protection officer"),
            _("Representative in the Union"),
            _("Contract"),
            _("Since"),
            _("(b) Data category"),
            _("Role"),
            _("Depth"),
            _("Upstream party"),
            _("(b) Categories of processing"),
            _("(c) Transfers to third countries"),
            _("(d) Security measures"),
            _("Missing letters"),
        ),
        rows=_groups(taken),
    )


def _groups(taken: Taken) -> Iterator[tuple[Any, ...]]:
    told = _Told(taken.words)
    for group in taken.groups():
        who = _who(group)
        for part in group.parts:
            where = (part.depth, group.upstream_of(part))
            yield (*who, *told.data(part), *where, *told.entries(part.entries), group.missing)


def _who(group: Group) -> tuple[Any, ...]:
    how = group.reached
    return (
        group.name,
        group.kvk_number,
        group.country,
        how.address,
        how.contact,
        how.officer,
        how.representative,
        group.contract,
        group.since,
    )


@dataclass(slots=True)
class _Told:
    """The words of entries, said once for all controllers for whom the same is done."""

    words: Vocabulary
    said: dict[tuple[UUID, ...], tuple[str, str, str]] = field(default_factory=dict)
    named: dict[tuple[Localised, Role], tuple[str, str]] = field(default_factory=dict)

    def data(self, part: Part) -> tuple[str, str]:
        key = (part.category_name, part.role)
        if key not in self.named:
            self.named[key] = (str(part.category_name), str(Role(part.role).label))
        return self.named[key]

    def entries(self, entries: tuple[Entry, ...]) -> tuple[str, str, str]:
        key = tuple(entry.pk for entry in entries)
        if key not in self.said:
            names = "; ".join(title_of(entry.body) for entry in entries)
            self.said[key] = (names, self._of("transfers", entries), self._of("measures", entries))
        return self.said[key]

    def _of(self, code: str, entries: tuple[Entry, ...]) -> str:
        lines = [line for e in entries for line in in_words(BY_CODE[code], e.body, self.words)]
        return "; ".join(dict.fromkeys(lines))


def _table(
    taken: Taken, *, title: str, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]
) -> Table:
    return Table(
        name=taken.name,
        title=title,
        about=about(taken),
        columns=columns,
        rows=in_language(rows),
        made_at=taken.made_at,
    )


def about(taken: Taken) -> tuple[tuple[str, str], ...]:
    """Return whose record it is and how it is reached (a), of which day, and what it lacks."""
    found = taken.found
    head = found.head
    known = ((_("As known at"), found.known_at.isoformat()),) if found.known_at else ()
    officer = head.officer_contact or str(Officer(head.officer).label)
    return (
        (_("Party"), found.party.name),
        (_("As of"), found.on.isoformat()),
        *known,
        (_("(a) Contact"), "; ".join(filter(None, (head.address, *head.contacts)))),
        (_("(a) Data protection officer"), officer),
        (_("(a) Representative in the Union"), head.representative),
        (_("Missing"), lacking(found.lacking) or _("nothing")),
    )
