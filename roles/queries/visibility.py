"""What lies upstream of a party: those that deliver to it, by name visible to it."""

from uuid import UUID

from django.db import connection


# Any kind of contract, at any time: a chain that once held stays answerable. But one chain, of
# one service on one day: whoever supplied a partner before it was yours stays unknown to you.
def upstream_walk(of: str) -> str:
    """Return the recursive ``up(party, service, period)`` of a statement, from array ``of``."""
    return f"""up(party, service, period) AS (
        SELECT provider_id, service_id, valid_during
        FROM roles_contract WHERE acquirer_id = ANY({of})
        UNION
        SELECT c.provider_id, c.service_id, c.valid_during * up.period
        FROM up, LATERAL (SELECT x.* FROM roles_contract x WHERE x.acquirer_id = up.party OFFSET 0) c
        WHERE c.service_id = up.service AND c.valid_during && up.period
    )"""


_UPSTREAM = f"WITH RECURSIVE {upstream_walk('%(parties)s')} SELECT DISTINCT party FROM up"


def upstream_of(parties: frozenset[UUID]) -> frozenset[UUID]:
    """Return every party that delivers to ``parties``, directly or through others."""
    if not parties:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_UPSTREAM, {"parties": list(parties)})
        return frozenset(row[0] for row in cursor.fetchall())
