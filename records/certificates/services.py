"""Issuing certificates: once for each time a run stopped, whoever asks and however often."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from records.certificates.chain import REGISTER
from records.certificates.contents import Body, common, figures, of_the_whole
from records.certificates.counted import Counted, Recount, counted, recounted
from records.certificates.models import Certificate
from records.certificates.queries import uncertified
from records.certificates.sealing import Draft, heads_of, lengthen_alone, sealed
from records.engine.models import AnonymisationJob
from records.errors import StoreUnavailable
from records.holds import lock
from roles.webhooks.choices import EventType
from roles.webhooks.telling import tell_each
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

PATIENCE: Final = timedelta(days=1)
"""How long a store that cannot be reached is waited for before a run is certified without it."""
AT_A_TIME: Final = 500
"""How many parties are certified before the next are looked at: memory stays flat."""
_RELATED: Final = (
    "store",
    "table",
    "rule__source",
    "rule__category",
    "rule__element",
    "rule__decided_by",
)


@use_case
def certify_run(*, job: UUID, at: datetime, by: Viewer) -> Certificate | None:
    """Recount what a run left; issue its certificate and one for each party in it.

    Who processes for another must show that it did as instructed (GDPR Art. 5(2), 28(3)(h)).
    Returns None, and issues nothing, for a run that goes on, that has its certificate, or that
    another process is certifying. Raises NotAllowed; StoreUnavailable while the store may still
    come back.
    """
    by.must(Ability.RUN_RETENTION)
    row = _locked(job, by)
    if row is None:
        return None
    found = counted(row, _recount(row, at))
    shared = common(row, found)
    lengthen_alone()
    named = [line for some in _chunks(row, found) for line in _parts(row, found, shared, some, at)]
    body = shared | figures(row, found.whole, found) | of_the_whole(row, found) | {"parts": named}
    whole = sealed(row, Draft(None, body), heads_of([REGISTER]), at)
    whole.save(force_insert=True)
    return whole


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
        if at - (job.stopped_at or job.finished_at or job.planned_at) < PATIENCE:
            raise
        return Recount(at, lock.epoch(), problem=error.code)


def _chunks(job: AnonymisationJob, found: Counted) -> Iterator[list[UUID]]:
    """Yield the parties that get a certificate, a few hundred at a time."""
    parties = [
        party
        for party, part in found.parts.items()
        if party == job.only_partner or any((part.due, part.done, part.left, part.held))
    ]
    for start in range(0, len(parties), AT_A_TIME):
        yield parties[start : start + AT_A_TIME]


def _parts(
    job: AnonymisationJob, found: Counted, shared: Body, parties: list[UUID], at: datetime
) -> list[Body]:
    """Issue the certificates of some parties; return their hashes, as the whole run names them."""
    heads = heads_of([str(party) for party in parties])
    made = [
        sealed(job, Draft(party, shared | figures(job, found.parts[party], found)), heads, at)
        for party in parties
    ]
    Certificate.objects.bulk_create(made)
    told_to = [(party, row.pk) for party, row in zip(parties, made, strict=True)]
    tell_each(EventType.RETENTION_EXECUTED, told_to, by=SYSTEM)
    return [{"hash": bytes(part.hash).hex(), "rows": part.rows} for part in made]
