"""The telephony store, as the engine needs to know it: SQL for what is due and what is done.

All of it is set-based. The statements are templates whose fragments are constants of this
module; values only ever come in as parameters.
"""

from collections.abc import Mapping
from typing import Final

from psycopg.sql import SQL, Composable, Composed

from records.choices import StartEvent, Technique

_DATE: Final = (SQL("c.invoice_date"), SQL("c.invoice_date <= %(last_day)s"))
STARTS: Final[Mapping[StartEvent, tuple[SQL, SQL]]] = {
    StartEvent.END_OF_CALL: (
        SQL(
            "((c.started_at + make_interval(secs => c.duration_seconds))"
            " AT TIME ZONE 'Europe/Amsterdam')::date"
        ),
        SQL("c.started_at + make_interval(secs => c.duration_seconds) < %(before)s"),
    ),
    StartEvent.INVOICE_DATE: _DATE,
    StartEvent.END_OF_FINANCIAL_YEAR: _DATE,
}
"""The day of each start event, and whether it is due; it does not know when a contract ends."""

BAND: Final = SQL(
    "CASE WHEN c.duration_seconds = 0 THEN 'NOT_ANSWERED'"
    " WHEN c.duration_seconds <= 60 THEN 'SHORT'"
    " WHEN c.duration_seconds <= 600 THEN 'MEDIUM' ELSE 'LONG' END"
)
"""The duration of a call, in bands."""

PREFIXES: Final[Mapping[str, SQL]] = {
    column: SQL(f"left(c.{column}, CASE WHEN c.{column} LIKE '+31%%' THEN 6 ELSE 4 END)")
    for column in ("caller", "callee")
}
"""The prefix by which the table of classes knows a number."""

_MINE: Final = SQL(
    """
    c.anonymised_on IS NULL
    AND (%(only_partner)s::uuid IS NULL OR c.partner_id = %(only_partner)s::uuid)
    AND c.partner_id <> ALL (%(except_partners)s::uuid[])
    """
)
_BY_KEY: Final = SQL("c.id = ANY (%(keys)s::bigint[])")
_IN_LANE: Final = SQL("AND c.id > %(after)s AND c.id < %(end)s")

_HELD: Final = SQL(
    """
    EXISTS (SELECT 1 FROM records_legalhold h WHERE h.released_at IS NULL
        AND (h.store_id IS NULL OR h.store_id = %(store)s)
        AND (h.category_id IS NULL OR h.category_id = %(category)s)
        AND (h.seller_id IS NULL OR h.seller_id = c.partner_id)
        AND (h.keys IS NULL OR h.table_id IS NULL AND c.id = ANY (h.keys))
        AND (h.party_id IS NULL OR h.party_id IN (c.partner_id, c.customer_id))
        AND (h.number = '' OR h.number IN (c.caller, c.callee))
        AND (h.period IS NULL
             OR h.period @> (c.started_at AT TIME ZONE 'Europe/Amsterdam')::date))
    """
)
_SPARED: Final = SQL("AND NOT {held}").format(held=_HELD)

# Whatever the category for which it was asked, and whoever's phone it was: a call with a number
# that one of its seller's customers has restricted is in no figure that is made from then on.
RESTRICTED: Final = SQL(
    """
    EXISTS (SELECT 1 FROM records_legalhold h
        WHERE h.released_at IS NULL AND h.restriction_id IS NOT NULL
        AND (h.seller_id IS NULL OR h.seller_id = c.partner_id)
        AND (h.keys IS NULL AND h.number IN (c.caller, c.callee)
             OR h.table_id IS NULL AND c.id = ANY (h.keys)))
    """
)
_NONE: Final = SQL("")

# Per partner: due and free, due and held, first and last day, lowest and highest key.
_PREVIEW: Final = SQL(
    """
    SELECT c.partner_id, count(*) FILTER (WHERE NOT {held}), count(*) FILTER (WHERE {held}),
           min({day}) FILTER (WHERE NOT {held}), max({day}) FILTER (WHERE NOT {held}),
           min(c.id) FILTER (WHERE NOT {held}), max(c.id) FILTER (WHERE NOT {held})
    FROM records_calldetailrecord c WHERE {mine} AND {due} GROUP BY c.partner_id
    """
)

_UNDATED: Final = SQL(
    "SELECT count(*) FROM records_calldetailrecord c WHERE {mine} AND ({day}) IS NULL"
)

_BY_DAY: Final = SQL(
    "SELECT {day}, count(*) FROM records_calldetailrecord c WHERE {mine} AND ({day}) IS NOT NULL"
    " GROUP BY 1 ORDER BY 1"
)

_SAMPLE: Final = SQL(
    """
    SELECT left(c.caller, 4) || '…', left(c.callee, 4) || '…', {day}, c.duration_seconds
    FROM records_calldetailrecord c WHERE {mine} AND {due} {spared} ORDER BY c.id LIMIT 5
    """
)

# The next rows of the lane, and the range of keys that they end: no statement asks for it first.
_NEXT: Final = SQL(
    """
    next AS MATERIALIZED (
        SELECT c.id AS key, c.partner_id AS partner
        FROM records_calldetailrecord c WHERE {mine} AND {due} {lane} {spared}
        ORDER BY c.id LIMIT %(size)s
    )
    """
)
_IN_RANGE: Final = SQL("c.id > %(after)s AND c.id <= (SELECT max(key) FROM next)")

# Rows changed, rows meant, last key meant, digest, and rows by partner: rows that are changed by
# others meanwhile make the first two differ, and then nothing of it stays.
_EVIDENCE: Final = SQL(
    """
    SELECT (SELECT count(*) FROM done), count(*), max(key), sha256(%(salt)s::bytea || convert_to(
        coalesce(array_to_string(array_agg(key), ','), ''), 'UTF8')),
        (SELECT coalesce(jsonb_object_agg(partner, n), '{{}}') FROM (
            SELECT partner, count(*) AS n FROM next GROUP BY partner) AS shares)
    FROM next
    """
)

_DELETE: Final = SQL(
    """
    WITH {next}, done AS (
        DELETE FROM records_calldetailrecord c
        WHERE {range} AND {mine} AND {due} {spared} RETURNING 1
    ) {evidence}
    """
)

# The new key is negative and random: sixty bits of a hash of a random UUID. What is due is asked
# twice: once for the old keys, once more of each row as it is when it is changed. A join would ask
# the table a third time, so classes are looked up in an object of all of them.
_GENERALISE: Final = SQL(
    """
    WITH {next}, classes AS MATERIALIZED (
        SELECT jsonb_object_agg(prefix, number_class) AS known FROM records_numberclass
    ), done AS (
        UPDATE records_calldetailrecord c SET
            id = -1 - (uuid_hash_extended(gen_random_uuid(), 0) & 1152921504606846975),
            call_day = (c.started_at AT TIME ZONE 'Europe/Amsterdam')::date,
            caller_class = coalesce((SELECT known FROM classes) ->> {caller_prefix}, 'UNKNOWN'),
            callee_class = coalesce((SELECT known FROM classes) ->> {callee_prefix}, 'UNKNOWN'),
            duration_band = {band},
            anonymised_on = %(cut_off)s, job_id = %(job)s,
            partner_id = NULL, customer_id = NULL, caller = NULL, callee = NULL,
            started_at = NULL, duration_seconds = NULL, invoice_date = NULL
        WHERE {range} AND {mine} AND {due} {spared} RETURNING 1
    ) {evidence}
    """
)

TECHNIQUES: Final[Mapping[Technique, SQL]] = {
    Technique.DELETE: _DELETE,
    Technique.GENERALISE: _GENERALISE,
}

SMALLEST_CLASS: Final = SQL(
    """
    SELECT min(n) FROM (
        SELECT count(*) AS n FROM records_calldetailrecord WHERE anonymised_on IS NOT NULL
        GROUP BY call_day, caller_class, callee_class, duration_band
    ) AS classes
    """
)
"""How few calls share all that is left of them: the first of the three tests of WP216."""


def preview(start_event: StartEvent, *, held: bool, keyed: bool = False) -> Composed:
    """Return the query that counts what is due per partner; without holds it asks for none.

    ``keyed``: due are rows by their keys, whatever their day.
    """
    return _filled(_PREVIEW, start_event, held=held, keyed=keyed)


def undated(start_event: StartEvent) -> Composed:
    """Return the query that counts rows whose term has no start."""
    return _filled(_UNDATED, start_event, held=False)


def by_day(start_event: StartEvent) -> Composed:
    """Return the query that counts rows by the day on which their term starts."""
    return _filled(_BY_DAY, start_event, held=False)


def sample(start_event: StartEvent, *, held: bool) -> Composed:
    """Return the query for a few rows that are due, masked."""
    return _filled(_SAMPLE, start_event, held=held)


def batch(
    technique: Technique, start_event: StartEvent, *, held: bool, keyed: bool = False
) -> Composed:
    """Return the statement that erases the next rows and says which: see ``_EVIDENCE``."""
    return _filled(TECHNIQUES[technique], start_event, held=held, keyed=keyed)


def _filled(template: SQL, start_event: StartEvent, *, held: bool, keyed: bool = False) -> Composed:
    day, due = STARTS[start_event]
    fragments: dict[str, Composable] = {
        "mine": _MINE,
        "due": _BY_KEY if keyed else due,
        "day": day,
        "lane": _IN_LANE,
        "held": _HELD if held else SQL("false"),
        "spared": _SPARED if held else _NONE,
        "range": _IN_RANGE,
        "evidence": _EVIDENCE.format(),
        "band": BAND,
        "caller_prefix": PREFIXES["caller"],
        "callee_prefix": PREFIXES["callee"],
    }
    return template.format(**fragments, next=_NEXT.format(**fragments))
