"""Recording what a statement says; officers do, with the source they read it in."""

from datetime import date
from typing import TypeVar

from roles.models import (
    DataCategory,
    Disclosure,
    Party,
    Reliance,
    ServiceFeature,
    Source,
    StatedRole,
)
from roles.services.conduct import AlreadyEnded
from roles.services.recording import end, held_for_update, keep, period
from voipgrid_privacy.kernel.errors import NotFound
from voipgrid_privacy.kernel.models import PeriodModel
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.use_case import use_case

P = TypeVar("P", bound=PeriodModel)


@use_case
def state_role(
    *,
    stated_by: Party,
    party: Party,
    category: DataCategory,
    role: str,
    source: Source,
    on: date,
    until: date | None = None,
    feature: ServiceFeature | None = None,
    place: str = "",
    by: Viewer,
) -> StatedRole:
    """Record that ``stated_by`` asserts a role for ``party``; it decides nothing.

    Raises NotAllowed, ``overlapping_stated_role``, ``empty_period``.
    """
    by.must(Ability.WRITE_REGISTER)
    return keep(
        StatedRole(
            stated_by=stated_by,
            party=party,
            category=category,
            feature=feature,
            role=role,
            source=source,
            place=place,
            valid_during=period(on, until),
        )
    )


@use_case
def record_disclosure(
    *,
    party: Party,
    item: str,
    source: Source,
    on: date,
    until: date | None = None,
    category: DataCategory | None = None,
    place: str = "",
    by: Viewer,
) -> Disclosure:
    """Record that the statement of ``party`` tells people ``item`` (GDPR Art. 13, 14).

    Raises NotAllowed, ``overlapping_disclosure``, ``empty_period``.
    """
    by.must(Ability.WRITE_REGISTER)
    return keep(
        Disclosure(
            party=party,
            item=item,
            category=category,
            source=source,
            place=place,
            valid_during=period(on, until),
        )
    )


@use_case
def record_reliance(
    *,
    party: Party,
    source: Source,
    rests_on: Source,
    on: date,
    until: date | None = None,
    ascribed_to: str = "",
    place: str = "",
    by: Viewer,
) -> Reliance:
    """Record what the statement of ``party`` rests on, and to whom it ascribes that.

    Raises NotAllowed, ``overlapping_reliance``, ``empty_period``.
    """
    by.must(Ability.WRITE_REGISTER)
    return keep(
        Reliance(
            party=party,
            source=source,
            rests_on=rests_on,
            ascribed_to=ascribed_to,
            place=place,
            valid_during=period(on, until),
        )
    )


@use_case
def end_said(*, said: P, on: date, by: Viewer) -> P:
    """End what a statement said (a role, a disclosure, a reliance): ``on`` is the day without it.

    Raises NotAllowed, NotFound, ``already_ended``, ``empty_period``.
    """
    by.must(Ability.WRITE_REGISTER)
    held = held_for_update(type(said)._default_manager.all(), said)
    if held is None:
        raise NotFound
    if held.valid_until is not None and held.valid_until <= on:
        raise AlreadyEnded(field="on")
    return end(held, on)
