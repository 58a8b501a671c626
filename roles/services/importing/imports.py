"""Imports as people ask for them: upload, say what columns are, confirm, undo."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from roles.choices import PartyKind
from roles.models import Import, ImportPart, Party
from roles.models.imports import BUSY, ImportState
from roles.services.importing.refusals import (
    FileTooLarge,
    ImportHasErrors,
    ImportNotReady,
    UndoTooLate,
)
from roles.services.recording import held_for_update
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

Content = bytes | Iterable[bytes]
Files = Mapping[str, Content]
"""File names and what is in them, in pieces."""
PIECE: Final = 1_000_000
MOST: Final = 500_000_000
KEPT: Final = timedelta(hours=24)
"""How long an import can be undone, and how long its files are kept."""
CONFIRMABLE: Final = (ImportState.PREVIEWED,)
MAPPABLE: Final = (ImportState.PREVIEWED, ImportState.REFUSED)


@use_case
def upload_import(*, files: Files, assigned_by: Party, at: datetime, by: Viewer) -> Import:
    """Keep files of parties and contracts, whose numbers ``assigned_by`` gave, to be read.

    Officers import in any party's name, a partner's manager in its own; what is written is always
    bound by what that party may. Raises NotAllowed, ``file_too_large``.
    """
    must_import_for(by, assigned_by)
    batch = Import.objects.create(party=assigned_by, uploaded_at=at, actor=by.user_id)
    size = 0
    for number, (name, content) in enumerate(files.items()):
        for part, piece in enumerate(_pieces(content)):
            size += len(piece)
            if size > MOST:
                raise FileTooLarge(most=MOST // 1_000_000)
            ImportPart.objects.create(
                batch=batch, file=number, part=part, name=name[-200:], content=piece
            )
    Import.objects.filter(pk=batch.pk).update(size=size)
    batch.size = size
    return batch


@use_case
def map_columns(*, batch: Import, mapping: Mapping[int, Sequence[str]], by: Viewer) -> Import:
    """Say which columns of which sheet are which ("": left out); it is then read anew.

    Raises NotFound, NotAllowed, ``import_not_ready``.
    """
    held = _held(batch, by, *MAPPABLE)
    held.mapping = {**held.mapping, **{str(n): list(columns) for n, columns in mapping.items()}}
    return _moved(held, ImportState.UPLOADED, "mapping")


@use_case
def confirm_import(*, batch: Import, without_errors: bool = False, by: Viewer) -> Import:
    """Let what the preview showed be written, all of it or nothing.

    ``without_errors`` leaves out the rows with errors, on purpose. Raises NotFound, NotAllowed,
    ``import_not_ready``, ``import_has_errors``.
    """
    held = _held(batch, by, *CONFIRMABLE)
    if held.errors and not without_errors:
        raise ImportHasErrors
    held.without_errors, held.actor = without_errors, by.user_id
    return _moved(held, ImportState.APPLYING, "without_errors", "actor")


@use_case
def undo_import(*, batch: Import, at: datetime, by: Viewer) -> Import:
    """Let what an import wrote be taken back, within a day of it.

    Refused later, with ``later_facts``, when something stands on it. Raises NotFound, NotAllowed,
    ``import_not_ready``, ``undo_too_late``.
    """
    held = _held(batch, by, ImportState.APPLIED)
    if held.erased or held.applied_at is None or at >= held.applied_at + KEPT:
        raise UndoTooLate
    held.actor = by.user_id
    return _moved(held, ImportState.UNDOING, "actor")


@use_case
@erases("forget-imports")
def forget_imports(*, before: datetime, by: Viewer) -> int:
    """Erase files and rows of imports last touched before an instant; return how many.

    Why one was refused stays, without the names and lines that it named.
    """
    by.must(Ability.WRITE_REGISTER)
    old = Import.objects.filter(erased=False, uploaded_at__lt=before).exclude(state__in=BUSY)
    gone = list(old.exclude(applied_at__gte=before).values_list("pk", flat=True))
    for batch in Import.objects.filter(pk__in=gone):
        for rows in (batch.parts, batch.staged, batch.judged, batch.sheets):
            rows.all().delete()
        Import.objects.filter(pk=batch.pk).update(erased=True, refusal_params={})
    return len(gone)


def must_import_for(by: Viewer, party: Party) -> None:
    """Raise NotAllowed unless ``by`` may import in the name of ``party``."""
    if by.may(Ability.WRITE_REGISTER):
        return
    by.must(Ability.WRITE_OWN)
    if party.pk not in by.parties or party.kind == PartyKind.PLATFORM:
        raise NotAllowed


def import_named(*, viewer: Viewer, pk: UUID | str) -> Import:
    """Return the import with that identifier; raises NotFound."""
    found = Import.objects.visible_to(viewer).select_related("party").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _held(batch: Import, by: Viewer, *states: ImportState) -> Import:
    found = import_named(viewer=by, pk=batch.pk)
    held = held_for_update(Import.objects.select_related("party"), found)
    if held is None:
        raise NotFound
    must_import_for(by, held.party)
    if held.state not in states or (held.erased and ImportState.APPLIED not in states):
        raise ImportNotReady(state=ImportState(held.state).label)
    return held


def _moved(batch: Import, state: ImportState, *fields: str) -> Import:
    batch.state, batch.refusal, batch.refusal_params = state, "", {}
    batch.save(update_fields=["state", "refusal", "refusal_params", *fields])
    return batch


def _pieces(content: Content) -> Iterator[bytes]:
    for piece in (content,) if isinstance(content, bytes) else content:
        for start in range(0, max(1, len(piece)), PIECE):
            yield piece[start : start + PIECE]
