"""The same step for several ends of service at once: who leaves is often many.

All of them or none: what one refuses is said with its name, and nothing is kept of the others.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from roles.agreements.end_refusals import (
    EndsNone,
    EndsOneByOne,
    EndsTogether,
    EndsTooMany,
    Unchosen,
)
from roles.agreements.ends import choice_of, data_of, names_of, the_end
from roles.agreements.models import (
    Agreement,
    AgreementDocument,
    Choice,
    EndOfService,
    Outcome,
)
from roles.agreements.services.end_opening import open_end
from roles.agreements.services.ending import Part, Upload, choose_end, keep_proof, state_end
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case

MOST: Final = 200
"""How many at once: each is judged by itself, and passed on."""
DONE: Final = {Choice.RETURN.value: Outcome.RETURNED, Choice.DELETE.value: Outcome.DELETED}


@use_case
def open_ends(*, agreements: Iterable[Agreement], at: datetime, by: Viewer) -> int:
    """Open the end of the service under each of these; return how many.

    Raises NotFound, ``ends_none``, ``ends_too_many``, and ``ends_together`` with what
    :func:`open_end` refuses for one of them.
    """

    def act(agreement: Agreement) -> None:
        open_end(agreement=agreement, at=at, by=by)

    return _each(agreements, act, by)


@use_case
def choose_ends(
    *,
    ends: Iterable[EndOfService],
    choice: str,
    name: str,
    text: str = "",
    on: date,
    at: datetime,
    by: Viewer,
) -> int:
    """Choose the same for each of these, for whom the processor acts for; return how many.

    Raises NotFound, ``ends_none``, ``ends_too_many``, and ``ends_together`` with what
    :func:`choose_end` refuses for one of them.
    """

    def act(end: EndOfService) -> None:
        choose_end(end=end, choice=choice, name=name, text=text, on=on, at=at, by=by)

    return _each(ends, act, by)


@use_case
def state_ends(
    *,
    ends: Iterable[EndOfService],
    done_on: date,
    name: str,
    text: str = "",
    proof: Upload | None = None,
    on: date,
    at: datetime,
    by: Viewer,
) -> int:
    """State of each of these that all was done as chosen, on one day; return how many.

    What a law has kept is stated one by one. A proof is kept once per agreement. Raises NotFound,
    ``ends_none``, ``ends_too_many``, and ``ends_together`` with what :func:`state_end` refuses
    for one of them.
    """
    kept: dict[UUID, AgreementDocument] = {}

    def act(end: EndOfService) -> None:
        parts = _parts(end, done_on, by)
        if proof and end.agreement_id not in kept:
            kept[end.agreement_id] = keep_proof(end=end, proof=proof, at=at, by=by)
        document = kept.get(end.agreement_id)
        said: dict[str, Any] = {"name": name, "text": text, "document": document}
        state_end(end=end, parts=parts, **said, on=on, at=at, by=by)

    return _each(ends, act, by)


def _parts(end: EndOfService, done_on: date, by: Viewer) -> list[Part]:
    row = the_end(viewer=by, pk=end.pk)
    chosen = choice_of(row)
    if not chosen:
        raise Unchosen
    outcome = DONE.get(chosen)
    if outcome is None:
        raise EndsOneByOne
    return [Part(category, outcome, done_on=done_on) for category in data_of(row, by)]


def _each(rows: Iterable[Any], act: Callable[[Any], None], by: Viewer) -> int:
    found = list(rows)
    if not found:
        raise EndsNone
    if len(found) > MOST:
        raise EndsTooMany(most=MOST)
    for row in found:
        try:
            act(row)
        except NotFound:
            raise
        except DomainError as refusal:
            raise EndsTogether(what=_named(row, by), why=refusal.sentence) from refusal
    return len(found)


def _named(row: Agreement | EndOfService, by: Viewer) -> str:
    if isinstance(row, Agreement):
        return str(row)
    whose = names_of([row.whose_id], by).get(row.whose_id)
    return f"{row.agreement} ({whose})" if whose else str(row.agreement)
