"""What one can ask of webhooks: enter, change, switch, renew, try, send again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.conf import settings

from roles.models.parties import Party
from roles.services.recording import change as save
from roles.services.recording import held_for_update, keep
from roles.webhooks import secrets
from roles.webhooks.choices import ASKED, DeliveryState, EndpointState, EventType, OffBecause
from roles.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookMessage, WebhookSecret
from roles.webhooks.refusals import (
    AddressNotSecure,
    AddressTooLong,
    EndpointOff,
    EventTypesMissing,
    StillWaiting,
    TooManyEndpoints,
    UnknownEventType,
)
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.outbound import AddressRefused, Guard, Names
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

MOST: Final = 20
LONGEST: Final = 500
LOCAL: Final = frozenset({"127.0.0.1", "localhost"})


def guard() -> Guard:
    """Return the check before every connection, as this installation has it."""
    return Guard(Names(), loopback=settings.SCANNER_ALLOW_LOOPBACK)


def may_manage(by: Viewer, party: Party) -> bool:
    """Say whether ``by`` enters and changes webhooks of ``party``."""
    own = by.may(Ability.WRITE_OWN) and party.pk in by.parties
    return own or by.may(Ability.MANAGE_ACCESS)


@use_case
def enter_endpoint(
    *,
    party: Party,
    url: str,
    event_types: Iterable[str],
    description: str = "",
    at: datetime,
    by: Viewer,
) -> WebhookEndpoint:
    """Let ``party`` be told about ``event_types`` at ``url``, with a secret of its own.

    The address is resolved now and again before every delivery. Raises NotAllowed,
    ``address_not_secure``, ``address_refused``, ``event_types_missing``, ``unknown_event_type``,
    ``too_many_endpoints``.
    """
    _must_manage(by, party)
    row = WebhookEndpoint(
        party=party,
        url=_address(url),
        event_types=_events(event_types),
        description=" ".join(description.split()),
        made_at=at,
    )
    _must_fit(party)
    keep(row)
    secrets.new_secret(row, 0, at).save(force_insert=True)
    return row


@use_case
def change_endpoint(
    *,
    endpoint: WebhookEndpoint,
    url: str | None = None,
    event_types: Iterable[str] | None = None,
    description: str | None = None,
    by: Viewer,
) -> WebhookEndpoint:
    """Change what is given; the secret stays. Raises as :func:`enter_endpoint`, and NotFound."""
    row = _held(endpoint, by)
    if url is not None and url.strip() != row.url:
        row.url = _address(url)
    if event_types is not None:
        row.event_types = _events(event_types)
    if description is not None:
        row.description = " ".join(description.split())
    return save(row, "url", "event_types", "description")


@use_case
def switch_endpoint(*, endpoint: WebhookEndpoint, on: bool, by: Viewer) -> WebhookEndpoint:
    """Tell it from now on, or no more; what waited for it is given up and can be sent again.

    Raises NotAllowed, NotFound, ``too_many_endpoints``.
    """
    row = _held(endpoint, by)
    if on == (row.state == EndpointState.ON):
        return row
    if on:
        _must_fit(row.party)
    row.state = EndpointState.ON if on else EndpointState.OFF
    row.off_because = "" if on else OffBecause.BY_HAND
    row.failing_since = None
    return save(row, "state", "off_because", "failing_since")


@use_case
def renew_secret(
    *,
    endpoint: WebhookEndpoint,
    hours: int = secrets.USUAL_OVERLAP,
    at: datetime,
    by: Viewer,
) -> WebhookSecret:
    """Make a new secret; the former one signs too, for ``hours`` more (0: it leaked).

    Raises NotAllowed, NotFound, ``overlap_too_long``.
    """
    return secrets.renewed(_held(endpoint, by), hours=hours, at=at)


@use_case
def show_secrets(
    *, endpoint: WebhookEndpoint, at: datetime, by: Viewer
) -> list[tuple[WebhookSecret, str]]:
    """Return the valid secrets, as receivers enter them; raises ``webhook_secret_lost``."""
    row = _held(endpoint, by)
    return [(each, secrets.in_words(each)) for each in secrets.valid(row, at)]


@use_case
def send_test(*, endpoint: WebhookEndpoint, at: datetime, by: Viewer) -> WebhookDelivery:
    """Send one ``ping``, tried once. Raises NotAllowed, NotFound, ``endpoint_off``."""
    row = _held(endpoint, by)
    _must_be_on(row)
    message = WebhookMessage(
        party=row.party, type=EventType.PING, about=row.pk, happened_at=at, spread_at=at
    )
    message.save(force_insert=True)
    return _wanted(message, row, at)


@use_case
def send_again(*, delivery: WebhookDelivery, at: datetime, by: Viewer) -> WebhookDelivery:
    """Send an event once more to the same endpoint, under the same ``webhook-id``.

    Raises NotAllowed, NotFound, ``endpoint_off``, ``delivery_waiting``.
    """
    row = _held(delivery.endpoint, by)
    _must_be_on(row)
    same = WebhookDelivery.objects.filter(endpoint=row, message=delivery.message_id)
    if same.filter(state=DeliveryState.WAITING).exists():
        raise StillWaiting
    return _wanted(delivery.message, row, at, replay=True)


def _wanted(
    message: WebhookMessage, endpoint: WebhookEndpoint, at: datetime, *, replay: bool = False
) -> WebhookDelivery:
    return keep(
        WebhookDelivery(
            message=message, endpoint=endpoint, replay=replay, made_at=at, next_try_at=at
        )
    )


def _must_manage(by: Viewer, party: Party) -> None:
    if not may_manage(by, party):
        raise NotAllowed


def _held(endpoint: WebhookEndpoint, by: Viewer) -> WebhookEndpoint:
    if not WebhookEndpoint.objects.visible_to(by).filter(pk=endpoint.pk).exists():
        raise NotFound
    row = held_for_update(WebhookEndpoint.objects.all(), endpoint)
    if row is None:
        raise NotFound
    _must_manage(by, row.party)
    return row


def _must_be_on(row: WebhookEndpoint) -> None:
    if row.state != EndpointState.ON:
        raise EndpointOff


def _must_fit(party: Party) -> None:
    on = WebhookEndpoint.objects.filter(party=party, state=EndpointState.ON)
    if on.count() >= MOST:
        raise TooManyEndpoints(most=MOST)


def _events(given: Iterable[str]) -> list[str]:
    wanted = list(dict.fromkeys(given))
    if not wanted:
        raise EventTypesMissing(field="event_types")
    for event in wanted:
        if event not in ASKED:
            raise UnknownEventType(field="event_types", event=event[:60])
    return wanted


def _address(given: str) -> str:
    """Return an address that may be connected to; http only where loopback is allowed."""
    url = given.strip()
    if len(url) > LONGEST:
        raise AddressTooLong(field="url")
    check = guard()
    try:
        target, _addresses = check.check(url)
    except AddressRefused as error:
        raise AddressRefused(url, error.reason, field="url") from error
    if target.scheme != "https" and not (check.loopback and target.host in LOCAL):
        raise AddressNotSecure(field="url")
    return url
