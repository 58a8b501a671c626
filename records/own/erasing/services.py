"""The jobs that keep to the terms of ``data/terms.yaml``; each is named there, and noted."""

from collections.abc import Callable
from datetime import date
from typing import Final

from records.own.erasing import gone, incidents, papers
from records.own.erasing.emptying import keep_to
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case


@use_case
@erases("erase-gone-contacts")
def erase_gone_contacts(*, on: date, by: Viewer) -> int:
    """Erase contacts of parties with which nothing runs, and the words of their webhooks."""
    return keep_to("erase-gone-contacts", gone.CONTACTS, on=on, by=by)


@use_case
@erases("erase-gone-persons")
def erase_gone_persons(*, on: date, by: Viewer) -> int:
    """Let a natural person with whom nothing runs be a mark, without numbers elsewhere."""
    return keep_to("erase-gone-persons", gone.PERSONS, on=on, by=by)


@use_case
@erases("empty-ended-agreements")
def empty_ended_agreements(*, on: date, by: Viewer) -> int:
    """Empty papers, names and words of agreements that are over; hashes and days stay."""
    return keep_to("empty-ended-agreements", papers.AGREEMENTS, on=on, by=by)


@use_case
@erases("empty-measures")
def empty_measures(*, on: date, by: Viewer) -> int:
    """Empty who said that a measure was taken, and by what that showed."""
    return keep_to("empty-measures", papers.MEASURES, on=on, by=by)


@use_case
@erases("empty-notices")
def empty_notices(*, on: date, by: Viewer) -> int:
    """Empty the words of notices, objections and questions about sub-processors."""
    return keep_to("empty-notices", papers.NOTICES, on=on, by=by)


@use_case
@erases("empty-ended-transfers")
def empty_ended_transfers(*, on: date, by: Viewer) -> int:
    """Empty papers of transfers that are over, and who assessed them."""
    return keep_to("empty-ended-transfers", papers.TRANSFERS, on=on, by=by)


@use_case
@erases("empty-findings")
def empty_findings(*, on: date, by: Viewer) -> int:
    """Empty why a finding that was resolved had been accepted."""
    return keep_to("empty-findings", papers.FINDINGS, on=on, by=by)


@use_case
@erases("empty-closed-incidents")
def empty_closed_incidents(*, on: date, by: Viewer) -> int:
    """Empty names, words and papers of files of incidents that are closed."""
    return keep_to("empty-closed-incidents", incidents.INCIDENTS, on=on, by=by)


@use_case
@erases("empty-released-holds")
def empty_released_holds(*, on: date, by: Viewer) -> int:
    """Empty the words and numbers of legal holds that were released."""
    return keep_to("empty-released-holds", incidents.HOLDS, on=on, by=by)


EVERY: Final[tuple[Callable[..., int], ...]] = (
    erase_gone_contacts,
    erase_gone_persons,
    empty_ended_agreements,
    empty_measures,
    empty_notices,
    empty_ended_transfers,
    empty_findings,
    empty_closed_incidents,
    empty_released_holds,
)


def keep_to_own_terms(*, on: date, by: Viewer) -> int:
    """Have each job look until nothing is left, a batch in a transaction; return how many rows.

    Safe to call again, at any time.
    """
    return sum(_until_nothing(job, on, by) for job in EVERY)


def _until_nothing(job: Callable[..., int], on: date, by: Viewer) -> int:
    done = 0
    while rows := job(on=on, by=by):
        done += rows
    return done
