"""Answers between the pages of a form: kept under the visitor's own key, and wiped afterwards."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from records.intake.contents import CheckedFile, FileKind, GivenFile, checked, must_be_few
from records.intake.models import IntakeDraft, IntakeDraftFile
from records.intake.refusals import DraftGone
from records.intake.sealing import LONGEST, NotItsKey, VisitorKey, new_key
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

KEPT: Final = timedelta(hours=2)
"""How long answers wait for the next one: as long as a pause, not as long as a day."""

LONGEST_KEPT: Final = timedelta(hours=24)
"""However often somebody goes on: the form is not a place to keep things."""


@dataclass(frozen=True, slots=True)
class DraftedFile:
    """A file that was added, without its contents."""

    number: int
    name: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Drafted:
    """What somebody answered so far."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[DraftedFile, ...] = ()

    def with_answers(self, answers: Mapping[str, Any]) -> "Drafted":
        """Return this with answers beside, or in the place of, those that are there."""
        return Drafted({**self.answers, **answers}, self.files)


@use_case
def begin_draft(*, answers: Mapping[str, Any], at: datetime, by: Viewer) -> VisitorKey:  # noqa: ARG001
    """Begin with answers; return the key that opens them, which is kept nowhere here."""
    key = new_key()
    row = IntakeDraft(finder=key.finder, begun_at=at, expires_at=at + KEPT)
    row.sealed = _sealed(key, row, Drafted(answers))
    row.save(force_insert=True)
    return key


def opened_draft(*, token: str, at: datetime) -> Drafted:
    """Return what was answered under a key; raises ``draft_gone``."""
    key = _key(token)
    row = IntakeDraft.objects.filter(finder=key.finder, expires_at__gt=at).first()
    if row is None:
        raise DraftGone
    return opened(key, row)


@use_case
def keep_answers(*, token: str, answers: Mapping[str, Any], at: datetime, by: Viewer) -> None:  # noqa: ARG001
    """Put answers beside, or in the place of, those that are there; raises ``draft_gone``."""
    key, row = held_draft(token=token, at=at)
    keep_draft(key, row, opened(key, row).with_answers(answers), at)


@use_case
def add_file(*, token: str, file: GivenFile, at: datetime, by: Viewer) -> None:  # noqa: ARG001
    """Add a file to the answers.

    Raises ``draft_gone``, ``attachment_kind`` and the like, ``attachments_too_many``.
    """
    key, row = held_draft(token=token, at=at)
    drafted, kept = opened(key, row), checked(file)
    must_be_few([*(each.size for each in drafted.files), kept.size])
    number = max((each.number for each in drafted.files), default=0) + 1
    sealed = key.seal(kept.content, place=place_of(row, number))
    IntakeDraftFile.objects.bulk_create([IntakeDraftFile(draft=row, number=number, sealed=sealed)])
    added = DraftedFile(number, kept.name, kept.kind, kept.size)
    keep_draft(key, row, Drafted(drafted.answers, (*drafted.files, added)), at)


@use_case
def remove_file(*, token: str, number: int, at: datetime, by: Viewer) -> None:  # noqa: ARG001
    """Take a file away again, if it is there; raises ``draft_gone``."""
    key, row = held_draft(token=token, at=at)
    drafted = opened(key, row)
    row.files.filter(number=number).delete()
    left = tuple(each for each in drafted.files if each.number != number)
    keep_draft(key, row, Drafted(drafted.answers, left), at)


@use_case
def wipe_draft(*, token: str, by: Viewer) -> None:  # noqa: ARG001
    """Delete answers and files. Safe to ask twice, and for what is not there."""
    IntakeDraft.objects.filter(finder=VisitorKey(token[: LONGEST + 1]).finder).delete()


@use_case
@erases("forget-drafts")
def forget_drafts(*, at: datetime, by: Viewer) -> int:
    """Delete what was not gone on with; return how many rows."""
    by.must(Ability.WRITE_REGISTER)
    return IntakeDraft.objects.filter(expires_at__lte=at).delete()[0]


def held_draft(*, token: str, at: datetime) -> tuple[VisitorKey, IntakeDraft]:
    """Return the row of a key, held until the end of the transaction; raises ``draft_gone``."""
    key = _key(token)
    rows = IntakeDraft.objects.select_for_update()
    row = rows.filter(finder=key.finder, expires_at__gt=at).first()
    if row is None:
        raise DraftGone
    return key, row


def opened(key: VisitorKey, row: IntakeDraft) -> Drafted:
    """Return what a row says; raises ``draft_gone`` where the key does not open it."""
    try:
        found = json.loads(key.open(row.sealed, place=place_of(row, 0)))
    except NotItsKey as error:
        raise DraftGone from error
    files = tuple(DraftedFile(**each) for each in found["files"])
    return Drafted(found["answers"], files)


def opened_files(key: VisitorKey, row: IntakeDraft) -> list[CheckedFile]:
    """Return the files themselves; raises ``draft_gone``."""
    named = {each.number: each for each in opened(key, row).files}
    found = []
    for kept in row.files.order_by("number"):
        try:
            content = key.open(kept.sealed, place=place_of(row, kept.number))
        except NotItsKey as error:
            raise DraftGone from error
        name, kind = named[kept.number].name, FileKind(named[kept.number].kind)
        found.append(CheckedFile(name, kind, content))
    return found


def keep_draft(key: VisitorKey, row: IntakeDraft, drafted: Drafted, at: datetime) -> None:
    """Write a held draft anew, and let it wait again."""
    row.sealed = _sealed(key, row, drafted)
    row.expires_at = min(at + KEPT, row.begun_at + LONGEST_KEPT)
    row.save(update_fields=("sealed", "expires_at"))


def _key(token: str) -> VisitorKey:
    if not token or len(token) > LONGEST:
        raise DraftGone
    return VisitorKey(token)


def _sealed(key: VisitorKey, row: IntakeDraft, drafted: Drafted) -> bytes:
    said = {"answers": dict(drafted.answers), "files": [asdict(each) for each in drafted.files]}
    return key.seal(json.dumps(said).encode(), place=place_of(row, 0))


def place_of(row: IntakeDraft, number: int) -> str:
    """Return to which row and file a ciphertext belongs; 0: the answers."""
    return f"records_intakedraft/{row.pk}/{number}"
