"""The statements that read all chains of one day, or those around some parties."""

from typing import Final

_LIMITS: Final = """ARRAY(SELECT d.code FROM roles_contractcategory l
    JOIN roles_datacategory d ON d.id = l.category_id WHERE l.contract_id = c.id ORDER BY d.code)"""
_FEATURES: Final = """ARRAY(SELECT s.code FROM roles_contractfeature f
    JOIN roles_servicefeature s ON s.id = f.feature_id
    WHERE f.contract_id = c.id AND f.valid_during @> %(on)s::date ORDER BY s.code)"""
_BINDING: Final = """a.processor_signed_on <= %(on)s::date
    AND a.controller_signed_on <= %(on)s::date AND a.valid_during @> %(on)s::date"""
_AGREED: Final = f"""EXISTS (SELECT 1 FROM roles_agreement a
    WHERE a.controller_id = c.acquirer_id AND a.processor_id = c.provider_id
      AND (a.contract_id IS NULL OR a.contract_id = c.id) AND {_BINDING})"""
# Whom the seller may engage: everyone (a star), or the parties named.
_MANDATED: Final = """ARRAY(SELECT coalesce(m.engages_id::text, '*') FROM roles_mandate m
    WHERE m.giver_id = c.acquirer_id AND m.holder_id = c.provider_id
      AND m.valid_during @> %(on)s::date ORDER BY 1)"""
# Whether those that a supplier works for were told of it: by a notice, or before there were any.
_ANNOUNCED: Final = """(c.kind <> 'SUPPLY' OR EXISTS (
        SELECT 1 FROM roles_engagement e WHERE e.contract_id = c.id AND e.baseline <> '')
    OR EXISTS (SELECT 1 FROM roles_subprocessorchange h
        WHERE h.sub_processor_id = c.provider_id AND h.proposer_id = c.acquirer_id
          AND h.service_id = c.service_id AND h.state = 'ACTIVE'
          AND h.activated_on <= lower(c.valid_during)))"""

# One row per way in which a seller's customers differ, and how many are alike. A customer for whom
# a role is stated stands alone, so that the two can be compared.
CUSTOMERS: Final = f"""
    SELECT provider_id, natural_person, is_model, alone, limits, features, agreed, mandated,
        count(*)
    FROM (
        SELECT c.provider_id, p.legal_form <> %(legal)s AS natural_person, p.is_model,
            CASE WHEN c.acquirer_id = ANY (%(stated)s::uuid[]) THEN c.acquirer_id END AS alone,
            {_LIMITS} AS limits, {_FEATURES} AS features,
            {_AGREED} AS agreed, {_MANDATED} AS mandated
        FROM roles_contract c JOIN roles_party p ON p.id = c.acquirer_id
        WHERE c.kind = 'SUBSCRIPTION' AND c.service_id = %(service)s
          AND c.valid_during @> %(on)s::date
          AND (%(scopes)s::uuid[] IS NULL OR c.provider_id = ANY (%(scopes)s::uuid[]))
    ) AS customers
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
"""

# The contracts above customers, resale and supply: all of them, or those above some parties.
ABOVE: Final = f"""
    WITH RECURSIVE reached(party) AS (
        SELECT unnest(%(scopes)s::uuid[])
        UNION
        SELECT c.provider_id FROM roles_contract c JOIN reached ON c.acquirer_id = reached.party
        WHERE c.kind <> 'SUBSCRIPTION' AND c.service_id = %(service)s
          AND c.valid_during @> %(on)s::date
    )
    SELECT c.provider_id, c.acquirer_id, c.kind, {_LIMITS}, {_FEATURES}, {_AGREED}, {_MANDATED},
        {_ANNOUNCED}
    FROM roles_contract c
    WHERE c.kind <> 'SUBSCRIPTION' AND c.service_id = %(service)s
      AND c.valid_during @> %(on)s::date
      AND (%(scopes)s::uuid[] IS NULL OR c.acquirer_id IN (SELECT party FROM reached))
    ORDER BY c.kind = 'SUPPLY', 4, 5, c.id
"""

# Customers that had days without a contract before the one they have now. Read once in their
# order: a look back from each contract would take minutes for a million.
GAPS: Final = """
    SELECT provider_id, count(*) FROM (
        SELECT c.provider_id, c.valid_during, max(upper(c.valid_during)) OVER (
            PARTITION BY c.acquirer_id, c.service_id ORDER BY lower(c.valid_during)
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended
        FROM roles_contract c
        WHERE c.kind = 'SUBSCRIPTION' AND (%(scopes)s::uuid[] IS NULL OR c.acquirer_id IN (
            SELECT s.acquirer_id FROM roles_contract s
            WHERE s.provider_id = ANY (%(scopes)s::uuid[]) AND s.kind = 'SUBSCRIPTION'))
    ) AS c
    WHERE c.valid_during @> %(on)s::date
      AND lower(c.valid_during) - c.ended BETWEEN 1 AND %(longest)s
      AND (%(scopes)s::uuid[] IS NULL OR c.provider_id = ANY (%(scopes)s::uuid[]))
    GROUP BY provider_id
"""
