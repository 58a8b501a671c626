"""Counting the calls of a month, of each subscriber no more than count: in one statement.

What comes out is the truth. It goes to the mechanism and nowhere else: it is not kept, not logged
and not shown.
"""

from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from django.db import connection
from psycopg.sql import SQL, Composed

from records.holds.models import LegalHold
from records.statistics.cube import CLASS, SIDES
from records.statistics.mechanism import PEOPLE, TOTAL, Measured
from records.telephony.calls import BAND, PREFIXES, RESTRICTED
from voipgrid_privacy.kernel.legal_days import AMSTERDAM

# Which calls of a subscriber count is drawn, so that busy days or long calls are not preferred.
_COUNT: Final = SQL(
    """
    WITH mine AS MATERIALIZED (
        SELECT c.customer_id, {prefix} AS prefix, {band} AS band,
               row_number() OVER (PARTITION BY c.customer_id ORDER BY random()) AS place
        FROM records_calldetailrecord c
        WHERE c.anonymised_on IS NULL AND c.partner_id = %(party)s
          AND c.started_at >= %(since)s AND c.started_at < %(until)s
          AND NOT {restricted}
    ), bound AS MATERIALIZED (
        SELECT coalesce(n.number_class, 'UNKNOWN') AS class, m.band, count(*) AS calls
        FROM mine m LEFT JOIN records_numberclass n ON n.prefix = m.prefix
        WHERE m.place <= %(most)s GROUP BY 1, 2
    )
    SELECT 'class', class, sum(calls)::bigint FROM bound GROUP BY 2
    UNION ALL SELECT 'band', band, sum(calls)::bigint FROM bound GROUP BY 2
    UNION ALL SELECT 'people', 'subscribers', count(*) FROM mine WHERE place = 1
    UNION ALL SELECT 'people', 'bounded', count(*) FROM mine WHERE place = %(most)s + 1
    """
)
_PARTS: Final = {**SIDES, PEOPLE: ("subscribers", "bounded")}


def counted(*, party: UUID, month: date, most_calls: int) -> Measured:
    """Return what is true of a partner's month, with bounded contributions.

    Calls of somebody who had the use of their data restricted are left out (GDPR Art. 18(2)).
    """
    values: dict[str, Any] = {
        "party": party,
        "since": _midnight(month),
        "until": _midnight(following(month)),
        "most": most_calls,
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(), values)
        found = {(side, part): number for side, part, number in cursor.fetchall()}
    true = {side: tuple(found.get((side, p), 0) for p in ps) for side, ps in _PARTS.items()}
    return {TOTAL: (sum(true[CLASS]),), **true}


def _statement() -> Composed:
    """Return the statement; while nothing is restricted, no call is asked about it."""
    any_restricted = LegalHold.objects.active().filter(restriction__isnull=False).exists()
    restricted = RESTRICTED if any_restricted else SQL("false")
    return _COUNT.format(prefix=PREFIXES["callee"], band=BAND, restricted=restricted)


def following(month: date) -> date:
    """Return the first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, AMSTERDAM)
