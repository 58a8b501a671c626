"""Mail that came back: written on it once, and what follows from that."""

import io
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.utils import timezone

from roles import tasks
from roles.followers import services as following
from roles.followers.models import Follower
from roles.mail.models import MailKind, OutgoingMail
from roles.mail.queries import not_arrived, returned
from roles.mail.refusals import BounceForwarded, BounceLate, BounceNotFinal, BounceUnknown
from roles.mail.returning import KEPT, REPORTED_WITHIN, read_box, record_bounce
from roles.mail.services import Letter, deliver, write
from roles.models import Party
from tests.faults.product import free_port
from tests.roles.mail.reports import own_address, report
from voipgrid_privacy.kernel.errors import NotAllowed
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, Ability, Viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(db: None) -> OutgoingMail:
    """A mail of the platform that a mail server took."""
    return left(written())


def written(**more: Any) -> OutgoingMail:
    platform = Party.objects.create(kind="PLATFORM", name="VoIPGRID")
    partner = Party.objects.create(kind="PARTNER", name="Spraakwerk")
    given = {
        "kind": MailKind.BREACH,
        "about": platform.pk,
        "sender": platform,
        "recipient": partner,
        "address": "privacy@spraakwerk.example.com",
        "subject": "An incident",
        "body": "It touches your data.",
    }
    (row,) = write([Letter(**{**given, **more})], at=timezone.now())
    return row


def left(row: OutgoingMail) -> OutgoingMail:
    assert deliver(mail=row.pk, at=timezone.now(), by=SYSTEM)
    row.refresh_from_db()
    return row


def acting_for(party: Party, *abilities: Ability) -> Viewer:
    return Viewer(None, "Bella", frozenset({party.pk}), abilities=frozenset(abilities))


def came_back(row: OutgoingMail, **more: Any) -> OutgoingMail:
    raw = report(row.message_id, **more)
    return record_bounce(raw=raw, at=timezone.now() + timedelta(days=1), by=SYSTEM)


def test_it_is_written_on_the_mail_once_and_the_first_report_stands(sent: OutgoingMail) -> None:
    first = came_back(sent)
    assert first == sent
    assert first.returned_at > sent.sent_at
    assert (first.returned_why, first.is_refused) == ("5.1.1", True)
    again = came_back(sent, status="5.2.2")
    assert (again.returned_at, again.returned_why) == (first.returned_at, "5.1.1")


def test_the_address_of_its_own_tells_which_mail_it_was(sent: OutgoingMail) -> None:
    raw = report("<stripped@mx.example.com>", to=own_address(sent.pk))
    assert record_bounce(raw=raw, at=timezone.now(), by=SYSTEM) == sent


@pytest.mark.parametrize("to", ["privacy@example.com", "bounces+" + "0" * 32 + "@example.com"])
def test_mail_of_somebody_else_is_refused(sent: OutgoingMail, to: str) -> None:
    with pytest.raises(BounceUnknown):
        record_bounce(raw=report("<x@example.com>", to=to), at=timezone.now(), by=SYSTEM)


def test_what_did_not_leave_cannot_come_back() -> None:
    row = written()
    with pytest.raises(BounceUnknown):
        came_back(row)


def test_the_address_of_another_mail_does_not_hide_which_one_it_was(sent: OutgoingMail) -> None:
    raw = report(sent.message_id, to=f"someone+{'0' * 32}@example.com")
    assert record_bounce(raw=raw, at=timezone.now(), by=SYSTEM) == sent


def test_whom_it_was_passed_on_to_is_at_the_risk_of_its_reader(sent: OutgoingMail) -> None:
    raw = report(sent.message_id).replace(
        b"Final-Recipient: rfc822; privacy@", b"Final-Recipient: rfc822; member17@"
    )
    with pytest.raises(BounceForwarded):
        record_bounce(raw=raw, at=timezone.now(), by=SYSTEM)


def test_of_several_who_failed_our_reader_counts(sent: OutgoingMail) -> None:
    other = b"Final-Recipient: rfc822; member17@x.nl\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\n"
    raw = report(sent.message_id).replace(b"Final-Recipient:", other + b"Final-Recipient:")
    assert record_bounce(raw=raw, at=timezone.now(), by=SYSTEM).returned_why == "5.1.1"


def test_what_comes_long_after_servers_give_up_proves_nothing(sent: OutgoingMail) -> None:
    late = sent.sent_at + REPORTED_WITHIN + timedelta(seconds=1)
    with pytest.raises(BounceLate):
        record_bounce(raw=report(sent.message_id), at=late, by=SYSTEM)
    refused("returned_at = sent_at + interval '31 days', returned_why = '5.1.1'", sent)


def test_what_is_late_did_not_come_back(sent: OutgoingMail) -> None:
    with pytest.raises(BounceNotFinal):
        came_back(sent, action="delayed")
    sent.refresh_from_db()
    assert sent.returned_at is None


def test_only_who_may_change_the_register_says_so(sent: OutgoingMail) -> None:
    own = acting_for(sent.recipient, Ability.WRITE_OWN)
    for viewer in (PUBLIC, own):
        with pytest.raises(NotAllowed):
            record_bounce(raw=report(sent.message_id), at=timezone.now(), by=viewer)


@pytest.mark.parametrize(
    "change",
    [
        "returned_at = NULL, returned_why = ''",
        "returned_at = returned_at + interval '1 day'",
        "returned_why = '5.2.2'",
    ],
)
def test_the_database_lets_nobody_take_it_back(sent: OutgoingMail, change: str) -> None:
    came_back(sent)
    refused(change, sent)


@pytest.mark.parametrize(
    "change",
    [
        "returned_at = sent_at - interval '1 second', returned_why = '5.1.1'",
        "returned_at = now()",
        "returned_why = '5.1.1'",
    ],
)
def test_the_database_lets_nothing_come_back_by_half(sent: OutgoingMail, change: str) -> None:
    refused(change, sent)


def test_the_database_lets_nothing_come_back_that_did_not_leave() -> None:
    refused("returned_at = now(), returned_why = '5.1.1'", written())


def refused(change: str, row: OutgoingMail) -> None:
    sql = f"UPDATE roles_outgoingmail SET {change} WHERE id = %s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [row.pk])


# What did not arrive


def test_what_did_not_arrive_is_listed_for_who_sent_it_alone(sent: OutgoingMail) -> None:
    own, other = acting_for(sent.sender), acting_for(sent.recipient)
    platform = sent.sender
    assert list(not_arrived(viewer=own, party=platform)) == []
    came_back(sent)
    assert list(not_arrived(viewer=own, party=platform)) == [sent]
    assert list(not_arrived(viewer=other, party=platform)) == []
    assert returned(MailKind.BREACH, [sent.about], viewer=own) == {sent.about: sent}
    assert returned(MailKind.BREACH, [sent.about], viewer=other) == {}


@override_settings(EMAIL_BACKEND="tests.roles.sub_processors.refusing.EmailBackend")
def test_what_a_server_does_not_take_is_listed_too_and_not_what_was_given_up() -> None:
    row = written(kind=MailKind.REQUESTER, recipient=None, address="anna@example.nl")
    assert not deliver(mail=row.pk, at=timezone.now(), by=SYSTEM)
    assert list(not_arrived(viewer=SYSTEM, party=row.sender)) == [row]
    OutgoingMail.objects.filter(pk=row.pk).update(address="", subject="", body="")
    row.refresh_from_db()
    assert list(not_arrived(viewer=SYSTEM, party=row.sender)) == []
    assert not row.is_refused


def test_a_later_mail_about_the_same_that_arrived_makes_good(sent: OutgoingMail) -> None:
    came_back(sent)
    again = {"sender": sent.sender, "recipient": sent.recipient, "about": sent.about}
    letter = Letter(
        MailKind.BREACH, **again, address="post@spraakwerk.example.com", subject="x", body="y"
    )
    (row,) = write([letter], at=timezone.now() + timedelta(minutes=1))
    deliver(mail=row.pk, at=timezone.now() + timedelta(minutes=2), by=SYSTEM)
    assert returned(MailKind.BREACH, [sent.about], viewer=SYSTEM) == {}
    assert list(not_arrived(viewer=SYSTEM, party=sent.sender)) == []


@pytest.mark.parametrize(("status", "stays"), [("5.1.1", False), ("5.2.1", False), ("5.2.2", True)])
def test_who_follows_at_an_address_that_is_no_more_is_forgotten(status: str, stays: bool) -> None:
    Party.objects.create(kind="PLATFORM", name="VoIPGRID")
    at = timezone.now()
    following.follow(address="jan@lezer.example.nl", at=at, by=PUBLIC)
    row = left(OutgoingMail.objects.get(kind=MailKind.FOLLOW))
    came_back(row, status=status)
    following.forget_unconfirmed(at=at, by=SYSTEM)
    assert Follower.objects.exists() is stays


# Where reports come in


@pytest.fixture
def box(tmp_path: Path) -> Path:
    for part in ("new", "cur", "tmp"):
        (tmp_path / part).mkdir()
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_box_is_read_and_what_is_no_report_on_our_mail_stays_in_it_a_month(
    sent: OutgoingMail, box: Path
) -> None:
    (box / "new" / "1").write_bytes(report(sent.message_id))
    (box / "new" / "2").write_bytes(b"From: jan@example.nl\r\n\r\nIk ben er niet.")
    (box / "new" / "3").write_bytes(report("<of@somebody.else>"))
    (box / "tmp" / "4").write_bytes(b"half of")
    (box / "new" / "5").mkdir()
    (box / "new" / "6").write_bytes(report("<a\0b@example.com>"))
    (box / "new" / "7").write_bytes(report(sent.message_id, action="delayed"))
    (box / "new" / "0").write_bytes(report(sent.message_id, to="(" * 3_000))
    (box / "new" / "8").write_bytes(report("<of@somebody.else>", action="delayed"))
    at = timezone.now()
    with override_settings(BOUNCE_MAILDIR=str(box)):
        tasks.read_returned_mail()
    sent.refresh_from_db()
    assert sent.returned_why == "5.1.1"
    assert (names(box / "new"), names(box / "cur")) == (["5"], ["2:2,S", "3:2,S", "6:2,S", "8:2,S"])
    assert names(box / "tmp") == ["4"]
    seen = (at - KEPT - timedelta(hours=1)).timestamp()
    os.utime(box / "cur" / "2:2,S", (seen, seen))
    assert read_box(box, at=at, by=SYSTEM) == 0
    assert names(box / "cur") == ["3:2,S", "6:2,S", "8:2,S"]


def test_a_report_that_was_read_before_a_crash_is_read_again(sent: OutgoingMail, box: Path) -> None:
    came_back(sent)
    (box / "new" / "1").write_bytes(report(sent.message_id, status="5.2.2"))
    assert read_box(box, at=timezone.now(), by=SYSTEM) == 1
    sent.refresh_from_db()
    assert sent.returned_why == "5.1.1"
    assert names(box / "new") == []


def test_two_readers_at_once_do_not_trip_over_each_other(
    sent: OutgoingMail, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (box / "new" / "1").write_bytes(report(sent.message_id))

    def taken(**given: Any) -> OutgoingMail:
        (box / "new" / "1").unlink()
        return record_bounce(**given)

    monkeypatch.setattr("roles.mail.returning.record_bounce", taken)
    assert read_box(box, at=timezone.now(), by=SYSTEM) == 0
    sent.refresh_from_db()
    assert sent.returned_at is not None


def test_no_box_is_no_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    tasks.read_returned_mail()
    assert read_box(tmp_path / "none", at=timezone.now(), by=SYSTEM) == 0
    assert "which is no Maildir" in caplog.text


def test_a_command_reads_one_from_standard_input(
    sent: OutgoingMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.StringIO()
    for raw in (report(sent.message_id), b"From: jan@example.nl\r\n\r\nhello"):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
        if raw.startswith(b"From"):
            with pytest.raises(CommandError, match="mail_no_bounce"):
                call_command("read_bounce", stdout=out)
        else:
            call_command("read_bounce", stdout=out)
    assert out.getvalue() == f"{sent.message_id}: 5.1.1\n"


# Where they are sent


class Taken:
    """A mail server that takes everything, and keeps it."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.envelopes.append(envelope)
        return "250 OK"


@pytest.fixture
def server(settings: Any) -> Iterator[Taken]:
    taken = Taken()
    controller = Controller(taken, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    yield taken
    controller.stop()


def test_each_mail_names_an_address_of_its_own_for_reports_and_nobody_sees_it(
    server: Taken, settings: Any
) -> None:
    settings.BOUNCE_ADDRESS = "bounces@voipgrid.example"
    settings.DEFAULT_FROM_EMAIL = "privacy@voipgrid.example"
    row = left(written())
    (envelope,) = server.envelopes
    assert envelope.mail_from == own_address(row.pk)
    assert envelope.rcpt_tos == ["privacy@spraakwerk.example.com"]
    assert b"From: VoIPGRID <privacy@voipgrid.example>" in envelope.content
    assert b"bounces+" not in envelope.content


def test_without_such_an_address_reports_go_to_the_sender(server: Taken, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "privacy@voipgrid.example"
    left(written())
    (envelope,) = server.envelopes
    assert envelope.mail_from == "privacy@voipgrid.example"
