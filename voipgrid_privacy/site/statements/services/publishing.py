"""Proposing a statement, and publishing what a person approved."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from roles.choices import PartyKind
from roles.models import Party
from roles.webhooks.choices import EventType
from roles.webhooks.telling import tell
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case
from voipgrid_privacy.site.statements.choices import Block
from voipgrid_privacy.site.statements.errors import (
    DraftChanged,
    GapsNotAccepted,
    NothingNew,
    SecondPersonNeeded,
    in_statement_words,
)
from voipgrid_privacy.site.statements.in_terms import in_terms
from voipgrid_privacy.site.statements.models import (
    StatementInTerms,
    StatementProposal,
    StatementPublication,
)
from voipgrid_privacy.site.statements.queries import Draft, drawn, waiting_proposal
from voipgrid_privacy.site.statements.services.writing import held, must_write_for


@use_case
def propose(*, party: Party, on: date, by: Viewer) -> StatementProposal:
    """Freeze what the statement says today, for somebody else to approve.

    Raises NotAllowed, ``statement_nothing_new``.
    """
    must_write_for(by, party)
    held(party, by)
    return _proposal(drawn(party, on), by)


@use_case
def publish(
    *,
    party: Party,
    seen: str,
    effective_on: date,
    gaps_accepted: bool,
    on: date,
    by: Viewer,
) -> StatementPublication:
    """Approve and publish what was ``seen`` (its hash) from ``effective_on`` on, for good.

    Of the platform's statement what somebody else proposed. Raises NotAllowed,
    ``statement_changed_meanwhile``, ``statement_nothing_new``, ``statement_has_gaps``,
    ``statement_needs_second_person``, ``statement_in_the_past``, ``statement_before_the_last``.
    """
    must_write_for(by, party)
    row = held(party, by)
    draft = drawn(party, on)
    if not draft.is_new:
        raise NothingNew
    if seen != draft.hash:
        raise DraftChanged
    if draft.gaps and not gaps_accepted:
        raise GapsNotAccepted(field="gaps_accepted", letters=", ".join(draft.gaps_in_words))
    made = StatementPublication(
        proposal=_to_approve(draft, by),
        party=party,
        slug=row.slug,
        effective_on=effective_on,
        published_at=Now(),
        approved_by=by.user_id,
    )
    with in_statement_words():
        made.save(force_insert=True)
    made.refresh_from_db()
    StatementInTerms.objects.bulk_create(list(in_terms(made, draft.register.draft, on)))
    tell(EventType.STATEMENT_PUBLISHED, parties=_told(party), about=made.pk, by=by)
    return made


def _told(party: Party) -> Iterable[UUID]:
    """Return whom a webhook tells: the party itself; of the platform's statement every seller."""
    if party.kind != PartyKind.PLATFORM:
        return [party.pk]
    sellers = Party.objects.filter(kind__in=(PartyKind.PARTNER, PartyKind.RESELLER), is_model=False)
    return [party.pk, *sellers.values_list("pk", flat=True)]


def _to_approve(draft: Draft, by: Viewer) -> StatementProposal:
    """Return the proposal that says what was read; of a partner it is made here and now."""
    party = draft.register.party
    found = StatementProposal.objects.filter(party=party, hash=draft.hash, publication=None)
    waiting = found.order_by("-made_at").first()
    if waiting is not None:
        return waiting
    if draft.register.is_platform:
        raise SecondPersonNeeded
    return _proposal(draft, by)


@use_case
def propose_what_changed(*, on: date, by: Viewer) -> int:
    """Propose each published statement anew of which the register says something else by now.

    Not where somebody is writing: what the party wrote differs from what is published. Returns
    how many proposals were made; asking again makes none.
    """
    by.must(Ability.WRITE_REGISTER)
    parties = StatementPublication.objects.order_by().values("party").distinct()
    rows = Party.objects.filter(pk__in=parties).order_by("pk")
    return sum(_proposed_by_itself(party, on, by) for party in rows)


def _proposed_by_itself(party: Party, on: date, by: Viewer) -> bool:
    draft = drawn(party, on)
    waiting = waiting_proposal(party)
    if not draft.is_new or (waiting and waiting.hash == draft.hash) or _being_written(draft):
        return False
    _proposal(draft, by, by_itself=True)
    return True


def _being_written(draft: Draft) -> bool:
    """Say whether the party's own words, what it declared or colours differ from the published."""
    return draft.published is None or _words(draft.content) != _words(
        draft.published.proposal.content
    )


def _words(content: Mapping[str, Any]) -> Any:
    """Return what a person wrote or declared; the database compares the same."""
    parts = [
        (part["code"], part["title"], part["intro"], _declared(part)) for part in content["parts"]
    ]
    return parts, content["colour"], content["on_colour"], content.get("logo")


def _declared(part: Mapping[str, Any]) -> Any:
    return part["facts"] if part["code"] in {Block.OBLIGED, Block.AUTOMATED} else None


def _proposal(draft: Draft, by: Viewer, *, by_itself: bool = False) -> StatementProposal:
    if not draft.is_new:
        raise NothingNew
    row = StatementProposal(
        party=draft.register.party,
        body=draft.body,
        hash=draft.hash,
        gaps=draft.gaps,
        made_at=Now(),
        made_by=None if by_itself else by.user_id,
        by_itself=by_itself,
    )
    row.save(force_insert=True)
    row.refresh_from_db()
    return row
