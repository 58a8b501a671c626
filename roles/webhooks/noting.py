"""Noting what came of a try, and switching an endpoint off that nobody answers at."""

from datetime import datetime, timedelta
from typing import Final

from roles.choices import PartyKind
from roles.mail.services import addresses, write
from roles.models.parties import Party
from roles.webhooks.choices import DeliveryState, EndpointState, EventType, OffBecause, Problem
from roles.webhooks.letters import switched_off
from roles.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from roles.webhooks.posting import Outcome
from roles.webhooks.sending import Job, next_try
from voipgrid_privacy.kernel.tenancy import Viewer
from voipgrid_privacy.kernel.use_case import use_case

PATIENCE: Final = timedelta(days=5)
"""For how long an endpoint may fail without one success before it is switched off."""


@use_case
def note(*, job: Job, outcome: Outcome, at: datetime, by: Viewer) -> bool:
    """Write what came of a try; of one whose lease went to another nothing. Say whether it did."""
    rows = WebhookDelivery.objects.filter(
        pk=job.delivery, fence=job.fence, state=DeliveryState.WAITING
    )
    row = rows.select_for_update(of=("self",)).select_related("message").first()
    if row is None:
        return False
    row.tries += 1
    row.status, row.problem = outcome.status, outcome.problem
    row.lease_until = row.fence = None
    again = next_try(row, at, outcome.retry_after) if _may_pass(outcome) else None
    if again:
        row.next_try_at = again
    else:
        row.state = DeliveryState.FAILED if outcome.problem else DeliveryState.DONE
        row.ended_at = at
    row.save()
    WebhookAttempt.objects.create(
        delivery=row,
        number=row.tries,
        at=at,
        status=outcome.status,
        problem=outcome.problem,
        milliseconds=outcome.milliseconds,
    )
    _judge(row, outcome, at, by)
    return True


def _may_pass(outcome: Outcome) -> bool:
    return outcome.problem not in {"", Problem.GONE}


def _judge(row: WebhookDelivery, outcome: Outcome, at: datetime, by: Viewer) -> None:
    """Count the failure against the endpoint, or forget those before; 410 ends it at once."""
    endpoints = WebhookEndpoint.objects.filter(pk=row.endpoint_id, state=EndpointState.ON)
    endpoint = endpoints.select_for_update().first()
    if endpoint is None:
        return
    if outcome.problem == Problem.GONE:
        _switch_off(endpoint, OffBecause.GONE, at, by)
    elif not outcome.problem:
        _since(endpoint, None)
    elif row.message.type != EventType.PING and endpoint.failing_since is None:
        _since(endpoint, at)
    elif endpoint.failing_since and at - endpoint.failing_since >= PATIENCE:
        _switch_off(endpoint, OffBecause.FAILING, at, by)


def _since(endpoint: WebhookEndpoint, at: datetime | None) -> None:
    if endpoint.failing_since != at:
        endpoint.failing_since = at
        endpoint.save(update_fields=("failing_since",))


def _switch_off(endpoint: WebhookEndpoint, because: OffBecause, at: datetime, by: Viewer) -> None:
    """Switch it off and write to its party, where the party has an address."""
    endpoint.state, endpoint.off_because = EndpointState.OFF, because
    endpoint.save(update_fields=("state", "off_because"))
    sender = Party.objects.filter(kind=PartyKind.PLATFORM).order_by("pk").first()
    address = addresses(parties=[endpoint.party_id], viewer=by).get(endpoint.party_id)
    if sender and address:
        write([switched_off(endpoint, sender, address)], at=at)
