"""What a worker does with an import: read, apply, undo. Safe to call again, at any time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from roles.choices import PartyKind
from roles.models import Import, ImportSheet
from roles.models.imports import BUSY, ImportState, Outcome
from roles.queries.visibility import upstream_of
from roles.services.importing.applying import remember_features, write_import
from roles.services.importing.judging import judge
from roles.services.importing.results import counted
from roles.services.importing.staging import Told, stage
from roles.services.importing.telling import telling
from roles.services.importing.undoing import take_back
from roles.services.refusals import in_our_words
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer, read_as_application

SMALL: Final = 1_000_000
"""Bytes up to which an import is worked on while its user waits."""


@dataclass(frozen=True, slots=True)
class Work:
    """An import at work on, when, and whom to tell how far it is."""

    batch: Import
    at: datetime
    tell: Told


def work_on(batch_id: UUID, *, at: datetime) -> None:
    """Do what an import waits for, whole or not at all; two workers never do it twice."""
    with telling(batch_id) as tell, transaction.atomic():
        waiting = Import.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        batch = waiting.select_related("party").filter(pk=batch_id, state__in=BUSY).first()
        if batch is not None:
            STEPS[ImportState(batch.state)](Work(batch, at, tell))


def work_at_once(batch: Import, *, at: datetime) -> bool:
    """Work on a small import inside the request; return whether it was small."""
    if batch.size > SMALL:
        return False
    with transaction.atomic(), as_worker():
        work_on(batch.pk, at=at)
    batch.refresh_from_db()
    return True


@contextmanager
def as_worker() -> Iterator[None]:
    """Leave a partner's scope for what a worker would do, which is bound by the import's party."""
    with read_as_application(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('tenancy.parties', true)")
        row = cursor.fetchone()
        yield
        before = (row and row[0]) or ""
        cursor.execute("SELECT set_config('tenancy.parties', %s, true)", [before])


def imports_waiting(*, before: datetime) -> list[UUID]:
    """Return the imports that have something to be done, uploaded before an instant."""
    found = Import.objects.filter(state__in=BUSY, uploaded_at__lt=before)
    return list(found.values_list("pk", flat=True))


def _read(work: Work) -> None:
    batch = work.batch
    seen: list[ImportSheet] = []
    batch.staged.all().delete()
    batch.judged.all().delete()
    batch.sheets.all().delete()
    try:
        with transaction.atomic():
            stage(batch, seen=seen, tell=work.tell)
    except DomainError as refusal:
        ImportSheet.objects.bulk_create(seen)
        _refuse(batch, refusal)
        return
    ImportSheet.objects.bulk_create(seen)
    counts = judge(batch)
    if counts[Outcome.CHANGED]:
        remember_features(batch)
    _settle(batch, state=ImportState.PREVIEWED, **counted(counts))


def _apply(work: Work) -> None:
    batch = work.batch
    try:
        with transaction.atomic(), in_our_words():
            write_import(batch=batch, tell=work.tell, by=acting_for(batch))
    except DomainError as refusal:
        _refuse(batch, refusal)
        return
    _settle(batch, state=ImportState.APPLIED, applied_at=work.at)


def _undo(work: Work) -> None:
    batch = work.batch
    try:
        with transaction.atomic(), in_our_words():
            take_back(batch=batch, by=acting_for(batch))
    except DomainError as refusal:
        params = {"refusal": refusal.code, "refusal_params": _plain(refusal)}
        _settle(batch, state=ImportState.APPLIED, **params)
        return
    _settle(batch, state=ImportState.UNDONE)


STEPS: Final[dict[ImportState, Callable[[Work], None]]] = {
    ImportState.UPLOADED: _read,
    ImportState.APPLYING: _apply,
    ImportState.UNDOING: _undo,
}


def acting_for(batch: Import) -> Viewer:
    """Return who an import writes as: whoever confirmed it, for its party and nobody else."""
    own = frozenset({batch.party_id})
    if batch.party.kind == PartyKind.PLATFORM:
        return Viewer(batch.actor, "import", own, abilities=SYSTEM.abilities)
    abilities = frozenset({Ability.WRITE_OWN})
    return Viewer(batch.actor, "import", own, upstream_of(own), abilities)


def _refuse(batch: Import, refusal: DomainError) -> None:
    params = {"refusal": refusal.code, "refusal_params": _plain(refusal)}
    _settle(batch, state=ImportState.REFUSED, **params)


def _plain(refusal: DomainError) -> dict[str, object]:
    return {k: v if isinstance(v, int) else str(v) for k, v in refusal.params.items()}


def _settle(batch: Import, **fields: object) -> None:
    for name, value in fields.items():
        setattr(batch, name, value)
    batch.save(update_fields=[*fields])
