"""Who is served on a day below some sellers: how many, some of them, and everyone as a stream."""

from typing import Final

_BELOW: Final = """c.provider_id = ANY (%(sellers)s::uuid[]) AND c.kind IN ('RESALE', 'SUBSCRIPTION')
    AND c.valid_during @> %(on)s::date"""
# A name by its words, a number or a reference as it is: each by an index of its own.
_NAMED: Final = """p.id IN (
    SELECT n.id FROM roles_party n WHERE roles_words(n.name) @@ roles_spelled(roles_plain(%(q)s))
    UNION SELECT n.id FROM roles_party n WHERE n.kvk_number <> '' AND n.kvk_number = %(q)s
    UNION SELECT r.acquirer_id FROM roles_contract r
        WHERE r.reference <> '' AND roles_plain(r.reference) = roles_plain(%(q)s))"""
_AFTER: Final = "(p.name, p.id) > (%(name)s, %(after)s::uuid)"

_SERVED: Final = f"""{_BELOW}
    AND c.acquirer_id <> ALL (ARRAY(SELECT m.id FROM roles_party m WHERE m.is_model))"""
# Of one service nobody has two contracts at a time, so there is nothing to tell apart.
CONTRACTS: Final = f"""
SELECT count(*) FROM roles_contract c WHERE {_SERVED} GROUP BY c.service_id"""
PARTIES: Final = f"""
SELECT count(*) FROM (SELECT 1 FROM roles_contract c WHERE {_SERVED} GROUP BY c.acquirer_id) x"""

# Of few the rows are sorted; of many the names are walked in order until the page is full. The
# planner cannot tell which it is: it does not know the day, nor how the sellers' customers are
# spread over the alphabet.
_FEW: Final = f"""
WITH found AS MATERIALIZED (
    SELECT DISTINCT p.name, p.id FROM roles_contract c JOIN roles_party p ON p.id = c.acquirer_id
    WHERE {_SERVED} AND {{more}})
SELECT p.id, (SELECT count(*) FROM found) FROM found p
WHERE {_AFTER} ORDER BY p.name, p.id LIMIT %(most)s"""
FEW: Final = _FEW.format(more="true")
NAMED: Final = _FEW.format(more=_NAMED)
MANY: Final = f"""
SELECT p.id FROM roles_party p, LATERAL (
    SELECT 1 FROM roles_contract c
    WHERE c.acquirer_id = ANY (ARRAY[p.id]) AND {_BELOW} OFFSET 0 LIMIT 1) served
WHERE NOT p.is_model AND {_AFTER} ORDER BY p.name, p.id LIMIT %(most)s"""

# Parties are alike when nothing is known of themselves that a role depends on; conduct of its own
# or suppliers of its own make a party one of a kind.
_COLUMNS: Final = """
    p.id, p.name, p.kvk_number, p.country, s.code, c.provider_id, concat_ws('/', c.kind, p.kind,
        p.legal_form, (
            SELECT string_agg(d.code, ',' ORDER BY d.code)
            FROM roles_contractcategory l JOIN roles_datacategory d ON d.id = l.category_id
            WHERE l.contract_id = c.id), '/', (
            SELECT string_agg(sf.code, ',' ORDER BY sf.code)
            FROM roles_contractfeature f JOIN roles_servicefeature sf ON sf.id = f.feature_id
            WHERE f.contract_id = c.id AND f.valid_during @> %(on)s::date), '/',
        CASE WHEN p.id IN (SELECT id FROM special) THEN p.id END) AS alike,
    coalesce(nullif(c.reference, ''), c.id::text), lower(c.valid_during)"""
_SPECIAL: Final = """
WITH special AS MATERIALIZED (
    SELECT party_id AS id FROM roles_ownuse
    UNION SELECT party_id FROM roles_jointdetermination
    UNION SELECT with_party_id FROM roles_jointdetermination
    UNION SELECT acquirer_id FROM roles_contract WHERE kind = 'SUPPLY'
)"""
_TABLES: Final = """FROM roles_contract c JOIN roles_party p ON p.id = c.acquirer_id
JOIN roles_service s ON s.id = c.service_id"""

SOME: Final = f"""{_SPECIAL}
SELECT {_COLUMNS} {_TABLES}
WHERE c.acquirer_id = ANY (%(parties)s::uuid[]) AND {_BELOW}
ORDER BY p.name, p.id, s.code, c.id"""

# Seller by seller, so that what is alike comes together; a party with two contracts stands at one
# of them, with both.
EVERYONE: Final = f"""{_SPECIAL}
SELECT * FROM (
    SELECT {_COLUMNS}, min(c.provider_id::text) OVER (PARTITION BY p.id) AS seller {_TABLES}
    WHERE {_BELOW} AND NOT p.is_model AND (%(all)s OR EXISTS (
        SELECT 1 FROM roles_partyscope v
        WHERE v.party_id = p.id AND v.viewer_id = ANY (%(viewers)s::uuid[])))) x
ORDER BY seller, name, id, code, lower"""
