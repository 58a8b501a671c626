"""Delivering: what is due is taken under a lease, sent outside any transaction, and noted.

Whoever dies between an answer and its note leaves the lease to lapse: the event goes out again,
under the same ``webhook-id``. Nothing here trusts that it runs alone.
"""

import base64
import hashlib
import hmac
import secrets as random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import orjson
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from roles.webhooks import secrets
from roles.webhooks.choices import DeliveryState, EndpointState, EventType, Problem
from roles.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookMessage
from roles.webhooks.refusals import SecretUnreadable
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case

LEASE: Final = timedelta(seconds=60)
"""Longer than any try may take; then it is another worker's."""
AT_ONCE: Final = 32
EACH: Final = 8
"""How many tries one endpoint gets at once; one that is failing gets a single one."""
SPREAD: Final = 500
SCHEDULE: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""How long after each failure the next try comes (Standard Webhooks); after the last: given up."""
JITTER: Final = 10
"""By how many per cent at most a pause is longer, so that what failed together returns apart."""
KEPT: Final = timedelta(days=30)
"""How long events are kept, with their deliveries (GDPR Art. 5(1)(e)); the last try of an event
comes within four days, and what is here can be sent again."""


@dataclass(frozen=True, slots=True)
class Job:
    """One try: to where, and exactly what."""

    delivery: UUID
    fence: UUID
    url: str
    body: bytes
    headers: dict[str, str]


@use_case
def spread(*, at: datetime, by: Viewer) -> int:  # noqa: ARG001  the stamp
    """Make a delivery of each new event for each endpoint that asks for it; return how many events.

    Who was not there when it happened is not told of it.
    """
    fresh = WebhookMessage.objects.filter(spread_at=None).order_by("happened_at")
    rows = list(fresh.select_for_update(skip_locked=True)[:SPREAD])
    parties = {row.party_id for row in rows}
    endpoints = WebhookEndpoint.objects.filter(party__in=parties, state=EndpointState.ON)
    asking = list(endpoints)
    wanted = [
        WebhookDelivery(message=row, endpoint=each, made_at=at, next_try_at=at)
        for row in rows
        for each in asking
        if each.party_id == row.party_id
        and row.type in each.event_types
        and each.made_at <= row.happened_at
    ]
    WebhookDelivery.objects.bulk_create(wanted, batch_size=1_000, ignore_conflicts=True)
    WebhookMessage.objects.filter(pk__in=[row.pk for row in rows]).update(spread_at=at)
    return len(rows)


@use_case
def give_up_what_is_off(*, at: datetime, by: Viewer) -> int:  # noqa: ARG001  the stamp
    """Give up what waits for an endpoint that was switched off; it can be sent again later."""
    waiting = WebhookDelivery.objects.filter(
        state=DeliveryState.WAITING, endpoint__state=EndpointState.OFF
    )
    rows = list(
        waiting.select_for_update(skip_locked=True, of=("self",)).values_list("pk")[:SPREAD]
    )
    return WebhookDelivery.objects.filter(pk__in=[row[0] for row in rows]).update(
        state=DeliveryState.FAILED, problem=Problem.OFF, ended_at=at, lease_until=None, fence=None
    )


@use_case
def take(*, at: datetime, by: Viewer) -> list[Job]:  # noqa: ARG001  the stamp
    """Take what is due, for as long as a lease lasts; what another worker holds is passed over."""
    due = due_deliveries(at).filter(pk__in=_turns(at))
    rows = due.select_for_update(skip_locked=True, of=("self",)).select_related(
        "message", "endpoint"
    )
    jobs = []
    for row in rows:
        row.lease_until, row.fence = at + LEASE, uuid4()
        row.save(update_fields=("lease_until", "fence"))
        try:
            jobs.append(_job(row, row.fence, at))
        except SecretUnreadable:
            row.state, row.problem, row.ended_at = DeliveryState.FAILED, Problem.SECRET, at
            row.save(update_fields=("state", "problem", "ended_at"))
    return jobs


def due_deliveries(at: datetime) -> QuerySet[WebhookDelivery]:
    """Return what is due to be sent at ``at`` (an instant) and held by no worker."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    return WebhookDelivery.objects.filter(
        free,
        state=DeliveryState.WAITING,
        endpoint__state=EndpointState.ON,
        next_try_at__lte=at,
    )


def _turns(at: datetime) -> list[UUID]:
    """Return what may go now: every endpoint has its turn, and none takes all of them."""
    turn = Window(RowNumber(), partition_by=F("endpoint"), order_by=("next_try_at", "pk"))
    rows = (
        due_deliveries(at)
        .annotate(turn=turn)
        .filter(turn__lte=EACH)
        .order_by("turn", "next_try_at")
    )
    held = Counter(
        WebhookDelivery.objects.filter(state=DeliveryState.WAITING, lease_until__gt=at).values_list(
            "endpoint", flat=True
        )
    )
    found = []
    for pk, endpoint, failing in rows.values_list("pk", "endpoint", "endpoint__failing_since"):
        if held[endpoint] < (1 if failing else EACH):
            held[endpoint] += 1
            found.append(pk)
        if len(found) == AT_ONCE:
            break
    return found


def _job(row: WebhookDelivery, fence: UUID, at: datetime) -> Job:
    body = body_of(row.message)
    keys = [secrets.opened(each) for each in secrets.valid(row.endpoint, at)]
    return Job(row.pk, fence, row.endpoint.url, body, headers(row.message, body, keys, at))


def body_of(message: WebhookMessage) -> bytes:
    """Return what is sent, the same bytes at every try."""
    return orjson.dumps(message.content(), option=orjson.OPT_UTC_Z)


def headers(
    message: WebhookMessage, body: bytes, keys: Iterable[bytes], at: datetime
) -> dict[str, str]:
    """Return the headers of Standard Webhooks, with one signature for each secret."""
    when = str(int(at.timestamp()))
    signed = f"{message.webhook_id}.{when}.".encode() + body
    signatures = (hmac.new(key, signed, hashlib.sha256).digest() for key in keys)
    return {
        "Content-Type": "application/json",
        "webhook-id": message.webhook_id,
        "webhook-timestamp": when,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(one).decode()}" for one in signatures),
    }


def next_try(row: WebhookDelivery, at: datetime, retry_after: int | None) -> datetime | None:
    """Return when to try again after try number ``row.tries``; None: it is given up."""
    if row.message.type == EventType.PING or row.tries > len(SCHEDULE):
        return None
    pause = SCHEDULE[row.tries - 1]
    pause += pause * random.randbelow(JITTER * 100 + 1) / 10_000
    asked = timedelta(seconds=retry_after or 0)
    return at + max(pause, min(asked, SCHEDULE[-1]))


@use_case
def forget_old(*, at: datetime, by: Viewer) -> int:  # noqa: ARG001  the stamp
    """Delete events past their time, with deliveries and tries; return how many events."""
    old = WebhookMessage.objects.filter(happened_at__lt=at - KEPT).order_by("happened_at")
    rows = [pk for (pk,) in old.values_list("pk")[:SPREAD]]
    WebhookMessage.objects.filter(pk__in=rows).delete()
    return len(rows)
