"""On which days an incident was, in what of the service, and whom sellers served then."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from records.incidents.models import IncidentDossier, IncidentFacts
from records.incidents.rules.days import Days, days_of
from roles.models import ServiceFeature
from roles.queries.matrix import TELEPHONY
from voipgrid_privacy.kernel.tenancy import Viewer

# Down from the sellers by resale, each only for as long as the way down held on these days.
_SERVED: Final = """
WITH RECURSIVE down(party, held) AS (
    SELECT s.id, daterange(%(first)s, %(past)s) FROM unnest(%(sellers)s::uuid[]) s(id)
    UNION
    SELECT c.acquirer_id, c.valid_during * down.held
    FROM roles_contract c JOIN down ON c.provider_id = down.party
    WHERE c.kind = 'RESALE' AND c.valid_during && down.held
)
SELECT DISTINCT c.acquirer_id
FROM roles_contract c JOIN down ON c.provider_id = down.party
JOIN roles_party p ON p.id = c.acquirer_id
WHERE c.kind = 'SUBSCRIPTION' AND c.valid_during && down.held AND NOT p.is_model"""


def days_known(dossier: IncidentDossier, facts: IncidentFacts | None, at: datetime) -> Days:
    """Return the days of an incident as far as its facts say so at ``at``."""
    return days_of(
        began=facts.began_at if facts else None,
        ended=facts.ended_at if facts else None,
        discovered=facts.discovered_at if facts else None,
        aware=dossier.aware_at,
        at=at,
    )


def features_named(codes: Iterable[str], viewer: Viewer) -> list[str]:
    """Return what features of telephony are called, in the reader's language."""
    rows = ServiceFeature.objects.visible_to(viewer).filter(service__code=TELEPHONY)
    return [str(row.name) for row in rows.filter(code__in=list(codes))]


def served_by(sellers: Iterable[UUID], days: Days) -> set[UUID]:
    """Return who was served by some sellers, or by resellers below them, on any of the days."""
    params: dict[str, Any] = {"sellers": list(sellers), "first": days.first, "past": days.past}
    with connection.cursor() as cursor:
        cursor.execute(_SERVED, params)
        return {row[0] for row in cursor.fetchall()}
