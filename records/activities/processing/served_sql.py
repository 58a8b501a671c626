"""Who is served on a day below some sellers: how many, some of them, and everyone as a stream."""

from typing import Final

_BELOW: Final = """c.provider_id = ANY (%(sellers)s::uuid[]) AND c.kind IN ('RESALE', 'SUBSCRIPTION')
    AND c.valid_during @> %(on)s::date"""
_MODELS: Final = "ARRAY(SELECT m.id FROM roles_party m WHERE m.is_model)"


# By the B-tree: with all conditions at once the planner takes an index of an exclusion, which
# costs forty times as much.
def _acquired_by(party: str) -> str:
    return f"""(
    SELECT x.* FROM roles_contract x WHERE x.acquirer_id = ANY (ARRAY[{party}]) OFFSET 0) c"""


def _service_at(end: str) -> str:
    """Return the service of contracts that an index has at one end."""
    return f"""(
    SELECT c.service_id FROM roles_contract c WHERE c.kind IN ('RESALE', 'SUBSCRIPTION')
    ORDER BY c.service_id {end} LIMIT 1)"""


# Of one service nobody has two contracts at a time, so where one service is sold there is nothing
# to tell apart. The planner reads the table where most sell below, and an index for few sellers.
CONTRACTS: Final = f"""
SELECT count(*) - (
    SELECT count(*) FROM roles_contract c WHERE c.acquirer_id = ANY ({_MODELS}) AND {_BELOW}),
    {_service_at("ASC")} IS DISTINCT FROM {_service_at("DESC")}
FROM roles_contract c WHERE {_BELOW}"""
PARTIES: Final = f"""
SELECT count(DISTINCT c.acquirer_id) FROM roles_contract c
WHERE {_BELOW} AND c.acquirer_id <> ALL ({_MODELS})"""

# Of few the rows are sorted; of many the names are walked in order until the page is full. The
# planner cannot tell which it is: it does not know the day, nor how the sellers' customers are
# spread over the alphabet.
_AFTER: Final = "(p.name, p.id) > (%(name)s, %(after)s::uuid)"
_PAGE: Final = f"""
SELECT p.id, (SELECT count(*) FROM found) FROM found p
WHERE {_AFTER} ORDER BY p.name, p.id LIMIT %(most)s"""
FEW: Final = f"""
WITH found AS MATERIALIZED (
    SELECT DISTINCT p.name, p.id FROM roles_contract c JOIN roles_party p ON p.id = c.acquirer_id
    WHERE {_BELOW} AND NOT p.is_model)
{_PAGE}"""
MANY: Final = f"""
SELECT p.id FROM roles_party p
WHERE NOT p.is_model AND {_AFTER} AND EXISTS (SELECT 1 FROM {_acquired_by("p.id")} WHERE {_BELOW})
ORDER BY p.name, p.id LIMIT %(most)s"""

# A name by its words, a number or a reference as it is: each by an index of its own. Of who goes
# by it each is looked up; where that is half the alphabet, everyone who is served is read instead.
NAMED: Final = f"""
WITH hit AS MATERIALIZED (
    SELECT p.id, p.name FROM roles_party p
        WHERE roles_words(p.name) @@ roles_spelled(roles_plain(%(q)s)) AND NOT p.is_model
    UNION SELECT p.id, p.name FROM roles_party p
        WHERE p.kvk_number <> '' AND p.kvk_number = %(q)s AND NOT p.is_model
    UNION SELECT p.id, p.name FROM roles_contract r JOIN roles_party p ON p.id = r.acquirer_id
        WHERE r.reference <> '' AND roles_plain(r.reference) = roles_plain(%(q)s)
            AND NOT p.is_model
), found AS MATERIALIZED (
    SELECT p.name, p.id FROM hit p WHERE (SELECT count(*) FROM hit) <= %(few)s
        AND EXISTS (SELECT 1 FROM {_acquired_by("p.id")} WHERE {_BELOW})
    UNION ALL
    SELECT p.name, p.id FROM hit p WHERE (SELECT count(*) FROM hit) > %(few)s
        AND p.id IN (SELECT c.acquirer_id FROM roles_contract c WHERE {_BELOW}))
{_PAGE}"""

# What a contract is limited to, and what is switched on under it that day: looked up for some, or
# read once and joined.
_LIMITS: Final = """
    SELECT string_agg(d.code, ',' ORDER BY d.code) AS codes{contract}
    FROM roles_contractcategory l JOIN roles_datacategory d ON d.id = l.category_id"""
_FEATURES: Final = """
    SELECT string_agg(sf.code, ',' ORDER BY sf.code) AS codes{contract}
    FROM roles_contractfeature f JOIN roles_servicefeature sf ON sf.id = f.feature_id
    WHERE f.valid_during @> %(on)s::date"""


# Parties are alike when nothing is known of themselves that a role depends on; conduct of its own
# or suppliers of its own make a party one of a kind.
def _columns(limits: str, features: str) -> str:
    return f"""
    p.id, p.name, p.kvk_number, p.country, s.code, c.provider_id, concat_ws('/', c.kind, p.kind,
        p.legal_form, {limits}, '/', {features}, '/',
        CASE WHEN p.id IN (SELECT id FROM special) THEN p.id END) AS alike,
    coalesce(nullif(c.reference, ''), c.id::text), lower(c.valid_during)"""


_SPECIAL: Final = """
WITH special AS MATERIALIZED (
    SELECT party_id AS id FROM roles_ownuse
    UNION SELECT party_id FROM roles_jointdetermination
    UNION SELECT with_party_id FROM roles_jointdetermination
    UNION SELECT acquirer_id FROM roles_contract WHERE kind = 'SUPPLY'
)"""
_NAMES: Final = """JOIN roles_party p ON p.id = c.acquirer_id
JOIN roles_service s ON s.id = c.service_id"""

_LOOKED_UP: Final = _columns(
    f"({_LIMITS.format(contract='')} WHERE l.contract_id = c.id)",
    f"({_FEATURES.format(contract='')} AND f.contract_id = c.id)",
)
SOME: Final = f"""{_SPECIAL}
SELECT {_LOOKED_UP} FROM unnest(%(parties)s::uuid[]) a(id), LATERAL {_acquired_by("a.id")} {_NAMES}
WHERE {_BELOW}
ORDER BY p.name, p.id, s.code, c.id"""


# Seller by seller, so that what is alike comes together; a party with two contracts stands at one
# of them, with both.
def _everyone(columns: str, more: str = "", joined: str = "") -> str:
    return f"""{_SPECIAL}{more}
SELECT * FROM (
    SELECT {columns}, min(c.provider_id::text) OVER (PARTITION BY p.id) AS seller
    FROM roles_contract c {_NAMES} {joined}
    WHERE {_BELOW} AND NOT p.is_model AND (%(all)s OR EXISTS (
        SELECT 1 FROM roles_partyscope v
        WHERE v.party_id = p.id AND v.viewer_id = ANY (%(viewers)s::uuid[])))) x
ORDER BY seller, name, id, code, lower"""


EVERYONE: Final = _everyone(_LOOKED_UP)
# For who sees everything: three times as fast, where a session would judge each row of others too.
UNRESTRICTED: Final = _everyone(
    _columns("limits.codes", "features.codes"),
    f""",
limits AS MATERIALIZED ({_LIMITS.format(contract=", l.contract_id")} GROUP BY l.contract_id),
features AS MATERIALIZED ({_FEATURES.format(contract=", f.contract_id")} GROUP BY f.contract_id)""",
    """LEFT JOIN limits ON limits.contract_id = c.id
    LEFT JOIN features ON features.contract_id = c.id""",
)
