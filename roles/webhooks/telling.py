"""Telling what happened: a row in the transaction of what it tells, and nothing more.

Whoever makes the thing calls this once. Nothing leaves here: a worker spreads the rows later, so
a broker that is down or a receiver that hangs stops nobody's work.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now

from roles.models.parties import Party
from roles.webhooks.choices import EndpointState, EventType
from roles.webhooks.models import WebhookEndpoint, WebhookMessage
from voipgrid_privacy.kernel.tenancy import Viewer

Happened = tuple[UUID, UUID]
"""To which party, and which row tells more."""

# Who delivers to a party now or later, directly or through resellers: as findings are shown.
_ABOVE: Final = """
    WITH RECURSIVE up(target, party, service) AS (
        SELECT c.acquirer_id, c.provider_id, c.service_id FROM roles_contract c
        WHERE c.acquirer_id = ANY (%(parties)s) AND c.kind <> 'SUPPLY'
          AND coalesce(upper(c.valid_during) > legal_today(), true)
        UNION
        SELECT up.target, c.provider_id, c.service_id FROM roles_contract c
        JOIN up ON c.acquirer_id = up.party AND c.service_id = up.service
        WHERE c.kind <> 'SUPPLY' AND coalesce(upper(c.valid_during) > legal_today(), true)
    )
    SELECT DISTINCT target, party FROM up WHERE party = ANY (%(listening)s)
"""


def tell(event: EventType, *, parties: Iterable[UUID], about: UUID, by: Viewer) -> None:
    """Tell ``parties`` of one thing that happened; the caller's transaction decides whether."""
    tell_each(event, [(party, about) for party in parties], by=by)


def tell_each(event: EventType, happened: Iterable[Happened], *, by: Viewer) -> None:
    """Tell of many things at once, each to its own party. The database says when it was.

    Officers and commands see who listens, and write nothing for anyone else. A partner's session
    does not see who else listens: there it is written for every party that the session knows.
    """
    if given := list(dict.fromkeys(happened)):
        reached = _reached(event, {party for party, _about in given}, by)
        _write(event, [each for each in given if each[0] in reached])


def tell_above(event: EventType, happened: Iterable[Happened]) -> None:
    """Tell each party and whoever delivers to it, where they listen; for officers and commands."""
    listening = listening_to(event)
    if not listening or not (given := list(happened)):
        return
    above = _above({party for party, _about in given}, listening)
    reached = ((by, about) for party, about in given for by in above[party] | ({party} & listening))
    _write(event, dict.fromkeys(reached))


def _write(event: EventType, happened: Iterable[Happened]) -> None:
    rows = [
        WebhookMessage(party_id=party, type=event, about=about, happened_at=Now())
        for party, about in happened
    ]
    WebhookMessage.objects.bulk_create(rows, batch_size=1_000)


def _reached(event: EventType, parties: set[UUID], by: Viewer) -> set[UUID]:
    if by.sees_everything:
        return parties & listening_to(event)
    return set(Party.objects.visible_to(by).filter(pk__in=parties).values_list("pk", flat=True))


def listening_to(event: EventType) -> set[UUID]:
    """Return the parties that ask to be told this; for officers and commands."""
    rows = WebhookEndpoint.objects.filter(state=EndpointState.ON, event_types__contains=[event])
    return set(rows.values_list("party", flat=True))


def _above(parties: set[UUID], listening: set[UUID]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, {"parties": list(parties), "listening": list(listening)})
        for target, party in cursor.fetchall():
            found[target].add(party)
    return found
