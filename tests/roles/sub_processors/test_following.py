"""Following the public list by mail: only who said yes is told, and of nobody that it follows."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, ProgrammingError, connection, transaction

from roles.followers import services as following
from roles.followers.links import follower_of, hash_of, leave_link
from roles.followers.models import Follower, FollowerNews
from roles.followers.refusals import AddressNotPlain, LinkNotValid, TooManyQuestions
from roles.mail.models import OutgoingMail
from roles.mail.services import deliver, mail_waiting
from roles.sub_processors import services
from tests.naming import everything_that_names
from tests.roles.sub_processors.chain import Chain, noon, today_is
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.history import trail_of
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, partner_scope

pytestmark = pytest.mark.django_db
JAN = "jan@lezer.example.nl"
DAY = "2025-02-10"


def left(address: str, at: datetime) -> None:
    following.follow(address=address, at=at, by=PUBLIC)


def send(at: datetime) -> list[Any]:
    """Hand over what waits; return the messages that left."""
    before = len(outbox.outbox)
    for pk in mail_waiting(at=at):
        deliver(mail=pk, at=at, by=SYSTEM)
    return outbox.outbox[before:]


def token_in(message: Any) -> str:
    return re.search(r"/subverwerkers/volgen/ja/([\w-]+)/", str(message.body))[1]


def follows(address: str, at: datetime) -> Follower:
    left(address, at)
    (message,) = send(at)
    following.confirm_following(token=token_in(message), at=at, by=PUBLIC)
    return Follower.objects.get(address=address)


def test_nobody_is_told_of_a_change_before_its_own_yes(chain: Chain) -> None:
    at = today_is(DAY)
    left(JAN, at)
    (question,) = send(at)
    assert question.to == [JAN]
    chain.notify(chain.propose(DAY), DAY)
    following.tell_followers(at=at, by=SYSTEM)
    assert JAN not in [to for m in send(at) for to in m.to]
    following.confirm_following(token=token_in(question), at=at, by=PUBLIC)
    assert Follower.objects.get().confirmed_at == at


def test_the_whole_life_of_a_change_reaches_a_follower_once(chain: Chain) -> None:
    at = today_is(DAY)
    follows(JAN, at)
    change = chain.propose(DAY)
    following.tell_followers(at=at, by=SYSTEM)
    assert FollowerNews.objects.count() == 0  # proposed is nobody's to know
    chain.notify(change, DAY)
    for _again in range(2):
        following.tell_followers(at=at, by=SYSTEM)
    (told,) = [m for m in send(at) if m.to == [JAN]]
    assert told.subject == "Aangekondigd: Carrier, niet vóór 1 maart 2025"
    assert "Carrier" in told.body
    assert "Belfabriek" not in told.body
    services.withdraw_change(change=change, because="Geheim.", at=at, by=SYSTEM)
    following.tell_followers(at=at, by=SYSTEM)
    (over,) = [m for m in send(at) if m.to == [JAN]]
    assert over.subject == "Gaat niet door: subverwerker Carrier"
    assert "Geheim" not in over.body
    assert following.tell_followers(at=at, by=SYSTEM) == 0
    news = FollowerNews.objects.order_by("written_at", "pk").values_list("news", "told")
    assert sorted(news) == [("ANNOUNCED", 1), ("CALLED_OFF", 1)]


def test_what_is_not_public_is_not_told(chain: Chain) -> None:
    at = today_is(DAY)
    follows(JAN, at)
    chain.notify(chain.propose(DAY, visibility="PARTNER"), DAY)
    assert following.tell_followers(at=at, by=SYSTEM) == 0
    assert JAN not in [to for m in outbox.outbox[1:] for to in m.to]


def test_a_mail_speaks_two_languages_in_two_forms_and_says_how_to_leave(chain: Chain) -> None:
    at = today_is(DAY)
    row = follows(JAN, at)
    chain.notify(chain.propose(DAY), DAY)
    following.tell_followers(at=at, by=SYSTEM)
    (told,) = [m for m in send(at) if m.to == [JAN]]
    assert "is van plan" in told.body
    assert "intends to engage" in told.body
    ((html, kind),) = [(a.content, a.mimetype) for a in told.alternatives]
    assert kind == "text/html"
    assert '<div lang="nl">' in html
    assert '<div lang="en">' in html
    link = leave_link(row.pk)
    assert told.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert told.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert told.body.count(link) == 2
    assert html.count(f'href="{link}"') == 2


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", 'x" onclick="y', 'http://a.nl/"x'])
def test_what_a_mail_says_is_text_in_its_html(chain: Chain, name: str) -> None:
    at = today_is(DAY)
    follows(JAN, at)
    chain.carrier.name = name
    chain.carrier.save()
    chain.notify(chain.propose(DAY), DAY)
    following.tell_followers(at=at, by=SYSTEM)
    (told,) = [m for m in send(at) if m.to == [JAN]]
    ((html, _kind),) = [(a.content, a.mimetype) for a in told.alternatives]
    assert "<script" not in html
    assert 'onclick="' not in html
    assert name in told.body


def test_a_link_works_once_and_within_three_days(chain: Chain) -> None:
    at = today_is(DAY)
    left(JAN, at)
    token = token_in(send(at)[0])
    late = at + following.KEPT_UNCONFIRMED
    with pytest.raises(LinkNotValid):
        following.confirm_following(token=token, at=late, by=PUBLIC)
    following.confirm_following(token=token, at=at, by=PUBLIC)
    with pytest.raises(LinkNotValid):
        following.confirm_following(token=token, at=at, by=PUBLIC)


@pytest.mark.parametrize("forged", ["", "x", "0" * 64, "a" * 43, "\x00"])
def test_a_forged_link_confirms_nobody(chain: Chain, forged: str) -> None:
    at = today_is(DAY)
    follows("piet@lezer.example.nl", at)  # confirmed: its kept hash is empty
    left(JAN, at)
    for token in (forged, Follower.objects.get(address=JAN).confirm_hash, hash_of("")):
        with pytest.raises(LinkNotValid):
            following.confirm_following(token=token, at=at, by=PUBLIC)
    assert Follower.objects.get(address=JAN).confirmed_at is None


def test_a_forged_link_to_leave_erases_nobody(chain: Chain) -> None:
    row = follows(JAN, today_is(DAY))
    signed = leave_link(row.pk).split("/")[-2]
    pk, _colon, signature = signed.partition(":")
    other = "0" * 32
    for forged in (pk, f"{pk}:", f"{other}:{signature}", f"{pk}:{signature[:-1]}", "x:y", ""):
        with pytest.raises(LinkNotValid):
            following.stop_following(token=forged, by=PUBLIC)
    assert follower_of(signed) == row.pk
    assert Follower.objects.count() == 1


def test_leaving_erases_the_address_everywhere_and_may_be_asked_twice(chain: Chain) -> None:
    at = today_is(DAY)
    row = follows(JAN, at)
    chain.notify(chain.propose(DAY), DAY)
    following.tell_followers(at=at, by=SYSTEM)  # written, and not sent yet
    for _again in range(2):
        following.stop_following(token=leave_link(row.pk).split("/")[-2], by=PUBLIC)
    assert JAN not in [to for m in send(at) for to in m.to]
    assert everything_that_names(JAN) == []
    assert [event["pgh_label"] for event in trail_of(row)] == ["insert", "update", "delete"]


def test_what_was_sent_is_forgotten_and_its_link_with_it(chain: Chain) -> None:
    at = today_is(DAY)
    left(JAN, at)
    assert everything_that_names(JAN) == ["roles_follower", "roles_outgoingmail"]
    token = token_in(send(at)[0])
    assert everything_that_names(JAN) == ["roles_follower"]
    assert everything_that_names(token) == []
    sent = OutgoingMail.objects.get(kind="FOLLOW")
    assert sent.sent_at == at
    assert (sent.address, sent.subject, sent.body) == ("", "", "")
    assert len(sent.body_hash) == 64


def test_who_does_not_say_yes_is_erased_after_three_days(chain: Chain) -> None:
    at = today_is(DAY)
    kept = follows("piet@lezer.example.nl", at)
    left(JAN, at)
    almost = at + following.KEPT_UNCONFIRMED - timedelta(seconds=1)
    assert following.forget_unconfirmed(at=almost, by=SYSTEM) == 0
    assert following.forget_unconfirmed(at=at + following.KEPT_UNCONFIRMED, by=SYSTEM) == 1
    assert list(Follower.objects.all()) == [kept]
    assert everything_that_names(JAN) == []


def test_news_that_no_server_takes_is_given_up_and_forgotten(chain: Chain) -> None:
    at = today_is(DAY)
    follows(JAN, at)
    chain.notify(chain.propose(DAY), DAY)
    following.tell_followers(at=at, by=SYSTEM)
    following.forget_unconfirmed(at=at + timedelta(days=7), by=SYSTEM)
    assert everything_that_names(JAN) == ["roles_follower"]
    assert send(at) == []


INJECTED = (
    "jan@lezer.example.nl\nBcc: eve@example.com",
    "jan@lezer.example.nl\r\nSubject: x",
    "jan@lezer.example.nl, eve@example.com",
    "jan@lezer.example.nl;eve@example.com",
    "Jan <jan@lezer.example.nl>",
    '"jan\n"@lezer.example.nl',
    "jan@lezer.example.nl\x00",
    "jan@lezer.example.nl\u2028Bcc:x",
    "jan@lezer@example.nl",
    "=?utf-8?q?j=61n?=@lezer.nl",  # another name of jan@lezer.nl
    "=?utf-8?q?a=0ab?=@b.nl",  # becomes two lines
    "jan@localhost",
    "@example.nl",
    "",
    "a" * 250 + "@b.nl",
)


@pytest.mark.parametrize("address", INJECTED)
def test_what_is_no_single_address_is_refused(chain: Chain, address: str) -> None:
    with pytest.raises(AddressNotPlain):
        left(address, today_is(DAY))
    assert not Follower.objects.exists()


def test_the_database_refuses_two_addresses_in_one_row_and_a_yes_without_a_question(
    chain: Chain,
) -> None:
    at = today_is(DAY)
    rows = (
        Follower(address="a@b.nl, c@d.nl", asked_at=at, confirm_hash="0" * 64, confirm_before=at),
        Follower(address="a@b.nl", asked_at=at, confirmed_at=at),
    )
    for row in rows:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
    asked = Follower.objects.create(
        address="a@b.nl", asked_at=at, confirm_hash="0" * 64, confirm_before=at
    )
    changes = (
        {"address": "eve@example.com"},
        {"confirmed_at": at, "confirm_hash": "", "confirm_before": None},  # too late
    )
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            Follower.objects.filter(pk=asked.pk).update(**change)


def test_the_same_is_said_and_done_whether_an_address_is_known(chain: Chain) -> None:
    at = today_is(DAY)
    follows(JAN, at)
    later = at + following.PAUSE
    assert left(JAN.upper(), later) is left("nieuw@lezer.example.nl", later) is None
    mails = send(later)
    assert {m.to[0] for m in mails} == {JAN, "nieuw@lezer.example.nl"}
    assert Follower.objects.count() == 2
    assert Follower.objects.get(address=JAN).confirmed_at == at


def test_nobody_fills_the_box_of_somebody_else(chain: Chain) -> None:
    at = today_is(DAY)
    for minute in range(50):
        left(JAN, at + timedelta(minutes=minute))
    (first,) = send(at + timedelta(minutes=50))
    again = at + following.PAUSE + timedelta(minutes=1)
    left(JAN, again)
    (second,) = send(again)
    with pytest.raises(LinkNotValid):  # only the last link holds
        following.confirm_following(token=token_in(first), at=again, by=PUBLIC)
    following.confirm_following(token=token_in(second), at=again, by=PUBLIC)


def test_a_thousand_questions_stop_at_the_ceiling_and_go_on_an_hour_later(chain: Chain) -> None:
    at, refused = today_is(DAY), 0
    for number in range(1_000):
        try:
            left(f"lezer{number}@example.nl", at)
        except TooManyQuestions:
            refused += 1
    assert refused == 1_000 - following.MOST
    assert OutgoingMail.objects.filter(kind="FOLLOW").count() == following.MOST
    left(JAN, at + following.PAUSE)
    assert Follower.objects.filter(address=JAN).exists()


def test_a_thousand_followers_are_told_in_a_few_statements(
    chain: Chain, django_assert_max_num_queries: Any
) -> None:
    at = today_is(DAY)
    rows = [
        Follower(
            address=f"l{n}@example.nl",
            asked_at=at,
            confirm_hash="x",
            confirm_before=noon("2026-01-01"),
        )
        for n in range(1_000)
    ]
    Follower.objects.bulk_create(rows)
    Follower.objects.update(confirm_hash="", confirm_before=None, confirmed_at=at)
    chain.notify(chain.propose(DAY), DAY)
    with django_assert_max_num_queries(20):
        assert following.tell_followers(at=at, by=SYSTEM) == 1_000
    links = set(OutgoingMail.objects.filter(kind="NEWS").values_list("about", flat=True))
    assert links == {row.pk for row in rows}


def test_no_session_reads_or_writes_a_follower(chain: Chain) -> None:
    follows(JAN, today_is(DAY))
    for statement in (
        "SELECT 1 FROM roles_follower",
        "SELECT 1 FROM roles_followerevent",
        "DELETE FROM roles_follower",
    ):
        with (
            partner_scope(PUBLIC),
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            cursor.execute(statement)
    assert not Follower.objects.visible_to(PUBLIC).exists()


def test_only_officers_erase_in_somebodys_name(chain: Chain) -> None:
    row = follows(JAN, today_is(DAY))
    with pytest.raises(NotAllowed):
        following.erase_follower(follower=row, by=PUBLIC)
    following.erase_follower(follower=row, by=SYSTEM)
    assert not Follower.objects.exists()
