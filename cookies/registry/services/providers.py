"""Providers and their roles per phase."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.text import slugify

from cookies.choices import Conduct, Phase
from cookies.errors import ProviderKnown
from cookies.register import read
from cookies.registry.models import Provider, ProviderRole
from cookies.registry.services.writing import change, keep, must_write_for
from roles.choices import Role
from roles.models import Party
from voipgrid_privacy.kernel.law import Citation, parse
from voipgrid_privacy.kernel.tenancy import Ability, Viewer
from voipgrid_privacy.kernel.text import Localised, localised
from voipgrid_privacy.kernel.use_case import use_case


@use_case
def add_provider(
    *, owner: Party | None, code: str, name: str, by: Viewer, **facts: Any
) -> Provider:
    """Enter a provider; without ``owner`` it is shared by all and only the register adds it.

    Raises NotAllowed, and Invalid for what a field refuses.
    """
    if owner is None:
        by.must(Ability.WRITE_REGISTER)
    else:
        must_write_for(by, owner.pk)
    return keep(Provider(owner=owner, code=code, name=name, **facts))


@use_case
def enter_provider(
    *, owner: Party | None, name: str, conduct: Conduct, on: date, by: Viewer, **facts: Any
) -> Provider:
    """Enter a provider with its role in each phase, as what it does with the data makes it.

    Without ``owner`` it is shared by all, and only the register adds it.

    Raises NotAllowed, ProviderKnown, and Invalid for what a field refuses.
    """
    code = slugify(name)[:50] or "provider"
    if Provider.objects.filter(owner=owner, code=code).exists():
        raise ProviderKnown(field="name")
    provider = add_provider(owner=owner, code=code, name=name, by=by, **facts)
    for role in read("conduct")[conduct.value]:
        set_provider_role(
            provider=provider,
            phase=Phase(role["phase"]),
            role=Role(role["role"]),
            reason=localised(role["reason"]),
            grounds=[parse(ground) for ground in role["grounds"]],
            on=on,
            by=by,
        )
    return provider


@use_case
def set_provider_role(
    *,
    provider: Provider,
    phase: Phase,
    role: Role,
    reason: Localised,
    grounds: Sequence[Citation],
    on: date,
    by: Viewer,
) -> ProviderRole:
    """Record a provider's role in a phase from ``on``; an earlier role ends that day (C-40/17)."""
    if provider.owner_id is None:
        by.must(Ability.WRITE_REGISTER)
    else:
        must_write_for(by, provider.owner_id)
    held = provider.roles.select_for_update(of=("self",)).filter(phase=phase)
    for earlier in held.filter(valid_during__contains=on):
        earlier.valid_during = DateRange(earlier.valid_from, on)
        change(earlier, "valid_during")
    return keep(
        ProviderRole(
            provider=provider,
            phase=phase,
            role=role,
            reason=reason,
            grounds=[str(ground) for ground in grounds],
            valid_during=DateRange(on, None),
        )
    )
