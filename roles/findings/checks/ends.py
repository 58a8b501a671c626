"""What is wrong with data that are to be returned or deleted after a service (Art. 28(3)(g))."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from roles.agreements.ends import acting_for, acts, kept_past, state_of, unconfirmed, unopened
from roles.agreements.models import Agreement, EndState, Side
from roles.choices import PartyKind
from roles.findings.checking import Found, Scopes, add_check, owner_of, within
from roles.models import Party
from voipgrid_privacy.kernel.tenancy import SYSTEM

Wrong = tuple[str, Party, Any]
"""A kind of finding, who must act, and the row that it is about."""


@add_check
def data_after_a_service(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report ends that nobody opened, chose for, carried out in time, or that are disputed.

    Also those of which data are kept longer than a law required.

    Those of a seller's customers are counted together: its list tells which they are.
    """
    wrong = [*_unopened(on, scopes), *_unsettled(on, scopes), *_kept(on, scopes)]
    yield from _summed(each for each in wrong if within(each[1].pk, scopes))


def _unopened(on: date, scopes: Scopes) -> Iterator[Wrong]:
    rows = unopened(viewer=SYSTEM, on=on)
    if scopes is not None:
        rows = rows.filter(Q(processor__in=scopes) | Q(controller__in=scopes))
    for row in rows:
        party = row.processor if row.processor.kind != PartyKind.SUPPLIER else row.controller
        yield "end_not_opened", party, row


def _unsettled(on: date, scopes: Scopes) -> Iterator[Wrong]:
    for row in _of(unconfirmed(), scopes):
        state = state_of(row)
        if state == EndState.DISPUTED:
            yield "end_disputed", acting_for(row, Side.PROCESSOR), row
        elif state == EndState.CHOICE and row.due_on <= on:
            yield "end_unchosen_when_due", acting_for(row, Side.CONTROLLER), row
        elif state == EndState.PROOF and row.due_on < on:
            yield "end_overdue", acting_for(row, acts(row) or Side.PROCESSOR), row


def _kept(on: date, scopes: Scopes) -> Iterator[Wrong]:
    for row in _of(kept_past(on), scopes):
        yield "end_kept_over", acting_for(row, Side.PROCESSOR), row


def _of(rows: QuerySet[Any], scopes: Scopes) -> QuerySet[Any]:
    if scopes is None:
        return rows
    at_either_end = Q(agreement__processor__in=scopes) | Q(agreement__controller__in=scopes)
    return rows.filter(at_either_end)


def _summed(wrong: Iterable[Wrong]) -> Iterator[Found]:
    together: dict[tuple[str, str], list[Wrong]] = defaultdict(list)
    for each in wrong:
        code, party, row = each
        agreement: Agreement = row if isinstance(row, Agreement) else row.agreement
        of_customers = agreement.controller.kind == PartyKind.CUSTOMER
        about = f"party={party.pk}/customers" if of_customers else f"party={party.pk}/end={row.pk}"
        together[code, about].append(each)
    for (code, about), rows in together.items():
        party = rows[0][1]
        number = len(rows) if about.endswith("/customers") else None
        yield Found(party.pk, code, about, party.pk, number=number, owner=owner_of(party.kind))
