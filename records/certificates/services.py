"""Issuing certificates: once for each time a run stopped, whoever asks and however often."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from records.certificates.chain import REGISTER
from records.certificates.contents import Body, common, figures, later, of_the_whole
from records.certificates.counted import Counted, Recount, counted, recounted
from records.certificates.models import Certificate
from records.certificates.queries import uncertified, unstated
from records.certificates.sealing import Draft, heads_of, lengthen_alone, sealed
from records.engine.models import AnonymisationJob
from records.engine.rewrites.models import TableRewrite
from records.engine.rewrites.queries import rewritten_of
from records.errors import StoreUnavailable
from records.holds import lock
from records.querysets import OfficersQuerySet
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


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all certificates of a run say, and what one says more: to which it is added."""

    body: Body
    more: dict[UUID | None, Body]

    def of(self, party: UUID) -> Body:
        """Return what the certificate of a party shares with the others."""
        return self.body | self.more.get(party, {})


@use_case
def certify_run(*, job: UUID, at: datetime, by: Viewer) -> Certificate | None:
    """Recount what a run left; issue its certificate and one for each party in it.

    Who processes for another must show that it did as instructed (GDPR Art. 5(2), 28(3)(h)).
    Returns None, and issues nothing, for a run that goes on, that has its certificate, or that
    another process is certifying. Raises NotAllowed; StoreUnavailable while the store may still
    come back.
    """
    by.must(Ability.RUN_RETENTION)
    row = _locked(job, by, uncertified)
    if row is None:
        return None
    stopped = row.stopped_at or row.finished_at or row.planned_at
    return _issued(row, counted(row, _recount(row, at, stopped)), at)


@use_case
def certify_rewrite(*, job: UUID, at: datetime, by: Viewer) -> Certificate | None:
    """State, once the table of a run was written anew, that its rows are physically erased.

    What was issued when the run stopped stays as it was signed; this is added to it, to the
    certificate of the whole run and to those of its parties. Returns None, and issues nothing,
    for a run of which that was stated, or whose files are not gone. Raises as certify_run does.
    """
    by.must(Ability.RUN_RETENTION)
    row = _locked(job, by, unstated)
    rewrite = rewritten_of(row) if row else None
    if row is None or rewrite is None:
        return None
    recount = _recount(row, at, rewrite.done_at or at)
    found = replace(counted(row, recount), rewritten_at=rewrite.done_at)
    return _issued(row, found, at, rewrite)


def _issued(
    row: AnonymisationJob, found: Counted, at: datetime, rewrite: TableRewrite | None = None
) -> Certificate:
    """Issue the certificate of the whole run and one for each party in it."""
    shared = common(row, found)
    lengthen_alone()
    earlier = _earlier(row) if rewrite else {}
    more = {party: later(each, rewrite) for party, each in earlier.items() if rewrite}
    named = [
        line
        for some in _chunks(row, found)
        for line in _parts(row, found, _Shared(shared, more), some, at)
    ]
    body = shared | figures(row, found.whole, found) | of_the_whole(row, found) | {"parts": named}
    draft = Draft(None, body | more.get(None, {}), found.outcome)
    whole = sealed(row, draft, heads_of([REGISTER]), at)
    whole.save(force_insert=True)
    return whole


def _earlier(job: AnonymisationJob) -> dict[UUID | None, Certificate]:
    """Return the certificate that each party has of the end of the run; None: of the whole."""
    rows = Certificate.objects.filter(job=job, outcome=job.state).order_by("number")
    return {row.party_id: row for row in rows.defer("body")}


def _locked(
    job: UUID, by: Viewer, wanted: Callable[[Viewer], OfficersQuerySet[AnonymisationJob]]
) -> AnonymisationJob | None:
    """Lock the run, then look whether it still lacks a certificate: who held it may be done."""
    rows = AnonymisationJob.objects.visible_to(by).filter(pk=job)
    if not list(rows.select_for_update(skip_locked=True, no_key=True).values_list("pk")):
        return None
    return wanted(by).filter(pk=job).select_related(*_RELATED).first()


def _recount(job: AnonymisationJob, at: datetime, since: datetime) -> Recount:
    try:
        return recounted(job, at)
    except StoreUnavailable as error:
        if at - since < PATIENCE:
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
    job: AnonymisationJob, found: Counted, shared: _Shared, parties: list[UUID], at: datetime
) -> list[Body]:
    """Issue the certificates of some parties; return their hashes, as the whole run names them."""
    heads = heads_of([str(party) for party in parties])
    made = [
        sealed(
            job,
            Draft(
                party,
                shared.of(party) | figures(job, found.parts[party], found),
                found.outcome,
            ),
            heads,
            at,
        )
        for party in parties
    ]
    Certificate.objects.bulk_create(made)
    told_to = [(party, row.pk) for party, row in zip(parties, made, strict=True)]
    tell_each(EventType.RETENTION_EXECUTED, told_to, by=SYSTEM)
    return [{"hash": bytes(part.hash).hex(), "rows": part.rows} for part in made]
