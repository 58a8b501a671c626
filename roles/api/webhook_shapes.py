"""Webhooks and deliveries as the document describes them, and as JSON."""

from typing import Any

from rest_framework import serializers

from roles.api.serializers import StrictSerializer
from roles.api.shapes import Page, Shape
from roles.webhooks.choices import DeliveryState, EndpointState, OffBecause, Problem
from roles.webhooks.models import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookSecret,
)
from roles.webhooks.secrets import LONGEST_OVERLAP, USUAL_OVERLAP
from voipgrid_privacy.api.expanding import expanded_of

LONGEST_EVENT = 60


class EndpointShape(Shape):
    """An address that is told what happens, while it is on."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    event_types = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(EndpointState.choices)
    off_because = serializers.ChoiceField(OffBecause.choices, allow_null=True)
    failing_since_at = serializers.DateTimeField(allow_null=True)
    made_at = serializers.DateTimeField()


class EndpointPage(Page):
    """A page of webhooks."""

    results = EndpointShape(many=True)


class SecretShape(Shape):
    """A secret that signs: `whsec_` and 32 bytes in base64."""

    id = serializers.UUIDField()
    secret = serializers.CharField()
    made_at = serializers.DateTimeField()
    valid_until_at = serializers.DateTimeField(allow_null=True)


class SecretPage(Page):
    """The secrets that are valid now, the newest first: at most two."""

    results = SecretShape(many=True)


class RenewedShape(Shape):
    """A secret that was made; its value is in the list of secrets alone."""

    id = serializers.UUIDField()
    made_at = serializers.DateTimeField()
    valid_until_at = serializers.DateTimeField(allow_null=True)


class AttemptShape(Shape):
    """One try, and the status that came back."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    status = serializers.IntegerField(allow_null=True)
    problem = serializers.ChoiceField(Problem.choices, allow_null=True)
    milliseconds = serializers.IntegerField()


class DeliveryShape(Shape):
    """One event to one webhook; `webhook_id` is the same at every try and when sent again."""

    id = serializers.UUIDField()
    webhook_id = serializers.CharField()
    endpoint_id = serializers.UUIDField()
    event_type = serializers.CharField()
    about_id = serializers.UUIDField()
    happened_at = serializers.DateTimeField()
    replay = serializers.BooleanField()
    state = serializers.ChoiceField(DeliveryState.choices)
    tries = serializers.IntegerField()
    status = serializers.IntegerField(allow_null=True)
    problem = serializers.ChoiceField(Problem.choices, allow_null=True)
    next_try_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    attempts = AttemptShape(many=True)
    expanded = expanded_of("Delivery", endpoint=EndpointShape)


class DeliveryPage(Page):
    """A page of deliveries."""

    results = DeliveryShape(many=True)


class EventTypes(serializers.ListField):
    """Events by name; the service says which of them nobody tells."""

    child = serializers.CharField(max_length=LONGEST_EVENT)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=50, **kwargs)


class NewEndpoint(StrictSerializer):
    """Where, about what, and what the own developers call it."""

    url = serializers.CharField(max_length=500)
    event_types = EventTypes()
    description = serializers.CharField(
        max_length=200, required=False, default="", allow_blank=True
    )


class EndpointChange(StrictSerializer):
    """What is changed of a webhook; what is left out stays."""

    url = serializers.CharField(max_length=500, required=False)
    event_types = EventTypes(required=False)
    description = serializers.CharField(max_length=200, required=False, allow_blank=True)
    state = serializers.ChoiceField(EndpointState.choices, required=False)


class NoWords(StrictSerializer):
    """Nothing but the wish: an empty object."""


class NewSecret(StrictSerializer):
    """For how many hours the former secret signs too; 0 when it leaked."""

    overlap_hours = serializers.IntegerField(
        source="hours", min_value=0, max_value=LONGEST_OVERLAP, default=USUAL_OVERLAP
    )


def endpoint_body(row: WebhookEndpoint) -> dict[str, Any]:
    """Return a webhook as JSON."""
    return {
        "id": row.pk,
        "url": row.url,
        "description": row.description,
        "event_types": row.event_types,
        "state": row.state,
        "off_because": row.off_because or None,
        "failing_since_at": row.failing_since,
        "made_at": row.made_at,
    }


def secret_body(row: WebhookSecret, value: str) -> dict[str, Any]:
    """Return a secret as JSON, for whoever verifies with it."""
    return {**renewed_body(row), "secret": value}


def renewed_body(row: WebhookSecret) -> dict[str, Any]:
    """Return what is known of a secret, apart from its value."""
    return {"id": row.pk, "made_at": row.made_at, "valid_until_at": row.valid_until}


def delivery_body(row: WebhookDelivery) -> dict[str, Any]:
    """Return a delivery with its tries as JSON."""
    return {
        "id": row.pk,
        "webhook_id": row.message.webhook_id,
        "endpoint_id": row.endpoint_id,
        "event_type": row.message.type,
        "about_id": row.message.about,
        "happened_at": row.message.happened_at,
        "replay": row.replay,
        "state": row.state,
        "tries": row.tries,
        "status": row.status,
        "problem": row.problem or None,
        "next_try_at": None if row.ended_at else row.next_try_at,
        "ended_at": row.ended_at,
        "attempts": [_attempt(each) for each in row.attempts.all()],
    }


def _attempt(row: WebhookAttempt) -> dict[str, Any]:
    return {
        "number": row.number,
        "at": row.at,
        "status": row.status,
        "problem": row.problem or None,
        "milliseconds": row.milliseconds,
    }
