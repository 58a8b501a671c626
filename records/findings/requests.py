"""What is wrong with requests of data subjects, as it shows at who must act."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from records.requests.choices import StepKind
from records.requests.dues import (
    What,
    awaited_since,
    dues,
    perhaps_due,
    unanswered,
)
from records.requests.queries import Readings, clock_of, going, known_of, over
from roles.findings import Found, Scopes, add_check, within
from roles.findings.checking import owner_of
from roles.models import Party
from voipgrid_privacy.kernel.legal_days import legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM

PATIENCE: Final = timedelta(days=14)
"""Our own measure: for how long proof of identity is awaited before it is asked about."""
CODES: Final = {What.ANSWER: "request_overdue", What.FORWARD: "request_forwarded_late"}
Wrong = tuple[str, Any, Party]
"""A kind of finding, the request, and who must act."""


@add_check
def requests_left(on: date, scopes: Scopes) -> Iterator[Found]:
    """Report requests that are overdue, not sent on, extended too late, or wait for identity."""
    awaited = Q(steps__kind__in=(StepKind.EXTENDED, StepKind.IDENTITY_ASKED))
    rows = _around(going(viewer=SYSTEM).filter(perhaps_due(on) | awaited), scopes)
    known = known_of(rows)
    for row in rows:
        wrong = [*_late(row, on, known), *_extended(row, on, known), *_awaited(row, on)]
        yield from _found(wrong, scopes)


@add_check
def requests_ended_unanswered(on: date, scopes: Scopes) -> Iterator[Found]:  # noqa: ARG001  any day
    """Report requests that were closed while nobody had answered or refused a part."""
    closed = over(viewer=SYSTEM).filter(end=StepKind.CLOSED)
    for row in _around(closed, scopes):
        if unanswered(row):
            yield from _found([("request_ended_unanswered", row, row.received_by)], scopes)


def _around(rows: QuerySet[Any], scopes: Scopes) -> list[Any]:
    if scopes is not None:
        rows = rows.filter(Q(received_by__in=scopes) | Q(parts__duties__party__in=scopes))
    return list(rows.order_by("pk").distinct())


def _late(row: Any, on: date, known: Readings) -> Iterator[Wrong]:
    for due in dues(row, on=on, known=known):
        if legal_day(due.over_at) < on or (due.due_on is not None and due.due_on < on):
            yield CODES[due.what], row, due.party


def _extended(row: Any, on: date, known: Readings) -> Iterator[Wrong]:
    """Yield extensions that do not count: the month was over when they were announced."""
    said = {step.part_id for step in row.seen_steps if step.kind == StepKind.EXTENDED}
    for part in unanswered(row):
        part.request = row
        if (
            part.pk in said
            and not clock_of(part, on=on, steps=row.seen_steps, known=known).extended
        ):
            yield "request_extended_late", row, part.controller or row.received_by


def _awaited(row: Any, on: date) -> Iterator[Wrong]:
    since = awaited_since(row)
    if since is not None and on - since > PATIENCE:
        yield "request_identity_awaited", row, row.received_by


def _found(wrong: list[Wrong], scopes: Scopes) -> Iterator[Found]:
    once: dict[tuple[str, UUID], Wrong] = {(code, p.pk): (code, r, p) for code, r, p in wrong}
    for code, row, party in once.values():
        if within(party.pk, scopes):
            yield Found(party.pk, code, f"request={row.pk}", party.pk, owner=owner_of(party.kind))
