"""Every recipient of data that were changed is told, or it is said why not (GDPR Art. 19)."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from records.intake.links import new_link
from records.intake.models import RequestMessage
from records.intake.services import erase_ended_requests
from records.models import RecipientNotice, RequestPart
from records.recipients import services
from records.recipients.choices import Change, WhyNot
from records.recipients.queries import is_stale, recipients_of
from records.recipients.refusals import (
    NobodyLeft,
    NoChangeAsked,
    NoSuchRecipient,
    TellingWithoutWords,
    ToldAlready,
    Unreachable,
)
from records.recipients.telling import ask_recipients, tell_requester_of_recipients, told_of
from records.requests import services as requests
from records.requests.refusals import NotItsDuty
from roles.mail.returning import record_bounce
from roles.mail.services import deliver, mail_waiting
from roles.models import OutgoingMail
from tests.records.requests.conftest import SAID, TODAY
from tests.roles.mail.reports import report
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM
from voipgrid_privacy.site.refused_mail import refused_mail, with_ways

pytestmark = pytest.mark.django_db
TOLD = {**SAID, "change": "ERASED"}
COPIED = (
    "INSERT INTO records_recipientnotice (id, change, called, means, reason, text, name, said_on,"
    " entered_at, part_id, party_id) SELECT gen_random_uuid(), 'ERASED', 'x', {}, 'x', said_on,"
    " entered_at, part_id, {} FROM records_recipientnotice"
)


def named(part: RequestPart) -> dict[str, str]:
    return {each.name: each.key for each in recipients_of(part, on=TODAY)}


def test_recipients_are_the_processors_and_who_the_record_names(part: RequestPart) -> None:
    found = recipients_of(part, on=TODAY)
    assert [each.name for each in found if each.address] == ["VoIPGRID B.V."]
    assert not [each for each in found if "CIOT" in each.name or "ACM" in each.name]
    assert len({each.key for each in found}) == len(found)


def test_who_can_be_reached_is_mailed_with_proof_and_nobody_is_named(
    part: RequestPart, bella: Any
) -> None:
    (notice,) = services.notify_recipients(part=part, **TOLD, by=bella)
    assert (notice.means, notice.recipient.name) == ("MAIL", "VoIPGRID B.V.")
    (pk,) = mail_waiting(at=timezone.now())
    assert deliver(mail=pk, at=timezone.now(), by=SYSTEM)
    mail = OutgoingMail.objects.get(kind="RECIPIENTS")
    assert mail.about == notice.pk
    assert (mail.sender.name, mail.reply_to) == ("Belfabriek", "avg@belfabriek.example")
    assert part.request.reference in mail.subject
    assert mail.sent_at
    assert "GDPR Art. 19" in mail.body
    assert f"/admin/verzoeken/{part.request_id}/" in mail.body
    for canary in ("Anna", "Canarie", "canarie", "12 34 56 78", "612345678", "K-4711"):
        assert canary not in mail.body + mail.subject
    with pytest.raises(NobodyLeft):
        services.notify_recipients(part=part, **TOLD, by=bella)
    with pytest.raises(ToldAlready):
        services.notify_recipients(
            part=part, recipients=[str(notice.recipient_id)], **TOLD, by=bella
        )


def test_whoever_did_not_get_the_mail_is_told_anew_and_once(part: RequestPart, bella: Any) -> None:
    (first,) = services.notify_recipients(part=part, **TOLD, by=bella)
    (pk,) = mail_waiting(at=timezone.now())
    deliver(mail=pk, at=timezone.now(), by=SYSTEM)
    later = timezone.now() + timedelta(minutes=1)
    mail = OutgoingMail.objects.get(pk=pk)
    raw = report(mail.message_id, reader=mail.address)
    record_bounce(raw=raw, at=later, by=SYSTEM)
    (way,) = with_ways(
        list(refused_mail(viewer=SYSTEM, party=first.party, at=later)), own=mail.sender
    )
    assert way.url == reverse("site:request-answer", args=(part.pk,))
    (platform,) = [each for each in recipients_of(part, on=TODAY) if each.address]
    assert platform.open_for("ERASED")
    assert "nog niet ingelicht. Gewist" in told_of(part.request, [part], TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():  # that one was told already
        RecipientNotice.objects.create(
            **telling(first), means="NOT_TOLD", reason="IMPOSSIBLE", after=None
        )
    given = {"part": part, "recipient": platform.key, "text": "By telephone.", **TOLD}
    again = services.record_recipient_told(**given, by=bella)
    assert again.after == first
    assert list(refused_mail(viewer=SYSTEM, party=first.party, at=later)) == []
    (platform,) = [each for each in recipients_of(part, on=TODAY) if each.address]
    assert not platform.open_for("ERASED")
    with pytest.raises(ToldAlready):
        services.record_recipient_told(**given, by=bella)
    assert told_of(part.request, [part], TODAY).count("ingelicht op 10 maart 2026. Gewist") == 1
    for after in (first, again, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            RecipientNotice.objects.create(**telling(first), means="OTHERWISE", after=after)


def telling(notice: RecipientNotice) -> dict[str, Any]:
    same = ("part", "party", "change", "recipient", "said_on", "entered_at")
    return {"text": "x", **{name: getattr(notice, name) for name in same}}


@pytest.mark.parametrize(
    ("restricted", "told", "stale"),
    [
        ([("03-10", None)], "03-11", False),
        ([("03-10", None), ("03-12", None)], "03-11", False),  # a second ground is no news
        ([("03-10", "03-24"), ("04-01", None)], "03-11", True),
        ([("03-10", "03-24"), ("03-12", "03-24"), ("04-01", None)], "03-11", True),
        ([("03-10", "03-24"), ("03-12", None), ("04-01", None)], "03-11", False),
        ([("03-10", "03-24"), ("04-01", None)], "04-02", False),
    ],
)
def test_a_restriction_is_news_where_the_data_were_free_before(
    restricted: list[tuple[str, str | None]], told: str, stale: bool
) -> None:
    def at(day: str) -> datetime:
        return datetime.fromisoformat(f"2026-{day}T12:00+01:00")

    rows: Any = [
        SimpleNamespace(entered_at=at(begun), lifted_on=lifted and at(lifted).date())
        for begun, lifted in restricted
    ]
    notice: Any = SimpleNamespace(change=Change.RESTRICTED, entered_at=at(told))
    assert is_stale(notice, rows) is stale


def test_who_is_not_told_has_a_reason_and_may_be_told_yet(part: RequestPart, bella: Any) -> None:
    key = named(part)["VoIPGRID B.V."]
    given = {"part": part, "recipient": key, "reason": WhyNot.DISPROPORTIONATE, "by": bella}
    with pytest.raises(TellingWithoutWords):
        services.record_recipient_untold(**given, **TOLD, text=" ")
    services.record_recipient_untold(**given, **TOLD, text="Thousands of copies.")
    with pytest.raises(NobodyLeft):
        services.notify_recipients(part=part, **TOLD, by=bella)
    services.notify_recipients(part=part, recipients=[key], **TOLD, by=bella)
    assert list(RecipientNotice.objects.values_list("means", flat=True)) == ["NOT_TOLD", "MAIL"]


def test_who_has_no_address_is_told_otherwise(part: RequestPart, bella: Any) -> None:
    name, key = next((n, k) for n, k in named(part).items() if n != "VoIPGRID B.V.")
    with pytest.raises(Unreachable, match=re.escape(name)):
        services.notify_recipients(part=part, recipients=[key], **TOLD, by=bella)
    row = services.record_recipient_told(
        part=part, recipient=key, **TOLD, text="By telephone.", by=bella
    )
    assert str(row.recipient or row.called) in {name, key}
    assert row.means == "OTHERWISE"


@pytest.mark.parametrize(
    ("more", "refusal"),
    [({"change": "RESTRICTED"}, NoChangeAsked), ({"recipients": ["nobody"]}, NoSuchRecipient)],
)
def test_what_was_not_asked_and_who_is_none_is_refused(
    part: RequestPart, bella: Any, more: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        services.notify_recipients(part=part, **{**TOLD, **more}, by=bella)
    assert not RecipientNotice.objects.exists()


def test_only_who_answers_a_part_tells_its_recipients(  # type: ignore[no-untyped-def]
    part: RequestPart,
    cast,
    manager_of,
) -> None:
    with pytest.raises(NotFound):
        services.notify_recipients(part=part, **TOLD, by=manager_of(cast.spraakwerk))
    transmitted = part.request.parts.standing().get(category="TRANSMITTED")
    with pytest.raises(NotItsDuty):  # it is Bakker's, which was not told of the request yet
        services.notify_recipients(part=transmitted, **TOLD, by=manager_of(cast.belfabriek))
    requests.forward_part(part=transmitted, **SAID, by=manager_of(cast.belfabriek))
    services.record_recipient_told(
        part=transmitted,
        recipient=named(transmitted)["VoIPGRID B.V."],
        text="Bakker told them.",
        **TOLD,
        by=manager_of(cast.belfabriek),
    )
    notice = RecipientNotice.objects.visible_to(manager_of(cast.belfabriek)).get()
    assert notice.party == cast.bakker
    assert not RecipientNotice.objects.visible_to(manager_of(cast.spraakwerk)).exists()


def test_the_person_who_asks_is_told_who_the_recipients_are(part: RequestPart, bella: Any) -> None:
    services.notify_recipients(part=part, **TOLD, by=bella)
    assert "VoIPGRID B.V.: nog niet ingelicht" in told_of(part.request, [part], TODAY)  # it waits
    for pk in mail_waiting(at=timezone.now()):
        deliver(mail=pk, at=timezone.now(), by=SYSTEM)
    token = new_link(part.request, timezone.now())
    ask_recipients(token=token, at=timezone.now(), by=PUBLIC)
    question, answer = RequestMessage.objects.order_by("written_at")
    assert (question.author, answer.author) == ("REQUESTER", "PARTY")
    assert answer.party.name == "Belfabriek"
    assert "VoIPGRID B.V.: ingelicht op 10 maart 2026" in answer.text
    assert "nog niet ingelicht" in answer.text
    assert "CIOT" not in answer.text


def test_staff_tell_it_too_and_the_mail_only_says_so(part: RequestPart, bella: Any) -> None:
    party = part.controller
    assert party is not None
    said = {"request": part.request, "party": party, "name": "Bella", "at": timezone.now()}
    message = tell_requester_of_recipients(**said, by=bella)
    assert "VoIPGRID B.V." in message.text
    mail = OutgoingMail.objects.get(kind="REQUESTER", about=part.request_id)
    assert "VoIPGRID B.V.:" not in mail.body


def test_for_a_customer_without_an_account_its_partner_tells_it_in_its_own_thread(
    part: RequestPart, bella: Any
) -> None:
    theirs = part.request.parts.get(category="TRANSMITTED", dropped_at=None)
    requests.forward_part(part=theirs, **SAID, by=bella)
    assert theirs.controller is not None
    assert theirs.controller.kind == "CUSTOMER"
    said = {"request": part.request, "party": theirs.controller, "at": timezone.now()}
    message = tell_requester_of_recipients(**said, name="Bella", by=bella)
    assert message.party == part.controller


def test_the_database_changes_nothing_and_wants_a_reason(part: RequestPart, bella: Any) -> None:
    services.notify_recipients(part=part, **TOLD, by=bella)
    for statement in (
        "UPDATE records_recipientnotice SET text = 'other'",
        "UPDATE records_recipientnotice SET means = 'OTHERWISE'",
        "DELETE FROM records_recipientnotice",
        COPIED.format("'NOT_TOLD', 'IMPOSSIBLE', ''", "party_id"),  # without a word
        COPIED.format("'OTHERWISE', '', 'x'", "recipient_id"),  # in a processor's name
    ):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_its_words_go_with_the_request(part: RequestPart, bella: Any) -> None:
    services.notify_recipients(part=part, **TOLD, text="canary-words", by=bella)
    requests.withdraw_request(request=part.request, **SAID, by=bella)
    assert erase_ended_requests(at=timezone.now() + timedelta(days=800), by=SYSTEM) == 1
    row = RecipientNotice.objects.get()
    assert (row.text, row.name) == ("", "")
    mail = OutgoingMail.objects.get(kind="RECIPIENTS")
    assert (mail.body, mail.address) == ("", "")
    assert mail.body_hash
