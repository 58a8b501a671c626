"""Every customer with the contract it is served under that day, provider by provider."""

from typing import Final

# A customer is like its neighbours unless something is known of itself: then it is walked alone.
CUSTOMERS: Final = """
WITH limits AS (
    SELECT l.contract_id, string_agg(d.code, ',' ORDER BY d.code) AS codes
    FROM roles_contractcategory l JOIN roles_datacategory d ON d.id = l.category_id
    GROUP BY l.contract_id
), features AS (
    SELECT f.contract_id, string_agg(sf.code, ',' ORDER BY sf.code) AS codes
    FROM roles_contractfeature f JOIN roles_servicefeature sf ON sf.id = f.feature_id
    WHERE f.valid_during @> %(on)s::date GROUP BY f.contract_id
), special AS MATERIALIZED (
    SELECT party_id AS id FROM roles_ownuse
    UNION SELECT party_id FROM roles_jointdetermination
    UNION SELECT with_party_id FROM roles_jointdetermination
    UNION SELECT acquirer_id FROM roles_contract WHERE kind = 'SUPPLY'
)
SELECT c.provider_id, concat_ws('/', p.kind, p.legal_form, limits.codes, '/', features.codes,
        '/', x.id) AS variant,
    p.id::text, p.name, c.id::text, coalesce(lower(c.valid_during)::text, ''),
    coalesce(upper(c.valid_during)::text, '')
FROM roles_contract c JOIN roles_party p ON p.id = c.acquirer_id
JOIN roles_service s ON s.id = c.service_id
LEFT JOIN limits ON limits.contract_id = c.id LEFT JOIN features ON features.contract_id = c.id
LEFT JOIN special x ON x.id = p.id
WHERE s.code = %(service)s AND c.kind = 'SUBSCRIPTION' AND c.valid_during @> %(on)s::date
  AND NOT p.is_model AND (%(all)s OR EXISTS (
      SELECT 1 FROM roles_partyscope v
      WHERE v.party_id = p.id AND v.viewer_id = ANY (%(parties)s::uuid[])))
ORDER BY c.provider_id
"""
