"""Webhooks as rows: who is told what, what happened, and what came of telling it."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roles.models.parties import Party
from roles.webhooks.choices import (
    ASKED,
    PLACES,
    DeliveryState,
    EndpointState,
    EventType,
    OffBecause,
    Problem,
)
from voipgrid_privacy.kernel.history import tracked_wholly
from voipgrid_privacy.kernel.models import M, RegisteredModel, RegisteredQuerySet
from voipgrid_privacy.kernel.privacy import Erasure, Privacy
from voipgrid_privacy.kernel.tenancy import Viewer

SECURE = r"^https://[^\s/]+"
ON_THIS_MACHINE = r"^http://(127\.0\.0\.1|localhost)[:/]"  # where a setting for development allows


class OfPartyQuerySet(RegisteredQuerySet[M]):
    """What is of the viewer's own parties."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(party__in=viewer.parties)


class OfEndpointQuerySet(RegisteredQuerySet[M]):
    """What belongs to endpoints of the viewer's own parties."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(endpoint__party__in=viewer.parties)


class OfDeliveryQuerySet(RegisteredQuerySet[M]):
    """What belongs to deliveries to the viewer's own endpoints."""

    def _own(self, viewer: Viewer) -> Q:
        return Q(delivery__endpoint__party__in=viewer.parties)


@tracked_wholly
class WebhookEndpoint(RegisteredModel):
    """An address of ``party`` that is told about ``event_types``.

    ``failing_since`` is the first failure after the last success; the rest of the world's words are
    never kept.
    """

    party = models.ForeignKey(
        Party, models.PROTECT, related_name="webhook_endpoints", verbose_name=_("party")
    )
    url = models.CharField(_("address"), max_length=500)
    description = models.CharField(_("description"), max_length=200, blank=True)
    event_types = ArrayField(
        models.CharField(max_length=40, choices=EventType), verbose_name=_("events")
    )
    state = models.CharField(
        _("state"), max_length=3, choices=EndpointState, default=EndpointState.ON
    )
    off_because = models.CharField(
        _("why it is off"), max_length=10, choices=OffBecause, blank=True
    )
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"))

    objects = OfPartyQuerySet["WebhookEndpoint"].as_manager()
    privacy = Privacy(
        personal={"description": Erasure.BLANK},
        not_personal=(
            "id",
            "party",
            "url",
            "event_types",
            "state",
            "off_because",
            "failing_since",
            "made_at",
        ),
    )

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("url", "pk")
        constraints = (
            models.CheckConstraint(
                name="webhook_endpoint_https",
                condition=Q(url__regex=SECURE) | Q(url__regex=ON_THIS_MACHINE),
            ),
            models.CheckConstraint(
                name="webhook_endpoint_events_known",
                condition=Q(event_types__contained_by=list(ASKED)) & Q(event_types__len__gt=0),
            ),
            models.CheckConstraint(
                name="webhook_endpoint_off_for_a_reason",
                condition=Q(state=EndpointState.ON, off_because="")
                | Q(state=EndpointState.OFF, off_because__in=OffBecause.values),
            ),
        )

    def __str__(self) -> str:
        return self.url


class WebhookSecret(RegisteredModel):
    """A secret of an endpoint, encrypted; at most two, and one of them without an end.

    Outside history on purpose: a secret that is replaced must not stay anywhere.
    """

    endpoint = models.ForeignKey(
        WebhookEndpoint, models.CASCADE, related_name="secrets", verbose_name=_("webhook")
    )
    slot = models.PositiveSmallIntegerField(_("slot"))
    key_id = models.CharField(_("key"), max_length=40)
    nonce = models.BinaryField(_("nonce"))
    ciphertext = models.BinaryField(_("encrypted secret"))
    made_at = models.DateTimeField(_("made at"))
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)

    objects = OfEndpointQuerySet["WebhookSecret"].as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "endpoint",
            "slot",
            "key_id",
            "nonce",
            "ciphertext",
            "made_at",
            "valid_until",
        )
    )

    class Meta:
        verbose_name = _("secret of a webhook")
        verbose_name_plural = _("secrets of webhooks")
        ordering = ("-made_at", "pk")
        constraints = (
            models.CheckConstraint(name="webhook_secret_at_most_two", condition=Q(slot__in=(0, 1))),
            models.UniqueConstraint(name="webhook_secret_slots", fields=("endpoint", "slot")),
            models.UniqueConstraint(
                name="webhook_secret_one_current",
                fields=("endpoint",),
                condition=Q(valid_until=None),
            ),
        )

    def __str__(self) -> str:
        return self.key_id


class WebhookMessage(RegisteredModel):
    """Something that happened to ``party``, written in the same transaction as what happened.

    Thin: it names a row and says nothing of it. Its identifier is the ``webhook-id``, the same for
    every endpoint and every try. A worker makes deliveries of it (``spread_at``).
    """

    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("party"))
    type = models.CharField(_("event"), max_length=40, choices=EventType)
    about = models.UUIDField(_("about"))
    happened_at = models.DateTimeField(_("when"))
    spread_at = models.DateTimeField(_("spread at"), null=True, blank=True)

    objects = OfPartyQuerySet["WebhookMessage"].as_manager()
    privacy = Privacy(not_personal=("id", "party", "type", "about", "happened_at", "spread_at"))

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("-happened_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="webhook_message_type_known", condition=Q(type__in=EventType.values)
            ),
        )
        indexes = (
            models.Index(
                fields=("happened_at",),
                name="webhook_message_to_spread",
                condition=Q(spread_at__isnull=True),
            ),
            models.Index(fields=("happened_at",), name="webhook_message_by_age"),
        )

    def __str__(self) -> str:
        return self.webhook_id

    @property
    def webhook_id(self) -> str:
        """The identifier by which a receiver knows that it has had this already."""
        return f"msg_{self.pk.hex}"

    def content(self) -> dict[str, Any]:
        """Return what is told: a name and an address, nothing of what is there."""
        return {
            "type": self.type,
            "timestamp": self.happened_at,
            "data": {
                "id": self.about,
                "party_id": self.party_id,
                "path": f"/api/v1{PLACES[EventType(self.type)]}{self.about}",
            },
        }


class WebhookDelivery(RegisteredModel):
    """One message to one endpoint, from the wish to the answer; a replay is another row.

    A worker holds it until ``lease_until`` by ``fence``; whoever lost the lease writes nothing.
    """

    message = models.ForeignKey(
        WebhookMessage, models.CASCADE, related_name="deliveries", verbose_name=_("event")
    )
    endpoint = models.ForeignKey(
        WebhookEndpoint, models.PROTECT, related_name="deliveries", verbose_name=_("webhook")
    )
    replay = models.BooleanField(_("sent again"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING
    )
    made_at = models.DateTimeField(_("made at"))
    next_try_at = models.DateTimeField(_("next try at"))
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    fence = models.UUIDField(_("fence"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=10, choices=Problem, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = OfEndpointQuerySet["WebhookDelivery"].as_manager()
    privacy = Privacy(
        not_personal=(
            "id",
            "message",
            "endpoint",
            "replay",
            "state",
            "made_at",
            "next_try_at",
            "lease_until",
            "fence",
            "tries",
            "status",
            "problem",
            "ended_at",
        )
    )

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("-made_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="webhook_delivery_state_known", condition=Q(state__in=DeliveryState.values)
            ),
            models.CheckConstraint(
                name="webhook_delivery_ended",
                condition=Q(state=DeliveryState.WAITING, ended_at=None)
                | (~Q(state=DeliveryState.WAITING) & Q(ended_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="webhook_delivery_once",
                fields=("message", "endpoint"),
                condition=Q(replay=False),
            ),
            models.UniqueConstraint(
                name="webhook_delivery_one_waiting",
                fields=("message", "endpoint"),
                condition=Q(state=DeliveryState.WAITING),
            ),
        )
        indexes = (
            models.Index(
                fields=("next_try_at",),
                name="webhook_delivery_due",
                condition=Q(state=DeliveryState.WAITING),
            ),
            models.Index(fields=("endpoint", "-made_at"), name="webhook_delivery_log"),
        )

    def __str__(self) -> str:
        return f"{self.message_id} {self.endpoint_id}"


class WebhookAttempt(RegisteredModel):
    """One try, and what came of it."""

    delivery = models.ForeignKey(
        WebhookDelivery, models.CASCADE, related_name="attempts", verbose_name=_("delivery")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    at = models.DateTimeField(_("when"))
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=10, choices=Problem, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))

    objects = OfDeliveryQuerySet["WebhookAttempt"].as_manager()
    privacy = Privacy(
        not_personal=("id", "delivery", "number", "at", "status", "problem", "milliseconds")
    )

    class Meta:
        verbose_name = _("try")
        verbose_name_plural = _("tries")
        ordering = ("delivery", "number")
        constraints = (
            models.UniqueConstraint(name="webhook_attempt_number", fields=("delivery", "number")),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.status or self.problem}"
