"""Webhooks through the API: entered, tried, renewed, read and sent again by whose they are."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.utils import timezone
from standardwebhooks import Webhook

from roles.models import Party
from roles.webhooks import sending
from roles.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookSecret
from tests.api.conftest import Reseller, token_for
from tests.api.test_tenancy import same
from voipgrid_privacy.kernel.tenancy import SYSTEM

NEW = {"url": "http://127.0.0.1:9/hooks", "event_types": ["finding.raised"]}


@pytest.fixture(autouse=True)
def _loopback():
    with override_settings(SCANNER_ALLOW_LOOPBACK=True):
        yield


@pytest.fixture
def hooked(belfabriek: Reseller) -> Reseller:
    assert belfabriek.post("/webhook-endpoints", NEW).status_code == 201
    return belfabriek


def the_id(reseller: Reseller) -> str:
    return str(WebhookEndpoint.objects.get(party=reseller.party).pk)


def codes(answer: HttpResponse) -> dict[str, str]:
    return {error["pointer"]: error["code"] for error in answer.json()["errors"]}


def test_a_webhook_is_entered_read_and_changed(belfabriek: Reseller) -> None:
    made = belfabriek.post("/webhook-endpoints", {**NEW, "description": "Our CRM"})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["state"], body["off_because"], body["url"]) == ("ON", None, NEW["url"])
    assert "whsec_" not in made.content.decode()
    path = made["Location"].removeprefix("/api/v1")
    assert belfabriek.get(path).json() == body
    changed = belfabriek.patch(path, {"state": "OFF", "event_types": ["agreement.signed"]})
    assert changed.json()["off_because"] == "BY_HAND"
    assert changed.json()["event_types"] == ["agreement.signed"]
    stale = belfabriek.patch(path, {"state": "ON"}, if_match=made["ETag"])
    assert stale.status_code == 412
    assert belfabriek.get("/webhook-endpoints").json()["total_count"] == 1


@pytest.mark.parametrize(
    ("given", "pointer", "code"),
    [
        ({"url": "http://hooks.example.nl/"}, "/url", "address_refused"),
        ({"url": "https://10.0.0.1/"}, "/url", "address_refused"),
        ({"url": "https://169.254.169.254/latest"}, "/url", "address_refused"),
        ({"url": "https://[::ffff:10.0.0.1]/"}, "/url", "address_refused"),
        ({"url": "https://2852039166/"}, "/url", "address_refused"),
        ({"url": "https://me:secret@127.0.0.1/"}, "/url", "address_refused"),
        ({"url": "ftp://127.0.0.1/"}, "/url", "address_refused"),
        ({"url": "http://93.184.216.34/"}, "/url", "address_not_secure"),
        ({"event_types": []}, "/event_types", "event_types_missing"),
        ({"event_types": ["tea.served"]}, "/event_types", "unknown_event_type"),
        ({"event_types": ["ping"]}, "/event_types", "unknown_event_type"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    belfabriek: Reseller, monkeypatch, given, pointer, code
) -> None:
    from voipgrid_privacy.kernel.outbound import Names

    monkeypatch.setattr(Names, "__call__", lambda _self, _host: ())
    answer = belfabriek.post("/webhook-endpoints", {**NEW, **given})
    assert answer.status_code == 400, answer.content
    assert codes(answer) == {pointer: code}
    assert not WebhookEndpoint.objects.exists()


def test_loopback_is_refused_without_the_setting_for_development(belfabriek: Reseller) -> None:
    with override_settings(SCANNER_ALLOW_LOOPBACK=False):
        answer = belfabriek.post("/webhook-endpoints", {**NEW, "url": "https://127.0.0.1/"})
    assert codes(answer) == {"/url": "address_refused"}


def test_secrets_are_read_and_renewed_with_scopes_of_their_own(hooked: Reseller) -> None:
    path = f"/webhook-endpoints/{the_id(hooked)}/secrets"
    first = hooked.get(path)
    assert first["Cache-Control"] == "no-store"
    (old,) = first.json()["results"]
    renewed = hooked.post(path, {"overlap_hours": 2}, idempotency_key="k")
    assert renewed.status_code == 201
    assert "whsec_" not in renewed.content.decode()
    assert hooked.post(path, {"overlap_hours": 2}, idempotency_key="k").json() == renewed.json()
    new, former = hooked.get(path).json()["results"]
    assert former["secret"] == old["secret"] != new["secret"]
    assert former["valid_until_at"]
    assert new["valid_until_at"] is None
    kept = b"".join(bytes(row.ciphertext) for row in WebhookSecret.objects.all())
    assert new["secret"].encode() not in kept
    hooked.token = token_for(hooked.party, ["webhook-endpoints.read", "webhook-endpoints.write"])
    assert hooked.get(path).status_code == 403


def test_a_test_is_asked_for_signed_logged_and_sent_again(hooked: Reseller) -> None:
    key = the_id(hooked)
    secret = hooked.get(f"/webhook-endpoints/{key}/secrets").json()["results"][0]["secret"]
    asked = hooked.post(f"/webhook-endpoints/{key}/tests", {})
    assert (asked.status_code, asked.json()["event_type"]) == (201, "ping")
    delivery = f"/webhook-deliveries/{asked.json()['id']}"
    waiting = hooked.post(f"{delivery}/replays", {})
    assert (waiting.status_code, waiting.json()["code"]) == (409, "delivery_waiting")
    (job,) = sending.take(at=timezone.now() + timedelta(seconds=1), by=SYSTEM)
    assert Webhook(secret).verify(job.body, job.headers)["type"] == "ping"
    WebhookDelivery.objects.update(state="FAILED", ended_at=timezone.now())
    again = hooked.post(f"{delivery}/replays", {})
    assert again.status_code == 201
    assert again.json()["webhook_id"] == asked.json()["webhook_id"]
    assert again.json()["replay"] is True
    listed = hooked.get(f"/webhook-deliveries?endpoint={key}").json()
    assert listed["total_count"] == 2
    assert hooked.get(delivery).json()["state"] == "FAILED"
    off = hooked.patch(f"/webhook-endpoints/{key}", {"state": "OFF"})
    assert off.status_code == 200
    refused = hooked.post(f"/webhook-endpoints/{key}/tests", {})
    assert refused.json()["code"] == "endpoint_off"


def test_a_party_has_no_endless_webhooks(belfabriek: Reseller) -> None:
    for _each in range(20):
        assert belfabriek.post("/webhook-endpoints", NEW).status_code == 201
    answer = belfabriek.post("/webhook-endpoints", NEW)
    assert answer.json()["code"] == "too_many_endpoints"


def test_anothers_webhook_is_nothing(hooked: Reseller, spraakwerk: Reseller, nobody: str) -> None:
    key = the_id(hooked)
    hooked.post(f"/webhook-endpoints/{key}/tests", {})
    sent = str(WebhookDelivery.objects.get().pk)
    before = WebhookDelivery.objects.count(), WebhookSecret.objects.get().made_at
    for path, body in (
        ("/webhook-endpoints/{}", None),
        ("/webhook-endpoints/{}/secrets", None),
        ("/webhook-endpoints/{}/secrets", {}),
        ("/webhook-endpoints/{}/tests", {}),
        ("/webhook-deliveries?endpoint={}", None),
        ("/webhook-deliveries/{}", None),
        ("/webhook-deliveries/{}/replays", {}),
    ):
        named = sent if "deliveries/" in path else key
        for_them, for_none = (
            spraakwerk.get(path.format(each))
            if body is None
            else spraakwerk.post(path.format(each), body)
            for each in (named, nobody)
        )
        same(for_them, for_none, named, nobody)
    theirs = spraakwerk.patch(f"/webhook-endpoints/{key}", {"state": "OFF"})
    same(theirs, spraakwerk.patch(f"/webhook-endpoints/{nobody}", {"state": "OFF"}), key, nobody)
    assert spraakwerk.get("/webhook-endpoints").json()["total_count"] == 0
    assert spraakwerk.get("/webhook-deliveries").json()["total_count"] == 0
    assert (WebhookDelivery.objects.count(), WebhookSecret.objects.get().made_at) == before
    assert Party.objects.filter(webhook_endpoints__state="OFF").count() == 0
