"""The one statement that reads a chain: a party, what is delivered to it, and by whom, upwards.

It comes in two forms: over the tables (what the register says) and over the history (what it
said at an instant). The walk goes from acquirer to provider, so its cost is the depth of the
chain and not the size of the register. It is walked as the application; what a partner may see of
it is kept afterwards (``roles.queries.chain``).
"""

from typing import Final
from uuid import UUID


def _then(model: str, *columns: str) -> str:
    """Return the rows of ``model`` as recorded at ``known_at``: latest event, no delete."""
    picked = ", ".join(f"e.{column}" for column in columns)
    return f"""(
        SELECT e.pgh_obj_id AS id, {picked} FROM roles_{model}event e
        WHERE e.pgh_created_at <= %(known_at)s AND e.pgh_label <> 'delete'
          AND NOT EXISTS (
              SELECT 1 FROM roles_{model}event l WHERE l.pgh_obj_id = e.pgh_obj_id
                AND l.pgh_id > e.pgh_id AND l.pgh_created_at <= %(known_at)s))"""


NOW: Final = {
    "contract": "roles_contract",
    "feature": "roles_contractfeature",
    "limit": "roles_contractcategory",
    "own_use": "roles_ownuse",
    "joint": "roles_jointdetermination",
    "party": "roles_party",
}
THEN: Final = {
    "contract": _then(
        "contract",
        "provider_id",
        "acquirer_id",
        "service_id",
        "kind",
        "reference",
        "source_id",
        "valid_during",
    ),
    "feature": _then("contractfeature", "contract_id", "feature_id", "valid_during"),
    "limit": _then("contractcategory", "contract_id", "category_id"),
    "own_use": _then("ownuse", "party_id", "category_id", "purpose_id", "valid_during"),
    "joint": _then(
        "jointdetermination",
        "service_id",
        "category_id",
        "party_id",
        "with_party_id",
        "valid_during",
    ),
    # History keeps no names: they are today's. What a role can depend on is as it was.
    "party": f"""(
        SELECT p.id, p.name, t.kind, t.legal_form FROM roles_party p
        JOIN {_then("party", "kind", "legal_form")} t ON t.id = p.id)""",
}

# ``= ANY (ARRAY[…])`` keeps to the B-tree: the planner takes the exclusion's GiST index to be as
# cheap, and at a million contracts that is twice the whole look-up.
#
# OFFSET 0 makes the planner start from the acquirer. A prepared plan does not know the day, takes
# "holds that day" for rare, and would read every contract of the register that is in force.
_CHAIN: Final = """
WITH RECURSIVE svc AS (
    SELECT s.id, s.offered_by_id, s.used_by_id FROM roles_service s WHERE s.code = %(service)s
), up AS (
    SELECT 1 AS depth, c.id, c.provider_id, c.acquirer_id, c.kind, c.reference, c.source_id,
        c.valid_during
    FROM {contract} c, svc
    WHERE c.acquirer_id = ANY (ARRAY[%(party)s::uuid]) AND c.service_id = svc.id AND c.valid_during @> %(on)s::date
    UNION
    SELECT up.depth + 1, c.id, c.provider_id, c.acquirer_id, c.kind, c.reference, c.source_id,
        c.valid_during
    FROM up, svc, LATERAL (
        SELECT x.* FROM {contract} x WHERE x.acquirer_id = ANY (ARRAY[up.provider_id]) OFFSET 0) c
    WHERE c.service_id = svc.id AND c.valid_during @> %(on)s::date
), edge AS (
    SELECT DISTINCT ON (up.id) up.*,
        ARRAY(SELECT d.code FROM {limit} l JOIN roles_datacategory d ON d.id = l.category_id
              WHERE l.contract_id = up.id ORDER BY d.code) AS categories,
        ARRAY(SELECT sf.code FROM {feature} f JOIN roles_servicefeature sf ON sf.id = f.feature_id
              WHERE f.contract_id = up.id AND f.valid_during @> %(on)s::date
              ORDER BY sf.code) AS features
    FROM up ORDER BY up.id, up.depth
), member AS (
    SELECT provider_id AS id FROM edge UNION SELECT %(party)s UNION SELECT used_by_id FROM svc
), members AS MATERIALIZED (
    SELECT array_agg(id) AS every FROM member
)
SELECT
    (SELECT json_build_object(
        'id', svc.id, 'offered_by', svc.offered_by_id, 'used_by', svc.used_by_id, 'categories', (
            SELECT json_agg(json_build_array(d.code, d.name) ORDER BY d.position, d.code)
            FROM roles_service_categories sc JOIN roles_datacategory d ON d.id = sc.datacategory_id
            WHERE sc.service_id = svc.id)) FROM svc)::text AS service,
    (SELECT json_agg(json_build_array(p.id, p.name, p.kind, p.legal_form))
        FROM {party} p WHERE p.id = ANY ({everyone}))::text AS parties,
    (SELECT json_agg(json_build_array(e.id, e.provider_id, e.acquirer_id, e.kind, e.reference,
            lower(e.valid_during), upper(e.valid_during), e.categories, e.features,
            (SELECT src.code FROM roles_source src WHERE src.id = e.source_id))
        ORDER BY e.depth, e.kind = 'SUPPLY', e.categories, e.features, lower(e.valid_during), e.id)
        FROM edge e)::text AS edges,
    (SELECT json_agg(json_build_array(u.party_id, d.code, p.code, p.name,
            lower(u.valid_during), upper(u.valid_during)) ORDER BY d.code, p.code)
        FROM {own_use} u
        JOIN roles_datacategory d ON d.id = u.category_id
        JOIN roles_purpose p ON p.id = u.purpose_id
        WHERE u.party_id = ANY ({everyone}) AND u.valid_during @> %(on)s::date)::text AS own_uses,
    (SELECT json_agg(json_build_array(j.party_id, j.with_party_id, d.code,
            lower(j.valid_during), upper(j.valid_during)) ORDER BY d.code)
        FROM {joint} j
        JOIN roles_datacategory d ON d.id = j.category_id
        WHERE j.service_id = (SELECT id FROM svc) AND j.party_id = ANY ({everyone})
            AND j.with_party_id = ANY ({everyone}) AND j.valid_during @> %(on)s::date)::text AS joints
"""

# Asked of the table itself: the fewer joins a statement has, the less there is to set up each time.
EVERYONE: Final = "(SELECT every FROM members)::uuid[]"
CHAIN_NOW: Final = _CHAIN.format(**NOW, everyone=EVERYONE)
CHAIN_THEN: Final = _CHAIN.format(**THEN, everyone=EVERYONE)
# The chains of several parties, each on its day, planned once.
_CHAINS: Final = """
    SELECT asked.party, asked.day, chain.*
    FROM unnest(%(parties)s::uuid[], %(days)s::date[]) AS asked(party, day), LATERAL ({}) AS chain
"""


def _of_each(chain: str) -> str:
    named = chain.replace("%(party)s", "asked.party").replace("%(on)s", "asked.day")
    return _CHAINS.format(named)


CHAINS_NOW: Final = _of_each(CHAIN_NOW)
CHAINS_THEN: Final = _of_each(CHAIN_THEN)

# The look-up reads the chain as the application and leaves the parties' identifiers in a setting of
# its transaction; the next statement, under the partner role, lets row-level security say which of
# them the session may see. That policy, on parties, is what the others here come down to: conduct is
# seen by who sees the party, and a contract by who sees both its ends, except a supply to somebody
# below: a chain with one of those is answered in full (``roles.api.quick``).
CHAIN_FOR_LOOKUP: Final = f"""{CHAIN_NOW}
    , set_config('tenancy.chain', (SELECT string_agg(m.id::text, ',') FROM member m), true),
    (SELECT array_agg(s.stamp::text ORDER BY s.party) FROM roles_chainstamp s
        WHERE s.party = ANY (ARRAY(SELECT id FROM member)) OR s.party = '{UUID(int=0)}')
"""
SEEN_OF_CHAIN: Final = """
    SELECT ARRAY(SELECT p.id::text FROM roles_party p WHERE p.id = ANY ((SELECT tenancy_ids('tenancy.chain'))::uuid[]))
"""
# The same two questions about a chain that is remembered: have its facts still the stamps that they
# had, and which of its parties may the session see?
STAMPS_OF: Final = """
    SELECT array_agg(s.stamp::text ORDER BY s.party) FROM roles_chainstamp s
    WHERE s.party = ANY ((SELECT %(stamped)s::uuid[])::uuid[])
"""
SEEN_OF: Final = """
    SELECT ARRAY(SELECT p.id::text FROM roles_party p WHERE p.id = ANY ((SELECT %(members)s::uuid[])::uuid[]))
"""
