"""Colleagues: invited by mail, let in by the link, changed and let go, each party its own."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import deliver, mail_waiting
from tests.site.world import World
from voipgrid_privacy.accounts.choices import MemberRole
from voipgrid_privacy.accounts.inviting import services
from voipgrid_privacy.accounts.inviting.refusals import (
    InvitationNotValid,
    InvitationsTooMany,
    InvitedJustNow,
    InvitedTooOften,
    LastManager,
    MemberAlready,
)
from voipgrid_privacy.accounts.models import Invitation, Membership, User
from voipgrid_privacy.accounts.services import InvalidUser
from voipgrid_privacy.accounts.viewers import viewer_for
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.history import events_of
from voipgrid_privacy.kernel.tenancy import PUBLIC, SYSTEM, partner_scope

Visit = Callable[[str], Client]
pytestmark = pytest.mark.django_db
TEAM = "/en/portal/collegas/"
ADDRESS, PASSWORD = "new@example.nl", "een lange zin van mij"


def invite(world: World, who: str = "Bella", email: str = ADDRESS, **more: object) -> Invitation:
    by = more.pop("by", None) or viewer_for(world.users[who])
    given = {"party": world.parties["Belfabriek"], "email": email, "role": MemberRole.READER}
    return services.invite(**{**given, "at": timezone.now(), **more}, by=by)


def link(at: datetime | None = None) -> str:
    """Send what waits; return the link in the last mail."""
    at = at or timezone.now()
    for pk in mail_waiting(at=at):
        deliver(mail=pk, at=at, by=SYSTEM)
    return re.search(r"https?://\S+/uitnodiging/(\S+)/", str(mail.outbox[-1].body))[1]


def accept(token: str, **more: object) -> User:
    given = {"name": "Nieuw", "password": PASSWORD, "at": timezone.now()}
    return services.accept_invitation(token=token, **{**given, **more}, by=PUBLIC)


def member(world: World, name: str) -> Membership:
    return Membership.objects.get(user=world.users[name], party=world.parties["Belfabriek"])


def test_a_colleague_comes_in_by_the_link_and_once(world: World) -> None:
    row = invite(world)
    token = link()
    sent = mail.outbox[-1]
    assert sent.to == [ADDRESS]
    assert "Belfabriek" in sent.subject
    user = accept(token)
    assert user.check_password(PASSWORD)
    assert user.memberships.get().role == MemberRole.READER
    row.refresh_from_db()
    assert (row.email, row.accepted_at is None) == ("", False)
    with pytest.raises(InvitationNotValid):
        accept(token)


def test_nothing_keeps_the_address_or_the_link_once_it_is_sent(world: World) -> None:
    invite(world)
    token = link()
    kept = OutgoingMail.objects.get(kind=MailKind.INVITATION)
    assert (kept.address, kept.body, kept.recipient) == ("", "", None)
    accept(token)
    for event in events_of(Invitation).objects.values():
        assert ADDRESS not in str(event)
        assert services.hash_of(token) not in str(event)
    assert token not in str(list(Invitation.objects.values()))


def test_who_has_an_account_needs_no_other_password(world: World) -> None:
    eve = world.users["Eve"]
    invite(world, email="EVE@example.nl", role=MemberRole.MANAGER)
    assert accept(link(), password=None) == eve
    assert eve.memberships.get().role == MemberRole.MANAGER


def test_an_account_that_was_closed_is_not_opened_by_an_invitation(world: World) -> None:
    eve = world.users["Eve"]
    eve.is_active = False
    eve.save()
    invite(world, email=eve.email)
    with pytest.raises(InvitationNotValid):
        accept(link())


@pytest.mark.parametrize("password", [None, "", "kort"])
def test_a_poor_password_lets_nobody_in(world: World, password: str | None) -> None:
    invite(world)
    token = link()
    with pytest.raises(InvalidUser):
        accept(token, password=password)
    assert accept(token).email == ADDRESS


def test_inviting_again_makes_the_former_link_void(world: World) -> None:
    invite(world)
    former, later = link(), timezone.now() + timedelta(minutes=10)
    invite(world, email=ADDRESS.upper(), at=later)
    latter = link(later)
    assert former != latter
    with pytest.raises(InvitationNotValid):
        accept(former)
    accept(latter)


def test_a_link_works_seven_days_and_the_address_is_erased_after(world: World) -> None:
    row = invite(world)
    token, over = link(), row.invited_at + timedelta(days=7)
    with pytest.raises(InvitationNotValid):
        accept(token, at=over)
    assert services.forget_invitations(at=over - timedelta(seconds=1), by=SYSTEM) == 0
    assert services.forget_invitations(at=over, by=SYSTEM) == 1
    row.refresh_from_db()
    assert row.email == ""


def test_mail_that_did_not_leave_never_does_once_it_is_taken_back(world: World) -> None:
    row = invite(world)
    by = viewer_for(world.users["Bella"])
    services.withdraw_invitation(invitation=row, at=timezone.now(), by=by)
    assert OutgoingMail.objects.get(kind=MailKind.INVITATION).address == ""
    assert not mail_waiting(at=timezone.now())
    with pytest.raises(NotFound):
        services.withdraw_invitation(invitation=row, at=timezone.now(), by=by)


def test_members_are_not_invited_and_no_more_than_some(world: World, monkeypatch) -> None:
    with pytest.raises(MemberAlready):
        invite(world, email="BOTH@example.nl")
    monkeypatch.setattr(services, "MOST", 1)
    invite(world)
    invite(world, at=timezone.now() + timedelta(minutes=10))
    with pytest.raises(InvitationsTooMany):
        invite(world, email="other@example.nl")
    for wrong in ("", "nobody", "a@b"):
        with pytest.raises(InvalidUser):
            invite(world, email=wrong)


def test_an_address_is_left_alone_for_ten_minutes_also_after_taking_back(world: World) -> None:
    now, by = timezone.now(), viewer_for(world.users["Bella"])
    row = invite(world, at=now)
    almost, after = now + timedelta(minutes=9, seconds=59), now + timedelta(minutes=10)
    with pytest.raises(InvitedJustNow):
        invite(world, at=almost)
    services.withdraw_invitation(invitation=row, at=now, by=by)
    with pytest.raises(InvitedJustNow):
        invite(world, email=ADDRESS.upper(), at=almost)
    assert services.forget_invitations(at=almost, by=SYSTEM) == 0
    assert services.forget_invitations(at=after, by=SYSTEM) == 1
    row.refresh_from_db()
    assert row.email == ""
    assert invite(world, at=after).email == ADDRESS


def test_a_party_mails_no_more_than_twenty_invitations_in_an_hour(world: World) -> None:
    now, by = timezone.now(), viewer_for(world.users["Bella"])
    for number in range(20):
        row = invite(world, email=f"n{number}@example.nl", at=now)
        services.withdraw_invitation(invitation=row, at=now, by=by)
    with pytest.raises(InvitedTooOften):
        invite(world, at=now + timedelta(minutes=59))
    assert OutgoingMail.objects.filter(kind=MailKind.INVITATION).count() == 20
    invite(world, at=now + timedelta(hours=1))


def test_whom_a_dismissed_colleague_invited_is_not_let_in(world: World) -> None:
    row = invite(world, "Both")
    token = link()
    kept = invite(world, email="other@example.nl")
    services.dismiss_member(
        membership=member(world, "Both"), at=timezone.now(), by=viewer_for(world.users["Bella"])
    )
    with pytest.raises(InvitationNotValid):
        accept(token)
    row.refresh_from_db()
    kept.refresh_from_db()
    assert row.withdrawn_at
    assert not kept.withdrawn_at


def test_a_reader_and_a_manager_of_another_let_nobody_in(world: World) -> None:
    Membership.objects.filter(pk=member(world, "Both").pk).update(role=MemberRole.READER)
    bella = member(world, "Bella")
    for who in ("Both", "Eve"):  # Both is a manager, but of Spraakwerk
        by = viewer_for(world.users[who])
        with partner_scope(by), pytest.raises(NotAllowed):
            invite(world, by=by)
        with partner_scope(by), pytest.raises((NotAllowed, NotFound)):
            services.dismiss_member(membership=bella, at=timezone.now(), by=by)
    assert not Invitation.objects.exists()


def test_one_manager_stays(world: World) -> None:
    by = viewer_for(world.users["Bella"])
    with partner_scope(by):
        services.change_member(membership=member(world, "Both"), role=MemberRole.READER, by=by)
        for act in (
            lambda: services.dismiss_member(
                membership=member(world, "Bella"), at=timezone.now(), by=by
            ),
            lambda: services.change_member(
                membership=member(world, "Bella"), role=MemberRole.READER, by=by
            ),
        ):
            with pytest.raises(LastManager):
                act()
        services.dismiss_member(membership=member(world, "Both"), at=timezone.now(), by=by)
    assert Membership.objects.filter(party=world.parties["Belfabriek"]).count() == 1


def test_the_portal_invites_changes_and_lets_go(world: World, visit: Visit) -> None:
    bella = visit("Bella")
    assert "Both" in bella.get(TEAM).content.decode()
    asked = {"do": "invite", "email": ADDRESS, "role": "READER"}
    html = bella.post(TEAM, asked, follow=True).content.decode()
    assert "The invitation is on its way." in html
    assert ADDRESS in html
    html = bella.post(TEAM, {**asked, "email": "both@example.nl"}).content.decode()
    assert "acts for your organisation already" in html
    both = str(member(world, "Both").pk)
    bella.post(TEAM, {"do": "change", "member": both, "role": "READER"})
    assert member(world, "Both").role == MemberRole.READER
    bella.post(TEAM, {"do": "dismiss", "member": both})
    html = bella.post(TEAM, {"do": "dismiss", "member": str(member(world, "Bella").pk)})
    assert "keeps at least one manager" in html.content.decode()
    pk = str(Invitation.objects.get().pk)
    assert bella.post(TEAM, {"do": "withdraw", "invitation": pk}).status_code == 302
    assert bella.post(TEAM, {"do": "withdraw", "invitation": pk}).status_code == 404
    assert bella.post(TEAM, {"do": "nothing"}).status_code == 404


def test_the_link_asks_for_a_button_and_leads_to_logging_in(world: World, visit: Visit) -> None:
    invite(world)
    page, guest = f"/en/uitnodiging/{link()}/", Client()
    html = guest.get(page).content.decode()
    assert "Act for Belfabriek" in html
    assert ADDRESS in html
    answer = guest.post(page, {"name": "Nieuw", "password": "kort"})
    assert answer.status_code == 400
    answer = guest.post(page, {"name": "Nieuw", "password": PASSWORD}, follow=True)
    assert "You act for Belfabriek now. Log in." in answer.content.decode()
    assert User.objects.get(email=ADDRESS).check_password(PASSWORD)
    assert guest.get(page).status_code == 404
    assert "no longer valid" in guest.get("/en/uitnodiging/nonsense/").content.decode()


def test_who_is_logged_in_accepts_with_the_account_it_has(world: World, visit: Visit) -> None:
    invite(world, email="eve@example.nl")
    page = f"/en/uitnodiging/{link()}/"
    both = visit("Both")  # logged in as somebody else: whose the link is decides
    html = both.get(page).content.decode()
    assert "as you do already" in html
    both.post(page)
    assert world.users["Eve"].memberships.exists()


def test_an_officer_who_removes_a_member_takes_back_whom_it_invited(
    world: World, visit: Visit
) -> None:
    row = invite(world, "Both")
    page = reverse("admin:accounts_membership_remove", args=[member(world, "Both").pk])
    assert visit("Olga").post(page, {"sure": "1"}).status_code == 302
    assert not Membership.objects.filter(
        user=world.users["Both"], party=world.parties["Belfabriek"]
    ).exists()
    row.refresh_from_db()
    assert row.withdrawn_at


def test_an_officer_invites_for_a_party_and_takes_it_back(world: World, visit: Visit) -> None:
    olga, party = visit("Olga"), world.parties["Belfabriek"]
    given = {"party": str(party.pk), "email": ADDRESS, "role": "MANAGER"}
    assert olga.post(reverse("admin:accounts_invitation_add"), given).status_code == 302
    row = Invitation.objects.get()
    assert row.email == ADDRESS
    page = reverse("admin:accounts_invitation_take_back", args=[row.pk])
    assert olga.get(page).status_code == 200
    assert olga.post(page, {"sure": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_at
