"""A record that was edited in a spreadsheet: what would change, and changing it.

Only what differs from the record is a change, so a workbook that nobody edited changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import override

from records.activities.checking import check
from records.activities.differing import Difference, differences
from records.activities.exporting.sheets import STATE, heads
from records.activities.queries import Entry, record, state_of
from records.activities.rows import FLAT, Row
from records.activities.sections import BY_CODE, Body
from records.activities.vocabulary import Vocabulary, vocabulary
from records.errors import ChangedMeanwhile, NotThisRecord
from roles.models import Party
from roles.services.importing.workbooks import sheets_in
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import Viewer

LARGEST: Final = 2_000_000
"""Bytes of a workbook: a record has tens of entries."""
MOST_LINES: Final = 20_000
SALT: Final = "records.activities.importing"
VALID: Final = 24 * 60 * 60
"""Seconds for which a preview can be confirmed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and in which sheet."""

    sheet: str
    text: str


@dataclass(slots=True)
class Preview:
    """What a workbook would change: sections per entry, told in words; and what is wrong in it."""

    changes: dict[UUID, Body] = field(default_factory=dict)
    seen: dict[UUID, str] = field(default_factory=dict)
    told: list[tuple[str, tuple[Difference, ...]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def token(self) -> str:
        """The changes, signed: what is confirmed is what was shown."""
        changes = {str(pk): body for pk, body in self.changes.items()}
        seen = {str(pk): state for pk, state in self.seen.items()}
        return signing.dumps({"changes": changes, "seen": seen}, salt=SALT, compress=True)


def confirmed(token: str) -> tuple[dict[UUID, Body], dict[UUID, str]]:
    """Return the changes and states of a preview; raises ``activity_changed_meanwhile``."""
    try:
        said = signing.loads(token, salt=SALT, max_age=VALID)
    except signing.BadSignature as error:
        raise ChangedMeanwhile from error
    changes = {UUID(pk): body for pk, body in said["changes"].items()}
    return changes, {UUID(pk): state for pk, state in said["seen"].items()}


def preview(
    *, viewer: Viewer, party: Party, on: date, name: str, pieces: Iterable[bytes]
) -> Preview:
    """Return what the workbook would change in the party's record of that day.

    Raises ``unreadable_file``, ``unsafe_workbook``, ``not_this_record``,
    ``activity_changed_meanwhile``.
    """
    sheets = _sheets(name, pieces)
    state = dict(_pair(line) for line in sheets.pop(STATE, []))
    kind = state.pop(str(party.pk), "")
    if not kind:
        raise NotThisRecord
    found = record(viewer=viewer, party=party, kind=kind, on=on)
    # An entry that was added since has no rows in the workbook, and that says nothing of it.
    entries = {entry.code: entry for entry in found.entries if entry.code in state}
    if any(state_of(entry) != state[code] for code, entry in entries.items()):
        raise ChangedMeanwhile
    words = vocabulary(viewer=viewer, party=party.pk, on=on)
    made = Preview()
    bodies: dict[str, Body] = {}
    for section, lines in sheets.items():
        if section in FLAT and BY_CODE[section].letter(kind) is not None:
            _compare(section, lines, entries, bodies, made)
    for code, body in bodies.items():
        _judge(entries[code], body, words, made)
    return made


def _sheets(name: str, pieces: Iterable[bytes]) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for title, lines in sheets_in(name, pieces):
        if title in FLAT or title == STATE:
            found[title] = [cells for _number, cells in islice(lines, MOST_LINES) if cells]
    return found


def _pair(cells: list[str]) -> tuple[str, str]:
    return cells[0], cells[1] if len(cells) > 1 else ""


def _compare(
    section: str,
    lines: list[list[str]],
    entries: Mapping[str, Entry],
    bodies: dict[str, Body],
    made: Preview,
) -> None:
    """Add the section to the changes of each entry of which it says something else."""
    if not lines or not _is_head(section, lines[0]):
        made.problems.append(Problem(section, _("The first row is not the one of the export.")))
        return
    flat, given = FLAT[section], _by_entry(section, lines[1:])
    for code in given.keys() - entries.keys():
        text = _("There is no entry with the code %(code)s.") % {"code": code}
        made.problems.append(Problem(section, text))
    for code, entry in entries.items():
        rows = given.get(code, [])
        if rows != _plain(flat.given(entry.body.get(section))):
            bodies.setdefault(code, {})[section] = flat.kept(rows)


def _is_head(section: str, cells: list[str]) -> bool:
    for language in ("nl", "en"):
        with override(language):
            if cells == heads(section):
                return True
    return False


def _by_entry(section: str, lines: list[list[str]]) -> dict[str, list[Row]]:
    names = [name for name, _title in FLAT[section].columns]
    found: dict[str, list[Row]] = {}
    for cells in lines:
        code, _title, *rest = [cell.strip() for cell in [*cells, "", ""]]
        row = dict.fromkeys(names, "") | dict(zip(names, rest, strict=False))
        if code and any(row.values()):
            found.setdefault(code, []).append(row)
    return found


def _plain(rows: list[Row]) -> list[Row]:
    stripped = [{name: cell.strip() for name, cell in row.items()} for row in rows]
    return [row for row in stripped if any(row.values())]


def _judge(entry: Entry, body: Body, words: Vocabulary, made: Preview) -> None:
    """Take the changes of an entry over, or say what is wrong with them."""
    for section, value in body.items():
        try:
            check(entry.kind, {section: value}, words.known)
        except DomainError as refusal:
            text = f"{entry.code}: {refusal.sentence}"
            made.problems.append(Problem(section, text))
            return
    made.changes[entry.pk] = body
    made.seen[entry.pk] = state_of(entry)
    told: dict[str, Any] = {**entry.body, **body}
    made.told.append((str(entry.name), differences(entry.kind, entry.body, told, words)))
