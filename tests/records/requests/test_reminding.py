"""Who must act is written to, once for each moment, whatever rang in between; so are systems."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from records.findings.requests import requests_ended_unanswered, requests_left
from records.requests import services
from records.requests.queries import clock_of
from roles.mail.models import OutgoingMail
from roles.models import Contact, FindingMark, WebhookEndpoint, WebhookMessage
from voipgrid_privacy.kernel.legal_days import AMSTERDAM, legal_day
from voipgrid_privacy.kernel.tenancy import SYSTEM, partner_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def said(now):
    return {"name": "Olga", "on": legal_day(now), "at": now}


@pytest.fixture
def request_(cast, asking, now):
    """Anna, who works at Bakker, has just written to VoIPGRID."""
    for party in (cast.platform, cast.belfabriek):
        Contact.objects.create(party=party, kind="DPO", email=f"fg@{party.pk.hex[:8]}.example")
    return asking.receive(about=cast.bakker, received_at=now - timedelta(minutes=5), at=now)


@pytest.fixture
def forwarded(cast, request_, olga, manager_of, said):
    """Each part is with whoever decides about it; the customer's was passed on by its partner."""
    for part in request_.parts.told().filter(duties__duty="FORWARD", duties__party=cast.platform):
        services.forward_part(part=part, by=olga, **said)
    content = request_.parts.standing().get(category="TRANSMITTED", purposes=[])
    services.forward_part(part=content, by=manager_of(cast.belfabriek), **said)
    return request_


def reminded(at):
    return services.remind_of_requests(at=at, by=SYSTEM)


def mailed():
    return OutgoingMail.objects.filter(kind="RIGHTS_DUE").order_by("queued_at", "pk")


def before(day, days):
    return datetime.combine(day - timedelta(days=days), time(9), tzinfo=AMSTERDAM)


def due_on(request, at):
    return clock_of(request.parts.told().first(), on=legal_day(at)).due_on


def test_who_does_not_forward_is_told_before_and_after_its_hours(request_, cast, now):
    assert reminded(now + timedelta(hours=20)) == 0
    assert [reminded(now + timedelta(hours=25)), reminded(now + timedelta(hours=26))] == [1, 0]
    assert [reminded(now + timedelta(hours=49)), reminded(now + timedelta(days=9))] == [1, 0]
    first, second = mailed()
    assert {first.recipient, second.recipient} == {cast.platform}
    assert "moet meteen worden doorgestuurd" in first.body
    assert "was not forwarded within 48 hours" in second.body


def test_who_must_answer_is_told_a_week_before_and_once_it_is_over(forwarded, cast, now):
    day = due_on(forwarded, now)
    assert reminded(before(day, 8)) == 0
    assert reminded(before(day, 7)) == 2  # VoIPGRID for its own parts, Belfabriek for all of its
    assert reminded(before(day, 3)) == 0
    assert reminded(before(day, 0)) == 0
    assert reminded(before(day, -1)) == 2
    assert reminded(before(day, -30)) == 0
    own = mailed().filter(recipient=cast.belfabriek)
    assert [("uiterlijk" in mail.body, "should have been" in mail.body) for mail in own] == [
        (True, False),
        (True, True),
    ]
    for mail in mailed():
        assert forwarded.reference in mail.subject
        for canary in ("Canarie", "canarie", "12345678", "4711", "Bakker"):
            assert canary not in mail.subject + mail.body


def test_a_beat_that_was_down_for_weeks_tells_the_last_and_an_answer_ends_it(
    forwarded, cast, now, said, manager_of
):
    day = due_on(forwarded, now)
    for part in forwarded.parts.told().filter(duties__party=cast.belfabriek).distinct():
        services.answer_part(part=part, by=manager_of(cast.belfabriek), **said)
    assert [reminded(before(day, -10)), reminded(before(day, -11))] == [1, 0]
    assert mailed().get().recipient == cast.platform


def listens(party, event, now):
    WebhookEndpoint.objects.create(
        party=party, url="https://hooks.example.nl/", event_types=[event], made_at=now
    )


def test_a_system_is_told_once_that_a_request_is_due_soon(forwarded, cast, now):
    listens(cast.belfabriek, "data_subject_request.due_soon", now)
    day = due_on(forwarded, now)

    def told(days):
        return services.tell_due_soon(at=before(day, days), by=SYSTEM)

    assert told(8) == 0
    WebhookMessage.objects.all().delete()
    assert told(-30) == 0  # long over: events of then are forgotten by now
    assert told(-9) == 1
    message = WebhookMessage.objects.get()
    assert (message.party, message.about) == (cast.belfabriek, forwarded.pk)


def test_who_is_forwarded_a_part_hears_it_at_once(request_, cast, now, said, olga):
    listens(cast.belfabriek, "data_subject_request.forwarded", now)
    traffic = request_.parts.standing().get(category="TRAFFIC_BILLING", purposes=[])
    services.forward_part(part=traffic, by=olga, **said)
    message = WebhookMessage.objects.get()
    assert (message.type, message.party, message.about) == (
        "data_subject_request.forwarded",
        cast.belfabriek,
        request_.pk,
    )


def found(on, scopes=None, check=requests_left):
    return {(each.code, each.party) for each in check(on, scopes)}


def test_what_is_late_is_a_finding_until_it_is_done(request_, cast, now, said, olga):
    day = due_on(request_, now)
    late = ("request_forwarded_late", cast.platform.pk)
    assert found(legal_day(now)) == set()
    assert found(legal_day(now + timedelta(days=3))) == {late}
    over = day + timedelta(days=1)
    assert found(over) == {late, ("request_overdue", cast.platform.pk)}
    assert found(over, frozenset({cast.belfabriek.pk})) == set()
    FindingMark.objects.all().delete()
    for part in request_.parts.told().filter(duties__duty="FORWARD", duties__party=cast.platform):
        services.forward_part(part=part, by=olga, **said)
    assert FindingMark.objects.filter(party=cast.belfabriek.pk).exists()
    # Belfabriek has the content to pass on within its own hours, and a part of its own to answer.
    assert {code for code, party in found(over) if party == cast.platform.pk} == {"request_overdue"}
    assert ("request_overdue", cast.belfabriek.pk) in found(over)


def test_identity_that_is_long_awaited_is_a_finding(request_, cast, now, said, olga):
    services.ask_identity(request=request_, by=olga, **said)
    awaited = ("request_identity_awaited", cast.platform.pk)
    assert awaited not in found(legal_day(now + timedelta(days=14)))
    assert awaited in found(legal_day(now + timedelta(days=15)))
    services.confirm_identity(request=request_, by=olga, **said)
    assert awaited not in found(legal_day(now + timedelta(days=15)))


def test_an_extension_that_does_not_count_is_a_finding(cast, asking, olga, now):
    long_ago = now - timedelta(days=60)
    request = asking.receive(about=cast.bakker, received_at=long_ago, at=now)
    services.choose_reading(party=cast.platform, reading="SUSPENDED", by=olga)
    asked = {"name": "Olga", "at": now, "by": olga}
    services.ask_identity(request=request, on=legal_day(long_ago + timedelta(days=3)), **asked)
    part = request.parts.told().filter(controller=cast.platform).first()
    on = legal_day(long_ago + timedelta(days=50))
    services.extend_part(part=part, text="Veel gesprekken", on=on, **asked)
    late = ("request_extended_late", cast.platform.pk)
    assert late not in found(legal_day(now))
    services.choose_reading(party=cast.platform, reading="STRICT", by=olga)
    assert late in found(legal_day(now))


def test_closing_over_an_open_part_is_a_finding_of_who_closed(request_, cast, now, said, olga):
    services.close_request(request=request_, by=olga, **said)
    ended = found(legal_day(now), check=requests_ended_unanswered)
    assert ended == {("request_ended_unanswered", cast.platform.pk)}
    services.reopen_request(request=request_, by=olga, **said)
    assert found(legal_day(now), check=requests_ended_unanswered) == set()


def test_in_the_session_of_a_partner_forwarding_tells_and_reads_nothing(
    cast, asking, now, said, manager_of
):
    by = manager_of(cast.belfabriek)
    with partner_scope(by):
        request = asking.receive(
            cast.belfabriek, about=cast.bakker, channel="PORTAL", by=by, at=now, received_at=now
        )
        part = request.parts.get(category="TRANSMITTED", purposes=[])
        services.forward_part(part=part, by=by, **said)
        assert not WebhookMessage.objects.filter(party=cast.bakker).exists()
