"""The statements that read what agreements impose, above and below one party, on one day."""

from typing import Final

_BOUND: Final = """bound AS (
    SELECT a.* FROM roles_agreement a
    WHERE a.processor_signed_on <= %(on)s::date AND a.controller_signed_on <= %(on)s::date
      AND a.valid_during @> %(on)s::date AND (%(scopes)s::uuid[] IS NULL
        OR a.processor_id = ANY (%(scopes)s::uuid[]) OR a.controller_id = ANY (%(scopes)s::uuid[]))
)"""
# What was stated last of each item and each kind of data.
_SAID: Final = """said AS (
    SELECT DISTINCT ON (c.agreement_id, c.item_id, c.category_id)
        c.agreement_id, c.item_id, c.category_id, c.place
    FROM roles_agreementcoverage c JOIN bound b ON b.id = c.agreement_id
    ORDER BY c.agreement_id, c.item_id, c.category_id, c.stated_at DESC
)"""
# The wording is that of the paper which both signed here; of what was only recorded the one that
# was recorded with it; of an outside document there is none.
_WORDED: Final = """worded AS (
    SELECT b.id, b.processor_id, b.controller_id, b.reference, b.valid_during, p.id AS paper,
        CASE WHEN p.id IS NOT NULL THEN p.template_id
             WHEN NOT EXISTS (SELECT 1 FROM roles_agreementdocument u
                              WHERE u.agreement_id = b.id AND u.kind = 'UPLOADED')
             THEN b.template_id END AS wording,
        EXISTS (SELECT 1 FROM said WHERE said.agreement_id = b.id
                AND said.item_id IS NOT NULL) AS stated_items,
        EXISTS (SELECT 1 FROM said WHERE said.agreement_id = b.id
                AND said.category_id IS NOT NULL) AS stated_data
    FROM bound b LEFT JOIN LATERAL (
        SELECT d.* FROM roles_agreementdocument d
        WHERE d.agreement_id = b.id AND d.kind = 'GENERATED' AND d.state = 'SIGNED'
        ORDER BY d.number DESC LIMIT 1) p ON true
)"""
_ITEMS: Final = """ARRAY(
    SELECT i.code FROM roles_templateclause c JOIN roles_clauseitem i ON i.id = c.item_id
    WHERE c.template_id = w.wording AND starts_with(i.place, %(letters)s)
    UNION SELECT i.code FROM said s JOIN roles_clauseitem i ON i.id = s.item_id
    WHERE s.agreement_id = w.id AND s.place <> '' AND starts_with(i.place, %(letters)s)
    ORDER BY 1)"""
# A paper that was made here keeps which kinds of data it names.
_DATA: Final = """ARRAY(
    SELECT k.code FROM roles_papercategory n JOIN roles_datacategory k ON k.id = n.category_id
    WHERE n.document_id = w.paper
    UNION SELECT k.code FROM said s JOIN roles_datacategory k ON k.id = s.category_id
    WHERE s.agreement_id = w.id AND s.place <> '' ORDER BY 1)"""

# What holds between two parties neither of which is a customer: one row per agreement.
LOWER: Final = f"""
    WITH {_BOUND}, {_SAID}, {_WORDED}
    SELECT w.processor_id, w.controller_id, w.id, w.reference,
        CASE WHEN w.wording IS NOT NULL OR w.stated_items THEN {_ITEMS} END,
        CASE WHEN w.paper IS NOT NULL OR w.stated_data THEN {_DATA} END
    FROM worded w JOIN roles_party p ON p.id = w.controller_id
    WHERE p.kind <> 'CUSTOMER' ORDER BY w.reference, w.id
"""

# What each party has promised those that it acts for: alike ones are one row, however many.
UPPER: Final = f"""
    WITH {_BOUND}, {_SAID}, {_WORDED}
    SELECT processor_id, items, count(*) FROM (
        SELECT w.processor_id,
            CASE WHEN w.wording IS NOT NULL OR w.stated_items THEN {_ITEMS} END AS items
        FROM worded w
        WHERE %(scopes)s::uuid[] IS NULL OR w.processor_id = ANY (%(scopes)s::uuid[])
    ) AS uppers GROUP BY 1, 2 ORDER BY 1, 2
"""

# How each party may engage others, by its holder: customers that are alike are one row.
MANDATES: Final = """
    SELECT holder, giver, general, notice, count(*) FROM (
        SELECT m.holder_id AS holder,
            CASE WHEN p.kind <> 'CUSTOMER' THEN m.giver_id END AS giver,
            bool_or(m.kind = 'GENERAL') AS general,
            max(m.notice_days) FILTER (WHERE m.kind = 'GENERAL') AS notice
        FROM roles_mandate m JOIN roles_party p ON p.id = m.giver_id
        WHERE m.valid_during @> %(on)s::date AND (%(scopes)s::uuid[] IS NULL
            OR m.holder_id = ANY (%(scopes)s::uuid[]) OR m.giver_id = ANY (%(scopes)s::uuid[]))
        GROUP BY m.holder_id, m.giver_id, p.kind
    ) AS mandates GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""

# Of contracts with others than customers: whether both parties had an agreement on all their days,
# from the first of them on which the acquirer had promised anything, as far as is looked ahead.
UNCOVERED: Final = """
    WITH promised AS (
        SELECT a.processor_id AS party, min(lower(a.valid_during)) AS since
        FROM roles_agreement a
        WHERE a.processor_signed_on <= %(on)s::date AND a.controller_signed_on <= %(on)s::date
          AND a.valid_during @> %(on)s::date
          AND (%(scopes)s::uuid[] IS NULL OR a.processor_id = ANY (%(scopes)s::uuid[]))
        GROUP BY 1
    )
    SELECT DISTINCT c.provider_id, c.acquirer_id
    FROM roles_contract c JOIN promised p ON p.party = c.acquirer_id
    WHERE c.kind <> 'SUBSCRIPTION' AND c.service_id = %(service)s
      AND c.valid_during @> %(on)s::date
      AND NOT coalesce((
          SELECT range_agg(a.valid_during) FROM roles_agreement a
          WHERE a.processor_id = c.provider_id AND a.controller_id = c.acquirer_id
            AND a.processor_signed_on IS NOT NULL AND a.controller_signed_on IS NOT NULL
            AND (a.contract_id IS NULL OR a.contract_id = c.id)
      ) @> (c.valid_during * daterange(p.since, %(ahead)s::date)), false)
"""

# Which measures of the catalogue each party states: those around the scopes, or everybody's. What a
# party added for itself nobody below can state, so it is not compared.
MEASURES: Final = """
    SELECT t.party_id, t.agreement_id, array_agg(DISTINCT m.code)
    FROM roles_takenmeasure t JOIN roles_measure m ON m.id = t.measure_id
    WHERE t.valid_during @> %(on)s::date AND m.party_id IS NULL
      AND (%(scopes)s::uuid[] IS NULL OR t.party_id = ANY (%(scopes)s::uuid[]) OR t.party_id IN (
          SELECT c.provider_id FROM roles_contract c
          WHERE c.acquirer_id = ANY (%(scopes)s::uuid[]) AND c.kind <> 'SUBSCRIPTION'))
    GROUP BY 1, 2 ORDER BY 1, 2
"""
