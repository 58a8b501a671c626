"""Who a user is to the register: parties, what lies upstream of them, abilities."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from roles.queries.visibility import upstream_of
from voipgrid_privacy.accounts.choices import (
    MEMBER_ABILITIES,
    OFFICER_ABILITIES,
    MemberRole,
    OfficerGroup,
)
from voipgrid_privacy.accounts.models import User
from voipgrid_privacy.kernel.tenancy import PUBLIC, Ability, Viewer


def viewer_for(user: User | AnonymousUser) -> Viewer:
    """Return the viewer that ``user`` is today; the public for anyone not logged in."""
    if not isinstance(user, User) or not user.is_active:
        return PUBLIC
    memberships = dict(user.memberships.values_list("party", "role"))
    return Viewer(
        user_id=user.pk,
        name=str(user),
        parties=frozenset(memberships),
        upstream=upstream_of(frozenset(memberships)),
        abilities=_abilities(user, memberships),
    )


def viewer_for_party(party: UUID, *, name: str, user_id: UUID | None = None) -> Viewer:
    """Return the viewer of an API client, which acts for exactly one party."""
    return Viewer(
        user_id=user_id,
        name=name,
        parties=frozenset({party}),
        upstream=upstream_of(frozenset({party})),
        abilities=MEMBER_ABILITIES[MemberRole.MANAGER],
    )


def _abilities(user: User, memberships: dict[UUID, str]) -> frozenset[Ability]:
    if user.is_superuser:
        return frozenset(Ability)
    known = set(OfficerGroup.values)
    groups = [OfficerGroup(g) for g in user.groups.values_list("name", flat=True) if g in known]
    officer = [OFFICER_ABILITIES[group] for group in groups]
    member = [MEMBER_ABILITIES[MemberRole(role)] for role in memberships.values()]
    return frozenset().union(*officer, *member)
