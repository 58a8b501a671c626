"""Issuing certificates: once for each time a run stopped, whoever asks and however often."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from records.certificates.chain import REGISTER
from records.certificates.contents import Body, common, figures, of_the_whole
from records.certificates.counted import Counted, Part, Recount, counted, recounted
from records.certificates.models import Certificate
from records.certificates.queries import uncertified
from records.certificates.sealing import Draft, heads_of, lengthen_alone, sealed
from records.engine.models import AnonymisationJob
from records.errors import StoreUnavailable
from records.holds import lock
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

PATIENCE: Final = timedelta(days=1)
"""How long a store that cannot be reached is waited for before a run is certified without it."""
_RELATED: Final = (
    "store",
    "table",
    "rule__source",
    "rule__category",
    "rule__element",
    "rule__decided_by",
)


@use_case
def certify_run(*, job: UUID, at: datetime, by: Viewer) -> Sequence[Certificate]:
    """Recount what a run left; issue its certificate and one for each party in it.

    Who processes for another must show that it did as instructed (GDPR Art. 5(2), 28(3)(h)).
    Nothing is issued for a run that goes on, that has its certificate, or that another process is
    certifying. Raises NotAllowed; StoreUnavailable while the store may still come back.
    """
    by.must(Ability.RUN_RETENTION)
    row = _locked(job, by)
    if row is None:
        return ()
    found = counted(row, _recount(row, at))
    shared = common(row, found)
    lengthen_alone()
    parts = _parts(row, found, shared, at)
    return Certificate.objects.bulk_create([_whole(row, found, shared, parts, at), *parts])


def _locked(job: UUID, by: Viewer) -> AnonymisationJob | None:
    """Lock the run, then look whether it still lacks a certificate: who held it may be done."""
    rows = AnonymisationJob.objects.visible_to(by).filter(pk=job)
    if not list(rows.select_for_update(skip_locked=True, no_key=True).values_list("pk")):
        return None
    return uncertified(by).filter(pk=job).select_related(*_RELATED).first()


def _recount(job: AnonymisationJob, at: datetime) -> Recount:
    try:
        return recounted(job, at)
    except StoreUnavailable as error:
        if at - (job.finished_at or job.planned_at) < PATIENCE:
            raise
        return Recount(at, lock.epoch(), problem=error.code)


def _parts(job: AnonymisationJob, found: Counted, shared: Body, at: datetime) -> list[Certificate]:
    drafts = [
        Draft(party, shared | figures(job, part, found))
        for party, part in found.parts.items()
        if party == job.only_partner or _touched(part)
    ]
    heads = heads_of([draft.chain for draft in drafts])
    return [sealed(job, draft, heads, at) for draft in drafts]


def _touched(part: Part) -> bool:
    return any((part.due, part.done, part.left, part.held))


def _whole(
    job: AnonymisationJob, found: Counted, shared: Body, parts: list[Certificate], at: datetime
) -> Certificate:
    """Return the certificate of the whole run, which names the hashes of its parts."""
    body = shared | figures(job, found.whole, found) | of_the_whole(job, found)
    named = [{"hash": bytes(part.hash).hex(), "rows": part.rows} for part in parts]
    draft = Draft(None, body | {"parts": named})
    return sealed(job, draft, heads_of([REGISTER]), at)
