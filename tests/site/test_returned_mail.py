"""Mail that did not arrive, where people look: who sent it, and who reads the report."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from roles.mail.models import MailKind, OutgoingMail
from roles.mail.returning import record_bounce
from roles.mail.services import Letter, deliver, write
from tests.roles.mail.reports import report
from tests.site.asking import text
from tests.site.test_team import invite
from tests.site.threads import received
from tests.site.world import World
from voipgrid_privacy.accounts.models import User
from voipgrid_privacy.kernel.tenancy import SYSTEM
from voipgrid_privacy.site.refused_mail import refused_lately, refused_mail

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
PORTAL = "/en/portal/"
MAIL = "/en/portal/contacten/niet-aangekomen/"
ADMIN = "/en/admin/roles/outgoingmail/"
NOTHING = "No mail server reported that mail in your name did not arrive"


def came_back(mail: OutgoingMail, status: str = "5.1.1") -> OutgoingMail:
    at = timezone.now() + timedelta(seconds=1)
    assert deliver(mail=mail.pk, at=at, by=SYSTEM)
    raw = report(mail.message_id, status=status, reader=mail.address)
    return record_bounce(raw=raw, at=at + timedelta(minutes=1), by=SYSTEM)


def to_bakker(world: World, **more: Any) -> OutgoingMail:
    given = {
        "kind": MailKind.BREACH,
        "about": world.parties["Bakker"].pk,
        "sender": world.parties["Belfabriek"],
        "recipient": world.parties["Bakker"],
        "address": "info@bakker.example.com",
        "subject": "Een incident",
        "body": "Het raakt uw gegevens.",
    }
    (row,) = write([Letter(**{**given, **more})], at=timezone.now())
    return row


def test_who_sent_it_sees_that_it_came_back_why_and_where_to_go(world: World, visit: Visit) -> None:
    bella = visit("Bella")
    assert NOTHING in text(bella.get(MAIL))
    assert "Mail that did not arrive" not in text(bella.get(PORTAL))
    came_back(to_bakker(world))
    listed = bella.get(MAIL)
    for words in (
        "Een incident",
        "Bakker",
        "the address does not exist, or cannot receive",
        "5.1.1",
    ):
        assert words in text(listed)
    assert f"/en/portal/klanten/{world.parties['Bakker'].pk}/" in listed.content.decode()
    assert "One mail in your name was refused or came back." in text(bella.get(PORTAL))
    assert "one in the last 30 days" in text(bella.get("/en/portal/contacten/"))


def test_nobody_sees_it_of_another(world: World, visit: Visit) -> None:
    came_back(to_bakker(world))
    own = {"sender": world.parties["Spraakwerk"], "recipient": world.parties["Slager"]}
    came_back(to_bakker(world, subject="Een ander incident", **own))
    html = text(visit("Bella").get(MAIL))
    assert "Een incident" in html
    assert "Een ander incident" not in html
    assert visit("Eve").get(MAIL).status_code == 403


def test_an_invitation_that_came_back_is_marked_where_colleagues_are(
    world: World, visit: Visit
) -> None:
    row = invite(world)
    came_back(OutgoingMail.objects.get(kind=MailKind.INVITATION, about=row.pk), "5.2.2")
    team = text(visit("Bella").get("/en/portal/collegas/"))
    assert "the mailbox is full" in team
    assert "No mail server reported that mail in your name did not arrive" in text(
        visit("Bella").get(MAIL)
    )  # it is not in hers


def test_a_mail_to_whoever_asks_that_came_back_is_told_in_the_request(
    world: World, visit: Visit
) -> None:
    request = received(world.parties["Belfabriek"])
    letter = to_bakker(
        world,
        kind=MailKind.REQUESTER,
        about=request.pk,
        recipient=None,
        address="anna@example.nl",
        subject="Uw verzoek",
    )
    came_back(letter)
    thread = f"/en/portal/verzoekberichten/{request.pk}/"
    html = text(visit("Bella").get(thread))
    assert "The last mail to whoever asks did not arrive" in html
    listed = visit("Bella").get(MAIL)
    assert thread in listed.content.decode()
    assert "anna@example.nl" not in listed.content.decode()


@pytest.mark.parametrize("way", ["pasted", "file"])
def test_an_officer_reads_a_report(world: World, visit: Visit, way: str) -> None:
    row = to_bakker(world)
    deliver(mail=row.pk, at=timezone.now(), by=SYSTEM)
    raw = report(row.message_id, reader=row.address)
    given: Any = {"pasted": raw.decode()} if way == "pasted" else {}
    if way == "file":
        given = {"file": SimpleUploadedFile("bounce.eml", raw, "message/rfc822")}
    olga, page = visit("Olga"), f"{ADMIN}read-report/"
    assert "Read a report of a mail server" in text(olga.get(ADMIN))
    said = text(olga.post(page, given, follow=True))
    assert "that it came back: the address does not exist, or cannot receive." in said
    shown = text(olga.get(f"{ADMIN}{row.pk}/change/"))
    assert "5.1.1 the address does not exist" in shown


def test_what_is_no_report_is_refused_with_its_code(world: World, visit: Visit) -> None:
    page = f"{ADMIN}read-report/"
    olga = visit("Olga")
    said = olga.post(page, {"pasted": "From: jan@example.nl\n\nIk ben er niet."})
    assert "mail_no_bounce" in text(said)
    assert "Paste a mail, or choose a file." in text(olga.post(page, {"pasted": ""}))
    assert "mail_bounce_unknown" in text(olga.post(page, {"pasted": report("<x@y.z>").decode()}))


def test_who_only_reads_is_not_asked_for_reports(world: World) -> None:
    auditor, user = Client(), User.objects.create_user("auditor@example.nl", name="Auditor")
    user.groups.add(Group.objects.get_or_create(name="auditor")[0])
    auditor.force_login(user)
    assert auditor.get(ADMIN).status_code == 200
    assert auditor.get(f"{ADMIN}read-report/").status_code == 403


def test_each_leads_to_where_it_is_put_right(world: World, visit: Visit) -> None:
    bella, own = visit("Bella"), world.parties["Belfabriek"]
    platform = world.parties["VoIPGRID B.V."]
    to = {"OBJECTION": platform, "EXPIRY": own, "BREACH": world.parties["Bakker"]}
    for kind, recipient in to.items():
        came_back(to_bakker(world, kind=MailKind(kind), recipient=recipient, subject=kind))
    html = bella.get(MAIL).content.decode()
    links = set(re.findall(r'<td data-label="What to do"><a href="([^"]+)"', html))
    assert links == {"/en/portal/contacten/", f"/en/portal/klanten/{world.parties['Bakker'].pk}/"}
    assert {bella.get(link).status_code for link in links} == {200}


def test_what_failed_long_ago_asks_for_nothing_any_more(world: World) -> None:
    mail, own = came_back(to_bakker(world)), world.parties["Belfabriek"]
    asked = {"viewer": SYSTEM, "party": own}
    after = mail.returned_at + timedelta(days=31)
    assert refused_lately(**asked, at=mail.returned_at) == 1
    assert refused_lately(**asked, at=after) == 0
    assert list(refused_mail(**asked, at=after)) == [mail]
    assert list(refused_mail(**asked, at=after + timedelta(days=365))) == []
