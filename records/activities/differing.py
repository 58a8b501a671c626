"""What differs between two texts of an entry, in words: what went, what came, what stayed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from records.activities.models import ActivityVersion
from records.activities.queries import Entry, whole
from records.activities.sections import sections_of
from records.activities.telling import in_words
from records.activities.vocabulary import Vocabulary
from voipgrid_privacy.kernel.tenancy import Viewer


@dataclass(frozen=True, slots=True)
class Difference:
    """A section that two texts tell differently; lines in the order of the text they are in.

    Without ``gone`` and ``added`` the words are the same, in another order.
    """

    code: str
    letter: str
    title: str
    gone: tuple[str, ...]
    added: tuple[str, ...]
    kept: tuple[str, ...]


def differences(
    kind: str, before: Mapping[str, Any], after: Mapping[str, Any], words: Vocabulary
) -> tuple[Difference, ...]:
    """Return the sections that two texts of an entry tell differently, in the letters' order."""
    found = []
    for section in sections_of(kind):
        if before.get(section.code) == after.get(section.code):
            continue
        old = tuple(in_words(section, before, words))
        new = tuple(in_words(section, after, words))
        found.append(
            Difference(
                code=section.code,
                letter=section.letter(kind) or "",
                title=str(section.title),
                gone=tuple(line for line in old if line not in new),
                added=tuple(line for line in new if line not in old),
                kept=tuple(line for line in new if line in old),
            )
        )
    return tuple(found)


def from_base(one: Entry, words: Vocabulary) -> tuple[Difference, ...]:
    """Return in what an entry of a party differs from the ready-made one."""
    if one.base is None or one.own is None:
        return ()
    return differences(one.kind, one.base.said, one.body, words)


def since_override(one: Entry, words: Vocabulary) -> tuple[Difference, ...]:
    """Return what VoIPGRID changed in sections that the party has its own of, since it has them."""
    if one.base is None or one.own is None or one.own.base_number is None:
        return ()
    then = ActivityVersion.objects.get(
        activity=one.base.activity_id, number=one.own.base_number
    ).said
    found = differences(one.kind, then, one.base.said, words)
    return tuple(each for each in found if each.code in one.changed)


def between(
    before: ActivityVersion, after: ActivityVersion, words: Vocabulary
) -> tuple[Difference, ...]:
    """Return what differs between all that two versions said."""
    return differences(after.activity.kind, whole(before), whole(after), words)


def one_before(row: ActivityVersion, *, viewer: Viewer) -> ActivityVersion | None:
    """Return the version that ``row`` followed: the one before it, or the one it is based on."""
    rows = ActivityVersion.objects.visible_to(viewer).select_related("activity")
    before = rows.filter(activity=row.activity_id, number=row.number - 1).first()
    if before is None and row.base_number is not None:
        before = rows.filter(activity=row.activity.based_on_id, number=row.base_number).first()
    return before
