"""The question *what if?* as it stands in an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from roles.queries.matrix import TELEPHONY
from roles.supposing.queries import Chain, Simulation, chain_to_suppose, suppose
from voipgrid_privacy.kernel.errors import DomainError, NotFound
from voipgrid_privacy.kernel.tenancy import Viewer


class WhatIfForm(forms.Form):
    """Whose chain, on which day, and what is supposed."""

    party = forms.UUIDField()
    on = forms.DateField()
    what = forms.CharField(max_length=200, required=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, read from an address."""

    party: UUID
    on: date
    what: str


def asked_in_address(query: Mapping[str, str], *, party: UUID | None, today: date) -> Asked | None:
    """Return the question; None without a party. Raises NotFound for what is no question."""
    usual = {"on": today.isoformat(), **({"party": str(party)} if party else {})}
    given = usual | {key: value for key, value in query.items() if value}
    if "party" not in given:
        return None
    form = WhatIfForm(given)
    if not form.is_valid():
        raise NotFound
    return Asked(form.cleaned_data["party"], form.cleaned_data["on"], form.cleaned_data["what"])


def what_if(*, viewer: Viewer, asked: Asked, service: str = TELEPHONY) -> dict[str, Any]:
    """Return what a page shows: the chain, what can be supposed, and what would follow.

    Raises NotFound for a chain that is not the viewer's.
    """
    chain = chain_to_suppose(viewer=viewer, party=asked.party, on=asked.on, service=service)
    shown: dict[str, Any] = {"chain": chain, "asked": asked}
    if not asked.what:
        return shown
    return shown | _supposed(viewer, chain, asked.what)


def _supposed(viewer: Viewer, chain: Chain, what: str) -> dict[str, Simulation | DomainError]:
    try:
        return {"simulation": suppose(viewer=viewer, chain=chain, what=what)}
    except DomainError as refusal:
        return {"refusal": refusal}
