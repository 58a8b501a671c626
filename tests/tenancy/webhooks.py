"""Webhooks: one of each partner, and what another might try with them."""

from uuid import UUID, uuid4

from django.utils import timezone

from roles.models import (
    Party,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
    WebhookSecret,
)
from tests.tenancy.asking import insert
from tests.tenancy.cast import Cast


def a_webhook(partner: Party) -> None:
    """Let a partner have a webhook, to which a test was sent."""
    now = timezone.now()
    endpoint = WebhookEndpoint.objects.create(
        party=partner,
        url="https://hooks.example.nl/",
        event_types=["agreement.signed"],
        made_at=now,
    )
    WebhookSecret.objects.create(
        endpoint=endpoint, slot=0, key_id="one", nonce=b"x", ciphertext=b"x", made_at=now
    )
    message = WebhookMessage.objects.create(
        party=partner, type="ping", about=endpoint.pk, happened_at=now, spread_at=now
    )
    sent = WebhookDelivery.objects.create(
        message=message,
        endpoint=endpoint,
        state="DONE",
        made_at=now,
        next_try_at=now,
        ended_at=now,
        tries=1,
        status=200,
    )
    WebhookAttempt.objects.create(delivery=sent, number=1, at=now, status=200, milliseconds=1)


def on_webhooks(cast: Cast) -> dict[str, tuple[str, list]]:
    me, eve, now = cast.belfabriek.pk, cast.eve.pk, timezone.now()
    mine, hers = (WebhookEndpoint.objects.get(party=party).pk for party in (me, eve))
    my_event, her_event = (WebhookMessage.objects.get(party=party).pk for party in (me, eve))
    secret = {"key_id": "one", "nonce": b"x", "ciphertext": b"x", "made_at": now, "slot": 1}

    def a_delivery(message: UUID, endpoint: UUID, **values) -> tuple[str, list]:
        usual = {"replay": True, "state": "WAITING", "tries": 0, "problem": ""}
        times = {"made_at": now, "next_try_at": now}
        names = {"message_id": message, "endpoint_id": endpoint}
        return insert("roles_webhookdelivery", **{**usual, **times, **names, **values})

    def an_event(party: UUID, **values) -> tuple[str, list]:
        what = {"party_id": party, "type": "agreement.signed", "about": uuid4()}
        return insert("roles_webhookmessage", happened_at=now, **{**what, **values})

    return {
        "a webhook in another's name": insert(
            "roles_webhookendpoint",
            party_id=eve,
            url="https://loot.example/",
            description="",
            event_types=["agreement.signed"],
            state="ON",
            off_because="",
            made_at=now,
        ),
        "another's webhook, aimed elsewhere": (
            "UPDATE roles_webhookendpoint SET url = 'https://loot.example/' WHERE party_id = %s",
            [eve],
        ),
        "its own webhook, given to another": (
            "UPDATE roles_webhookendpoint SET party_id = %s WHERE id = %s",
            [eve, mine],
        ),
        "a secret for another's webhook": insert(
            "roles_webhooksecret", endpoint_id=hers, valid_until=now, **secret
        ),
        "another's secret, replaced": (
            "UPDATE roles_webhooksecret SET ciphertext = 'x' WHERE endpoint_id = %s",
            [hers],
        ),
        "another's event, sent to its own webhook": a_delivery(her_event, mine),
        "another's event, sent again": a_delivery(her_event, hers),
        "its own event, sent to another's webhook": a_delivery(my_event, hers),
        "a delivery that it says was made": a_delivery(my_event, mine, state="DONE", ended_at=now),
        "its own delivery, rewritten": ("UPDATE roles_webhookdelivery SET tries = 0", []),
        "an event of a party that it does not know": an_event(eve),
        "an event that nobody is to be told of": an_event(me, spread_at=now),
        "events, removed": ("DELETE FROM roles_webhookmessage", []),
    }
