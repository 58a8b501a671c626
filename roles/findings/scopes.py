"""From the marks that changes left to the parties whose surroundings must be checked anew."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import connection

# Whoever sells on, or is supplied, below a marked party (in any period: what is too much costs a
# little time, what is too little would be wrong), who delivers to a marked customer,
# and who states a role for a marked party.
_WIDENED = """
    WITH RECURSIVE below(party) AS (
        SELECT unnest(%(below)s::uuid[])
        UNION
        SELECT c.acquirer_id FROM roles_contract c JOIN below ON c.provider_id = below.party
        WHERE c.kind IN ('RESALE', 'SUPPLY')
    )
    SELECT party FROM below
    UNION SELECT unnest(%(marked)s::uuid[])
    UNION SELECT c.provider_id FROM roles_contract c
        WHERE c.acquirer_id = ANY (%(below)s::uuid[]) AND c.kind = 'SUBSCRIPTION'
    UNION SELECT s.stated_by_id FROM roles_statedrole s WHERE s.party_id = ANY (%(marked)s::uuid[])
"""


def widened(marks: Iterable[tuple[UUID, bool]]) -> frozenset[UUID]:
    """Return every party around which something may have changed, given (party, below) marks."""
    marks = list(marks)
    marked: Collection[UUID] = {party for party, _below in marks}
    below = {party for party, chains in marks if chains}
    if not marked:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_WIDENED, {"marked": list(marked), "below": list(below)})
        return frozenset(row[0] for row in cursor.fetchall())
