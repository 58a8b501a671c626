"""What is wrong with published statements: behind the register, or resting on what was replaced."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from roles.choices import Severity
from roles.findings import Found, Scopes, add_check, kind
from roles.findings.checking import owner_of
from roles.findings.kinds import Mend
from roles.models import Source
from voipgrid_privacy.kernel.law import gdpr
from voipgrid_privacy.site.statements.models import (
    OwnHost,
    StatementProposal,
    StatementPublication,
)
from voipgrid_privacy.site.statements.queries import waiting_proposal

HERE = Mend(admin="admin:privacy_statement", portal="site:statement-diff")

kind(
    "statement_behind",
    Severity.MEDIUM,
    gdpr(5, 1, "a"),
    gdpr(13),
    sentence=_("The register has changed since the privacy statement was published."),
    next_step=_("Read what changes, and publish the version that was drawn."),
    mend=HERE,
)
kind(
    "statement_on_replaced_source",
    Severity.MEDIUM,
    gdpr(5, 1, "d"),
    gdpr(13),
    sentence=_("A sentence of the privacy statement rests on a source that was replaced."),
    next_step=_("Correct the fact in the register, and publish the statement anew."),
    mend=HERE,
)
kind(
    "own_host_unproven",
    Severity.MEDIUM,
    gdpr(12, 1),
    gdpr(5, 1, "a"),
    sentence=_("The proof is gone that the host with the privacy statement is the party's own."),
    next_step=_("Put the proof back and have it looked for, or give the host up."),
    mend=Mend(admin="admin:statements_ownhost_changelist", portal="site:statement"),
)


def _latest(scopes: Scopes) -> Iterable[StatementPublication]:
    rows = StatementPublication.objects.order_by("party_id", "-number").distinct("party_id")
    rows = rows if scopes is None else rows.filter(party__in=scopes)
    return rows.select_related("party", "proposal")


@add_check
def statements_behind(on: date, scopes: Scopes) -> Iterator[Found]:  # noqa: ARG001
    """Report a statement of which a newer one was drawn by itself and waits to be approved."""
    for row in _latest(scopes):
        waiting: StatementProposal | None = waiting_proposal(row.party)
        if waiting and waiting.by_itself and waiting.made_at > row.published_at:
            key, party = f"statement={row.party_id}", row.party_id
            yield Found(party, "statement_behind", key, party, owner=owner_of(row.party.kind))


@add_check
def statements_on_replaced_sources(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report each source that was replaced or has lapsed and that a sentence was taken from."""
    known = {row.code: row for row in Source.objects.all()}
    for row in _latest(scopes):
        facts = (fact for part in row.proposal.content["parts"] for fact in part["facts"])
        for code in sorted({fact["source"] for fact in facts if "source" in fact}):
            if code in known and not known[code].holds(on):
                key, party = f"statement={row.party_id}/source={code}", row.party_id
                owner = owner_of(row.party.kind)
                yield Found(party, "statement_on_replaced_source", key, party, owner=owner)


@add_check
def hosts_without_proof(on: date, scopes: Scopes) -> Iterator[Found]:  # noqa: ARG001
    """Report each proven host of which the party was told that its proof is gone."""
    rows = OwnHost.objects.filter(ended_at=None, warned_at__isnull=False).select_related("party")
    for row in rows if scopes is None else rows.filter(party__in=scopes):
        key, owner = f"host={row.pk}", owner_of(row.party.kind)
        yield Found(row.party_id, "own_host_unproven", key, row.party_id, owner=owner)
