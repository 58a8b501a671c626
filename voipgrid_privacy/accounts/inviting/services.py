"""Letting colleagues in, and no longer: what a manager of a party does for that party."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from roles.choices import PartyKind
from roles.mail.models import MailKind, OutgoingMail
from roles.mail.services import forget, write
from roles.models import Party
from voipgrid_privacy.accounts.choices import MemberRole
from voipgrid_privacy.accounts.inviting import letters
from voipgrid_privacy.accounts.inviting.models import Invitation
from voipgrid_privacy.accounts.inviting.refusals import (
    InvitationNotValid,
    InvitationsTooMany,
    InvitedJustNow,
    InvitedTooOften,
    LastManager,
    MemberAlready,
)
from voipgrid_privacy.accounts.models import Membership, User
from voipgrid_privacy.accounts.services import InvalidUser, add_member, enter_user
from voipgrid_privacy.kernel.auditing import Kind, noted_as
from voipgrid_privacy.kernel.erasing import erases
from voipgrid_privacy.kernel.errors import NotAllowed, NotFound
from voipgrid_privacy.kernel.tenancy import SYSTEM, Ability, Viewer, as_application
from voipgrid_privacy.kernel.use_case import use_case

HOLDS: Final = timedelta(days=7)
"""How long the link of an invitation works."""
MOST: Final = 20
"""How many invitations of a party are open at once: no party fills boxes of strangers."""
HOUR: Final = timedelta(hours=1)
MOST_IN_AN_HOUR: Final = 20
"""How many invitations a party mails in an hour, also to who was invited already."""
PAUSE: Final = timedelta(minutes=10)
"""How long one address is left alone."""


@use_case
@noted_as(Kind.ACCESS)
def invite(*, party: Party, email: str, role: MemberRole, at: datetime, by: Viewer) -> Invitation:
    """Invite the reader of an address to act for ``party``, by a link in a mail.

    Who was invited already gets another link, and the former works no more. Raises NotAllowed,
    ``member_already``, ``invitations_too_many``, ``invalid_user``.
    """
    must_manage(party, by)
    address = _address(email)
    with as_application():
        if Membership.objects.filter(party=party, user__email__iexact=address).exists():
            raise MemberAlready(field="email")
        Party.objects.select_for_update(no_key=True).get(pk=party.pk)
        _must_leave_alone(party, address, at)
        rows = Invitation.objects.open().filter(party=party)
        _withdraw(rows.filter(email__iexact=address), at)
        if rows.filter(open_before__gt=at).count() >= MOST:
            raise InvitationsTooMany(most=MOST)
        token = secrets.token_urlsafe(32)
        row = Invitation(
            party=party,
            email=address,
            role=role,
            token_hash=hash_of(token),
            invited_at=at,
            invited_by=by.user_id,
            open_before=at + HOLDS,
        )
        row.full_clean()
        row.save(force_insert=True)
        sender = Party.objects.get(kind=PartyKind.PLATFORM)
        write([letters.invited(row, token, sender)], at=at)
    return row


@use_case
@noted_as(Kind.ACCESS)
def withdraw_invitation(*, invitation: Invitation, at: datetime, by: Viewer) -> None:
    """Take an invitation back: its link works no more. Raises NotAllowed, NotFound."""
    row = Invitation.objects.visible_to(by).open().filter(pk=invitation.pk).first()
    if row is None:
        raise NotFound
    must_manage(row.party, by)
    with as_application():
        _withdraw(Invitation.objects.open().filter(pk=row.pk), at)


def the_invitation(*, token: str, at: datetime) -> Invitation:
    """Return the invitation of a link, whoever holds it; raises ``invitation_not_valid``."""
    with transaction.atomic(), as_application():
        return _by_token(Invitation.objects.all(), token, at)


def has_account(invitation: Invitation) -> bool:
    """Say whether the reader of the address logs in already: it needs no other password."""
    with transaction.atomic(), as_application():
        return User.objects.filter(email__iexact=invitation.email).exists()


@use_case
@noted_as(Kind.ACCESS)
def accept_invitation(
    *,
    token: str,
    name: str = "",
    password: str | None = None,
    language: str = "nl",
    at: datetime,
    by: Viewer,  # noqa: ARG001  stamps history
) -> User:
    """Let who holds the link act for the party: with a new account, or with the one it has.

    Raises ``invitation_not_valid``, ``invalid_user``.
    """
    with as_application():
        row = _by_token(Invitation.objects.select_for_update(of=("self",)), token, at)
        user = User.objects.filter(email__iexact=row.email).first()
        if user is None:
            user = enter_user(
                email=row.email, name=name, password=_needed(password), language=language
            )
        if not user.is_active:
            raise InvitationNotValid
        if not Membership.objects.filter(user=user, party=row.party).exists():
            add_member(user=user, party=row.party, role=MemberRole(row.role), by=SYSTEM)
        row.accepted_at, row.email = at, ""
        row.save(update_fields=("accepted_at", "email"))
    return user


def _needed(password: str | None) -> str:
    if not password:
        raise InvalidUser(field="password", problem=_("Choose a password."))
    return password


@use_case
@noted_as(Kind.ACCESS)
def change_member(*, membership: Membership, role: MemberRole, by: Viewer) -> Membership:
    """Let a colleague be manager, or reader; raises NotAllowed, NotFound, ``last_manager``."""
    row = _held(membership, by)
    with as_application():
        if role != MemberRole.MANAGER:
            _must_leave_one(row)
        return add_member(user=row.user, party=row.party, role=role, by=SYSTEM)


@use_case
@noted_as(Kind.ACCESS)
def dismiss_member(*, membership: Membership, at: datetime, by: Viewer) -> None:
    """Let a colleague no longer act for the party: from its next click on.

    Whom it invited is not let in any more.     Raises NotAllowed, NotFound, ``last_manager``.
    """
    row = _held(membership, by)
    with as_application():
        _must_leave_one(row)
        _withdraw(_invited_by(row), at)
        row.delete()


@use_case
@noted_as(Kind.ACCESS)
def withdraw_with(*, membership: Membership, at: datetime, by: Viewer) -> int:
    """Take back whom a member invited, because it goes; return how many. Raises NotAllowed."""
    must_manage(membership.party, by)
    with as_application():
        return _withdraw(_invited_by(membership), at)


@use_case
@erases("forget-invitations")
def forget_invitations(*, at: datetime, by: Viewer) -> int:
    """Erase the addresses of invitations that are over; return how many. Safe to run again."""
    by.must(Ability.WRITE_REGISTER)
    left = Invitation.objects.exclude(withdrawn_at=None).exclude(email="")
    over = left.filter(invited_at__lte=at - PAUSE).update(email="")
    return over + _withdraw(Invitation.objects.open().filter(open_before__lte=at), at)


def must_manage(party: Party, by: Viewer) -> None:
    """Raise NotAllowed unless ``by`` is a manager of that very party, or manages all access."""
    if by.may(Ability.MANAGE_ACCESS):
        return
    managers = Membership.objects.filter(party=party, role=MemberRole.MANAGER)
    if by.user_id is None or not managers.filter(user=by.user_id).exists():
        raise NotAllowed


def hash_of(token: str) -> str:
    """Return what is kept of a link: enough to know it again, not to make it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise InvalidUser(field="email", problem=" ".join(error.messages)) from error
    return address


def _invited_by(member: Membership) -> QuerySet[Invitation]:
    return Invitation.objects.open().filter(party=member.party_id, invited_by=member.user_id)


def _must_leave_alone(party: Party, address: str, at: datetime) -> None:
    """Raise ``invitations_too_many`` for more mail than a party sends, also taken back."""
    sent = Invitation.objects.filter(party=party, invited_at__gt=at - HOUR)
    if sent.count() >= MOST_IN_AN_HOUR:
        raise InvitedTooOften(most=MOST_IN_AN_HOUR)
    if sent.filter(email__iexact=address, invited_at__gt=at - PAUSE).exists():
        raise InvitedJustNow(field="email", minutes=PAUSE // timedelta(minutes=1))


def _by_token(rows: QuerySet[Invitation], token: str, at: datetime) -> Invitation:
    row = rows.filter(token_hash=hash_of(token)).select_related("party").first()
    if row is None or row.accepted_at or row.withdrawn_at or row.open_before <= at:
        raise InvitationNotValid
    return row


def _withdraw(rows: QuerySet[Invitation], at: datetime) -> int:
    """Take these back, with the mail that did not leave yet.

    The address stays while it must be left alone; ``forget_invitations`` erases it after that.
    """
    pks: list[UUID] = list(rows.values_list("pk", flat=True))
    forget(OutgoingMail.objects.filter(kind=MailKind.INVITATION, about__in=pks))
    taken = Invitation.objects.filter(pk__in=pks)
    taken.filter(invited_at__lte=at - PAUSE).update(email="")
    return taken.update(withdrawn_at=at)


def _held(membership: Membership, by: Viewer) -> Membership:
    """Return a membership that ``by`` decides about; raises NotFound, NotAllowed."""
    row = Membership.objects.visible_to(by).filter(pk=membership.pk).first()
    if row is None:
        raise NotFound
    must_manage(row.party, by)
    return row


def _must_leave_one(row: Membership) -> None:
    """Raise LastManager where nobody but this one manages; others wait for the answer."""
    Party.objects.select_for_update(no_key=True).get(pk=row.party_id)
    managers = Membership.objects.filter(
        party=row.party, role=MemberRole.MANAGER, user__is_active=True
    )
    if row.role == MemberRole.MANAGER and not managers.exclude(pk=row.pk).exists():
        raise LastManager
