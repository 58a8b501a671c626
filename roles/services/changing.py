"""Telling by webhook that an answer changes: once per change of the chain, only where it does.

Answers are derived, so they are read for the day of the change and for the day before it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from roles.models import PartyScope, Service
from roles.queries.changes import chain_changes
from roles.webhooks.choices import EventType
from roles.webhooks.telling import listening_to, tell_above
from voipgrid_privacy.kernel.tenancy import SYSTEM, as_application

Edge = tuple[UUID, UUID]
"""Who delivers, and who acquires."""
EACH: Final = 100
"""Up to so many contracts that change together every chain is told; of more, who delivers them."""


def tell_changed(edges: Iterable[Edge], *, on: date, service: str) -> None:
    """Tell who hangs on these contracts that answers differ from ``on``; thin, and not what.

    Whoever changes a contract need not see who listens: it is judged and written past its scope.
    """
    with as_application():
        listening = listening_to(EventType.ROLE_CHANGED)
        if not listening or not (changed := dict.fromkeys(edges)):
            return
        if len(changed) > EACH:
            tell_sellers(provider for provider, _acquirer in changed)
            return
        told: list[Edge] = []
        for provider, acquirer in changed:
            if _differs(acquirer, on, service):
                told += [(acquirer, acquirer), (provider, acquirer)]
            told += [(p, p) for p in _below(acquirer, listening) if _differs(p, on, service)]
        tell_above(EventType.ROLE_CHANGED, told)


def tell_of(party: UUID) -> None:
    """Tell a party, and those above it, that what it is changed: on every day, so not compared."""
    tell_sellers([party])


def tell_of_conduct(party: UUID, *, days: Iterable[date | None], service: str | None) -> None:
    """Tell a party, those above it and those below it where its conduct alters an answer.

    ``days`` are those on which it starts or ends; of ``service``, or of whatever is delivered.
    """
    with as_application():
        listening = listening_to(EventType.ROLE_CHANGED)
        if not listening:
            return
        known = [service] if service else list(Service.objects.values_list("code", flat=True))
        asked = [(day, each) for day in days if day for each in known]
        near = [party, *_below(party, listening)]
        told = [p for p in near if any(_differs(p, day, each) for day, each in asked)]
        tell_above(EventType.ROLE_CHANGED, [(each, each) for each in told])


def tell_sellers(sellers: Iterable[UUID]) -> None:
    """Tell of many contracts at once who delivers them, and those above."""
    with as_application():
        tell_above(EventType.ROLE_CHANGED, [(each, each) for each in dict.fromkeys(sellers)])


def _differs(party: UUID, on: date, service: str) -> bool:
    day_after = on + timedelta(days=1)
    return bool(
        chain_changes(viewer=SYSTEM, party=party, service=service, since=on, until=day_after)
    )


def _below(party: UUID, listening: set[UUID]) -> set[UUID]:
    rows = PartyScope.objects.filter(viewer=party, party__in=listening).exclude(party=party)
    return set(rows.values_list("party_id", flat=True))
