"""Letting people in: users, the groups they are in, and the parties they act for."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from roles.models import Party
from voipgrid_privacy.accounts.choices import MemberRole, OfficerGroup
from voipgrid_privacy.accounts.models import Membership, User
from voipgrid_privacy.kernel.auditing import Kind, noted_as
from voipgrid_privacy.kernel.errors import DomainError
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case


class EmailTaken(DomainError):
    """Someone logs in with that address already."""

    code = "email_taken"
    title = _("Someone already logs in with this e-mail address.")
    status = 409


class InvalidUser(DomainError):
    """An address or a password that is no good; ``problem`` says why."""

    code = "invalid_user"
    title = _("%(problem)s")


@use_case
@noted_as(Kind.ACCESS)
def make_user(
    *,
    email: str,
    name: str = "",
    password: str | None = None,
    language: str = "nl",
    groups: Iterable[OfficerGroup] = (),
    by: Viewer,
) -> User:
    """Let someone in. Members of an officers' group may enter the admin.

    Without a password nobody can log in yet. Raises NotAllowed, ``email_taken``, ``invalid_user``.
    """
    by.must(Ability.MANAGE_ACCESS)
    return enter_user(
        email=email, name=name, password=password, language=language, groups=tuple(groups)
    )


def enter_user(
    *,
    email: str,
    name: str = "",
    password: str | None = None,
    language: str = "nl",
    groups: tuple[OfficerGroup, ...] = (),
) -> User:
    """Make a user, whoever decided that; raises ``email_taken``, ``invalid_user``."""
    if User.objects.filter(email__iexact=email).exists():
        raise EmailTaken(field="email")
    user = User(email=email.lower(), name=name, language=language, is_staff=bool(groups))
    _set_password(user, password)
    try:
        user.full_clean()
    except ValidationError as error:
        raise InvalidUser(problem=" ".join(error.messages)) from error
    user.save(force_insert=True)
    _put_in(user, groups)
    return user


@use_case
@noted_as(Kind.ACCESS)
def set_groups(*, user: User, groups: Iterable[OfficerGroup], by: Viewer) -> User:
    """Let ``user`` be in exactly these officers' groups; raises NotAllowed."""
    by.must(Ability.MANAGE_ACCESS)
    groups = tuple(groups)
    user.is_staff = user.is_superuser or bool(groups)
    user.save(update_fields=("is_staff",))
    _put_in(user, groups)
    return user


@use_case
@noted_as(Kind.ACCESS)
def add_member(*, user: User, party: Party, role: MemberRole, by: Viewer) -> Membership:
    """Let ``user`` act for ``party``, or give it another role there; raises NotAllowed."""
    by.must(Ability.MANAGE_ACCESS)
    membership = Membership.objects.filter(user=user, party=party).first()
    if membership is None:
        membership = Membership(user=user, party=party, role=role)
        membership.full_clean()
        membership.save(force_insert=True)
    elif membership.role != role:
        membership.role = role
        membership.save(update_fields=("role",))
    return membership


@use_case
@noted_as(Kind.ACCESS)
def remove_member(*, membership: Membership, by: Viewer) -> None:
    """Let someone no longer act for a party; raises NotAllowed."""
    by.must(Ability.MANAGE_ACCESS)
    membership.delete()


def _put_in(user: User, groups: tuple[OfficerGroup, ...]) -> None:
    user.groups.set([Group.objects.get_or_create(name=group.value)[0] for group in groups])


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidUser(field="password", problem=" ".join(error.messages)) from error
    user.set_password(password)
