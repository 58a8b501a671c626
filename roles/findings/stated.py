"""Roles that were stated, beside those that conduct gives (EDPB 07/2020 para. 12)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from roles.choices import Feature, Role
from roles.findings.causes import Cause
from roles.findings.chains import Group
from roles.findings.checking import owner_of
from roles.models import StatedRole
from roles.rules.derivation import Answer
from voipgrid_privacy.kernel.tenancy import SYSTEM

Stated = dict[tuple[UUID, str, str], set[tuple[str, str]]]
"""For a party, a category and a feature: the roles stated, each with the kind of who states it."""


def stated_on(on: date) -> Stated:
    """Return every role that is stated on ``on``."""
    rows = StatedRole.objects.visible_to(SYSTEM).in_force(on)
    stated: Stated = defaultdict(set)
    fields = ("party", "category__code", "feature__code", "role", "stated_by__kind")
    for party, category, feature, role, kind in rows.values_list(*fields):
        stated[party, category, feature or Feature.CONVEYANCE.value].add((role, kind))
    return dict(stated)


def contradicted(
    answer: Answer, party: UUID | None, group: Group, stated: Stated
) -> Iterator[Cause]:
    """Yield a role stated for ``party`` that is not the one it has in this chain."""
    about = party or group.alone
    if about is None or answer.purpose is not None:
        return
    for role, kind in stated.get((about, answer.category, answer.feature), ()):
        if role != answer.role and not _calls_a_subscriber_data_subject(role, answer):
            subject = f"party={about}/{answer.feature}/{role}"
            owner = owner_of(kind)
            code, number = "stated_role_contradicted", group.counted
            yield Cause(group.provider, code, subject, about, answer.category, number, owner)


def _calls_a_subscriber_data_subject(role: str, answer: Answer) -> bool:
    """Say whether the two differ in what has a finding of its own: a legal person is subscriber."""
    return role == Role.DATA_SUBJECT and answer.role == Role.SUBSCRIBER
