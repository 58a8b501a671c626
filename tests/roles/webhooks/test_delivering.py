"""What arrives, what does not, and what becomes of it."""

import json
from datetime import timedelta
from ipaddress import ip_address

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from roles.models import OutgoingMail
from roles.webhooks import sending, services
from roles.webhooks.choices import EventType
from roles.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookMessage
from roles.webhooks.noting import PATIENCE, note
from roles.webhooks.posting import Outcome, Post
from tests.roles.webhooks.conftest import QUICK
from voipgrid_privacy.kernel.outbound import Guard
from voipgrid_privacy.kernel.tenancy import SYSTEM

NEVER_EARLY = timedelta(days=3)


def test_what_arrives_verifies_and_names_a_row_and_nothing_more(world, receiver):
    endpoint = world.endpoint(receiver.url)
    about = world.happens()
    assert world.round() == 1
    said = receiver.verified(world.secret(endpoint))
    assert said["type"] == "agreement.signed"
    assert said["timestamp"].endswith("Z")
    assert said["data"] == {
        "id": str(about),
        "party_id": str(world.belfabriek.pk),
        "path": f"/api/v1/agreements/{about}",
    }
    headers, body = receiver.got[0]
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    assert headers["webhook-id"] == WebhookMessage.objects.get().webhook_id
    assert world.delivery().state == "DONE"
    with pytest.raises(WebhookVerificationError):
        Webhook(world.secret(endpoint)).verify(body + b" ", headers)


def test_nobody_is_told_of_what_others_do_or_what_was_not_asked_for(world, receiver):
    world.endpoint(receiver.url, events=[EventType.SCAN_DRIFT])
    world.endpoint(receiver.url, party=world.eve)
    world.happens()
    world.happens(EventType.SCAN_DRIFT)
    assert world.round() == 1
    assert json.loads(receiver.got[0][1])["type"] == "cookies.scan.drift"


def test_what_is_undone_is_told_to_nobody(world, receiver):
    from django.db import transaction

    world.endpoint(receiver.url)
    with transaction.atomic():
        world.happens()
        transaction.set_rollback(True)
    assert world.round() == 0


def test_a_renewed_secret_signs_beside_the_former_until_that_has_ended(world, receiver):
    endpoint = world.endpoint(receiver.url)
    old = world.secret(endpoint)
    services.renew_secret(endpoint=endpoint, hours=24, at=timezone.now(), by=SYSTEM)
    new = world.secret(endpoint)
    assert old != new
    world.happens()
    world.round()
    assert receiver.verified(old) == receiver.verified(new)
    assert len(receiver.got[0][0]["webhook-signature"].split()) == 2
    services.renew_secret(endpoint=endpoint, hours=0, at=timezone.now(), by=SYSTEM)
    world.happens()
    world.round()
    assert receiver.verified(world.secret(endpoint))
    for gone in (old, new):
        with pytest.raises(WebhookVerificationError):
            receiver.verified(gone)
    assert endpoint.secrets.count() == 2


@pytest.mark.parametrize(("status", "problem"), [(500, "STATUS"), (404, "STATUS")])
def test_an_error_is_tried_again_by_the_schedule_under_the_same_id(
    world, receiver, status, problem
):
    receiver.status = status
    world.endpoint(receiver.url)
    world.happens()
    at = timezone.now()
    assert world.round() == 1
    row = world.delivery()
    assert (row.state, row.problem, row.status) == ("WAITING", problem, status)
    pause = (row.next_try_at - at).total_seconds()
    assert 5 <= pause < 5.5 + 1
    assert world.round() == 0
    receiver.status = 204
    assert world.round(timedelta(seconds=10)) == 1
    assert world.delivery().state == "DONE"
    assert len(set(receiver.ids)) == 1
    assert len(receiver.ids) == 2
    assert receiver.got[0][1] == receiver.got[1][1]
    assert [each.status for each in WebhookAttempt.objects.all()] == [status, 204]


def test_after_the_last_pause_it_is_given_up_and_can_be_sent_again(world, receiver):
    receiver.status = 503
    world.endpoint(receiver.url)
    world.happens()
    after = timedelta(0)
    for pause in (timedelta(0), *sending.SCHEDULE):
        after += pause * 1.1 + timedelta(seconds=1)
        assert world.round(after) == 1
    row = world.delivery()
    assert (row.state, row.tries) == ("FAILED", 10)
    receiver.status = 200
    again = services.send_again(delivery=row, at=timezone.now(), by=SYSTEM)
    assert world.round(after) == 1
    again.refresh_from_db()
    assert again.state == "DONE"
    assert len(set(receiver.ids)) == 1


def test_a_receiver_that_was_down_for_a_day_misses_nothing(world, receiver):
    endpoint = world.endpoint(receiver.url)
    receiver_url = endpoint.url
    type(endpoint).objects.update(url="http://127.0.0.1:9/")  # nobody is there
    abouts = {str(world.happens()) for _each in range(3)}
    for hours in (0, 1, 4, 12, 23):
        world.round(timedelta(hours=hours))
    assert {each.problem for each in WebhookDelivery.objects.all()} == {"NO_ANSWER"}
    type(endpoint).objects.update(url=receiver_url)
    for hours in (24, 40, 41, 60, 61):
        world.round(timedelta(hours=hours))
    assert {json.loads(body)["data"]["id"] for _headers, body in receiver.got} == abouts
    assert len(receiver.ids) == 3


def test_a_receiver_that_says_when_is_asked_no_sooner(world, receiver):
    receiver.status, receiver.headers = 429, {"Retry-After": "3600"}
    world.endpoint(receiver.url)
    world.happens()
    world.round()
    assert world.round(timedelta(seconds=3_500)) == 0
    assert world.round(timedelta(seconds=3_700)) == 1


def test_a_redirect_is_a_failure_and_nobody_follows_it(world, receiver):
    receiver.status, receiver.headers = 301, {"Location": receiver.url + "&moved"}
    world.endpoint(receiver.url)
    world.happens()
    world.round()
    assert (world.delivery().problem, len(receiver.got)) == ("REDIRECT", 1)


def test_a_receiver_that_is_gone_is_switched_off_and_its_party_told(world, receiver):
    receiver.status = 410
    endpoint = world.endpoint(receiver.url)
    world.happens()
    world.round()
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.off_because) == ("OFF", "GONE")
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.address, mail.about) == ("WEBHOOK", "jan@example.nl", endpoint.pk)
    assert endpoint.url in mail.body
    assert str(endpoint.pk) in mail.body
    world.happens()
    assert world.round(timedelta(minutes=5)) == 0
    assert len(receiver.got) == 1


def test_what_waits_for_an_endpoint_that_was_switched_off_is_given_up(world, receiver):
    receiver.status = 500
    endpoint = world.endpoint(receiver.url)
    world.happens()
    world.round()
    services.switch_endpoint(endpoint=endpoint, on=False, by=SYSTEM)
    assert world.round(timedelta(hours=1)) == 0
    assert (world.delivery().state, world.delivery().problem) == ("FAILED", "OFF")


def test_an_endpoint_that_fails_for_five_days_is_switched_off(world, receiver):
    receiver.status = 500
    endpoint = world.endpoint(receiver.url)
    world.happens()
    world.round()
    world.happens()
    world.round(PATIENCE - timedelta(hours=1))
    endpoint.refresh_from_db()
    assert endpoint.state == "ON"
    world.round(PATIENCE + timedelta(hours=1))
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.off_because) == ("OFF", "FAILING")
    assert OutgoingMail.objects.count() == 1


def test_one_success_starts_the_five_days_anew(world, receiver):
    receiver.status = 500
    endpoint = world.endpoint(receiver.url)
    world.happens()
    world.round()
    receiver.status = 200
    world.round(timedelta(minutes=1))
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_a_receiver_that_hangs_costs_its_patience_and_no_more(world, receiver):
    receiver.hangs = True
    world.endpoint(receiver.url)
    world.happens()
    world.round()
    row = world.delivery()
    assert (row.state, row.problem, row.status) == ("WAITING", "TOO_SLOW", None)
    assert WebhookAttempt.objects.get().milliseconds >= QUICK.seconds * 1_000


@pytest.mark.parametrize(
    "inside",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1"],
)
def test_a_name_that_leads_inside_by_the_time_of_delivery_is_not_connected_to(
    world, receiver, inside
):
    endpoint = world.endpoint(receiver.url)
    type(endpoint).objects.update(url=f"https://hooks.example.nl:{receiver.port}/")
    world.happens()
    guard = Guard(lambda _host: [ip_address("93.184.216.34"), ip_address(inside)])
    world.round(post=Post(guard, QUICK))
    assert (world.delivery().problem, receiver.got) == ("ADDRESS", [])


def test_what_another_worker_holds_is_passed_over_until_its_lease_has_run_out(world, receiver):
    world.endpoint(receiver.url)
    world.happens()
    at = timezone.now()
    sending.spread(at=at, by=SYSTEM)
    (held,) = sending.take(at=at, by=SYSTEM)
    assert sending.take(at=at + timedelta(seconds=59), by=SYSTEM) == []
    (again,) = sending.take(at=at + timedelta(seconds=61), by=SYSTEM)
    assert again.headers["webhook-id"] == held.headers["webhook-id"]
    fine = Outcome(200, "", 1)
    assert not note(job=held, outcome=fine, at=at, by=SYSTEM)
    assert note(job=again, outcome=fine, at=at, by=SYSTEM)
    assert WebhookAttempt.objects.count() == 1


def test_one_endpoint_does_not_take_all_turns_and_a_failing_one_takes_a_single(world, receiver):
    quiet = world.endpoint(receiver.url, party=world.eve)
    busy = world.endpoint(receiver.url)
    for _each in range(30):
        world.happens()
    world.happens(party=world.eve)
    at = timezone.now()
    sending.spread(at=at, by=SYSTEM)
    jobs = sending.take(at=at, by=SYSTEM)
    assert len(jobs) == sending.EACH + 1
    taken = WebhookDelivery.objects.filter(fence__isnull=False)
    assert {row.endpoint_id for row in taken} == {quiet.pk, busy.pk}
    WebhookDelivery.objects.update(lease_until=None, fence=None)
    type(busy).objects.filter(pk=busy.pk).update(failing_since=at)
    assert len(sending.take(at=at, by=SYSTEM)) == 2


def test_a_test_is_tried_once_and_counts_for_nothing(world, receiver):
    receiver.status = 500
    endpoint = world.endpoint(receiver.url)
    services.send_test(endpoint=endpoint, at=timezone.now(), by=SYSTEM)
    assert world.round() == 1
    assert json.loads(receiver.got[0][1])["type"] == "ping"
    endpoint.refresh_from_db()
    assert (world.delivery().state, endpoint.failing_since) == ("FAILED", None)


def test_a_secret_that_cannot_be_read_is_said_and_stops_nobody_else(world, receiver):
    broken = world.endpoint(receiver.url)
    broken.secrets.update(ciphertext=b"x" * 40)
    world.endpoint(receiver.url, party=world.eve)
    world.happens()
    world.happens(party=world.eve)
    assert world.round() == 1
    assert WebhookDelivery.objects.get(endpoint=broken).problem == "SECRET"


def test_events_are_kept_for_thirty_days(world, receiver):
    world.endpoint(receiver.url)
    world.happens()
    world.round()
    now = timezone.now()
    assert sending.forget_old(at=now + timedelta(days=29), by=SYSTEM) == 0
    assert sending.forget_old(at=now + timedelta(days=31), by=SYSTEM) == 1
    assert not WebhookDelivery.objects.exists()
    assert not WebhookAttempt.objects.exists()
