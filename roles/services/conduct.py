"""What parties do beyond their contracts: conduct decides (EDPB 07/2020). Officers enter it."""

from datetime import date
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from roles.models import (
    DataCategory,
    JointDetermination,
    OwnUse,
    Party,
    Purpose,
    Service,
    Source,
)
from roles.services.changing import tell_of_conduct
from roles.services.recording import end, held_for_update, keep, period
from roles.services.refusals import JointWithItself
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.models import PeriodModel
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

P = TypeVar("P", bound=PeriodModel)


class AlreadyEnded(DomainError):
    """It no longer holds on that day."""

    code = "already_ended"
    title = _("This already ends on or before that day.")
    status = 409


@use_case
def record_own_use(
    *,
    party: Party,
    category: DataCategory,
    purpose: Purpose,
    on: date,
    until: date | None = None,
    source: Source | None = None,
    by: Viewer,
) -> OwnUse:
    """Enter that ``party`` uses these data for a purpose of its own (GDPR Art. 28(10)).

    Raises NotAllowed, ``overlapping_own_use``, ``empty_period``.
    """
    by.must(Ability.WRITE_REGISTER)
    made = keep(
        OwnUse(
            party=party,
            category=category,
            purpose=purpose,
            source=source,
            valid_during=period(on, until),
        )
    )
    tell_of_conduct(party.pk, days=(on, until), service=None)
    return made


@use_case
def end_own_use(*, own_use: OwnUse, on: date, by: Viewer) -> OwnUse:
    """End an own use: ``on`` is the first day without it; raises ``already_ended``."""
    by.must(Ability.WRITE_REGISTER)
    held = _still_held(held_for_update(OwnUse.objects.all(), own_use), on)
    before = held.valid_until
    ended = end(held, on)
    tell_of_conduct(held.party_id, days=(on, before), service=None)
    return ended


@use_case
def record_joint_determination(
    *,
    service: Service,
    category: DataCategory,
    party: Party,
    with_party: Party,
    on: date,
    until: date | None = None,
    source: Source | None = None,
    by: Viewer,
) -> JointDetermination:
    """Enter that two parties decide together why and how (GDPR Art. 26(1)).

    Raises NotAllowed, ``overlapping_joint``, ``joint_with_itself``, ``empty_period``.
    """
    by.must(Ability.WRITE_REGISTER)
    if party == with_party:
        raise JointWithItself(field="with_party")
    made = keep(
        JointDetermination(
            service=service,
            category=category,
            party=party,
            with_party=with_party,
            source=source,
            valid_during=period(on, until),
        )
    )
    _tell_both(made, on, until)
    return made


@use_case
def end_joint_determination(
    *, joint: JointDetermination, on: date, by: Viewer
) -> JointDetermination:
    """End a joint determination; raises ``already_ended``."""
    by.must(Ability.WRITE_REGISTER)
    held = _still_held(held_for_update(JointDetermination.objects.all(), joint), on)
    before = held.valid_until
    ended = end(held, on)
    _tell_both(ended, on, before)
    return ended


def _tell_both(joint: JointDetermination, *days: date | None) -> None:
    for party in (joint.party_id, joint.with_party_id):
        tell_of_conduct(party, days=days, service=joint.service.code)


def _still_held(held: P | None, on: date) -> P:
    if held is None:
        raise NotFound
    if held.valid_until is not None and held.valid_until <= on:
        raise AlreadyEnded(field="on")
    return held
