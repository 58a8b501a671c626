"""The jobs that keep to the terms of ``data/terms.yaml``; each is named there, and noted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from records.own.erasing import gone, incidents, notices, papers
from records.own.erasing.emptying import Batch, Emptied, due
from records.own.terms import before
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

PARTS: Final[Mapping[str, tuple[Emptied, ...]]] = {
    "erase-gone-contacts": gone.CONTACTS,
    "erase-gone-persons": gone.PERSONS,
    "empty-ended-agreements": papers.AGREEMENTS,
    "empty-measures": papers.MEASURES,
    "empty-notices": notices.NOTICES,
    "empty-ended-transfers": papers.TRANSFERS,
    "empty-findings": papers.FINDINGS,
    "empty-closed-incidents": incidents.INCIDENTS,
    "empty-released-holds": incidents.HOLDS,
}
Batches = Sequence[Batch] | None
"""What a job empties in its transaction; None: whatever is due."""


def keep_to(code: str, on: date, by: Viewer, batches: Batches) -> int:
    """Empty the batches of a job as far as their term is over on ``on``; return how many rows.

    Raises NotAllowed.
    """
    by.must(Ability.RUN_RETENTION)
    day = before(code, on)
    found = due(PARTS[code], day) if batches is None else batches
    return sum(batch.empty(day) for batch in found)


@use_case
@erases("erase-gone-contacts")
def erase_gone_contacts(*, on: date, by: Viewer, batches: Batches = None) -> int:
    """Erase contacts of parties with which nothing runs, and the words of their webhooks."""
    return keep_to("erase-gone-contacts", on, by, batches)


@use_case
@erases("erase-gone-persons")
def erase_gone_persons(*, on: date, by: Viewer, batches: Batches = None) -> int:
    """Let a natural person with whom nothing runs be a mark, without numbers elsewhere."""
    return keep_to("erase-gone-persons", on, by, batches)


@use_case
@erases("empty-ended-agreements")
def empty_ended_agreements(*, on: date, by: Viewer, batches: Batches = None) -> int:
    """Empty papers, names and words of agreements that are over; hashes and days stay."""
    return keep_to("empty-ended-agreements", on, by, batches)


@use_case
@erases("empty-measures")
def empty_measures(*, on: date, by: Viewer, batches: Batches = None) -> int:
    """Empty who said that a measure was taken, and by what that showed."""
    return keep_to("empty-measures", on, by, batches)


@use_case
@erases("empty-notices")
def empty_notices(*, on: date, by: Viewer, batches: Batches = None) -> int:
    """Empty the words of notices, objections and questions about sub-processors."""
    return keep_to("empty-notices", on, by, batches)


@use_case
@erases("empty-ended-transfers")
def empty_ended_transfers(*, on: date, by: Viewer, batches: Batches = None) -> int:
    """Empty papers of transfers that are over, and who assessed them."""
    return keep_to("empty-ended-transfers", on, by, batches)


@use_case
@erases("empty-findings")
def empty_findings(*, on: date, by: Viewer, batches: Batches = None) -> int:
    """Empty why a finding that was resolved had been accepted."""
    return keep_to("empty-findings", on, by, batches)


@use_case
@erases("empty-closed-incidents")
def empty_closed_incidents(*, on: date, by: Viewer, batches: Batches = None) -> int:
    """Empty names, words and papers of files of incidents that are closed."""
    return keep_to("empty-closed-incidents", on, by, batches)


@use_case
@erases("empty-released-holds")
def empty_released_holds(*, on: date, by: Viewer, batches: Batches = None) -> int:
    """Empty the words and numbers of legal holds that were released."""
    return keep_to("empty-released-holds", on, by, batches)


EVERY: Final[Mapping[str, Callable[..., int]]] = {
    "erase-gone-contacts": erase_gone_contacts,
    "erase-gone-persons": erase_gone_persons,
    "empty-ended-agreements": empty_ended_agreements,
    "empty-measures": empty_measures,
    "empty-notices": empty_notices,
    "empty-ended-transfers": empty_ended_transfers,
    "empty-findings": empty_findings,
    "empty-closed-incidents": empty_closed_incidents,
    "empty-released-holds": empty_released_holds,
}
