"""Writing what was judged: a slice at a time, every constraint and trigger on."""

from typing import Final

SLICE: Final = (
    "j.batch_id = %(batch)s AND j.level = %(level)s AND j.number > %(after)s AND j.number <= %(to)s"
)
NEW_PARTIES: Final = f"""
INSERT INTO roles_party (id, kind, name, legal_form, kvk_number, country, is_public, is_model,
    registered_by_id)
SELECT row_id, kind, name, legal_form, kvk_number, country, false, false, %(registrant)s
FROM roles_judgedrow j WHERE {SLICE} AND j.what = 'P' AND j.outcome = 'NEW'
"""
NUMBERS: Final = f"""
INSERT INTO roles_externalid (id, party_id, assigned_by_id, system, value)
SELECT gen_random_uuid(), row_id, %(giver)s, 'RELATIECODE', key
FROM roles_judgedrow j WHERE {SLICE} AND j.what = 'P' AND j.outcome = 'NEW'
"""
NEW_CONTRACTS: Final = f"""
INSERT INTO roles_contract (id, provider_id, acquirer_id, service_id, kind, reference, valid_during)
SELECT row_id, provider_id, acquirer_id, service_id, kind, reference, period
FROM roles_judgedrow j WHERE {SLICE} AND j.what = 'C' AND j.outcome = 'NEW'
"""

# What is changed must still be what the preview saw; how many were is counted.
CHANGED: Final = "j.batch_id = %(batch)s AND j.outcome = 'CHANGED'"
CHANGE_PARTIES: Final = f"""
UPDATE roles_party p SET name = j.name, legal_form = j.legal_form, kvk_number = j.kvk_number,
    country = j.country
FROM roles_judgedrow j WHERE {CHANGED} AND j.what = 'P' AND p.id = j.row_id
  AND p.name = j.before ->> 'name' AND p.legal_form = j.before ->> 'legal_form'
  AND p.kvk_number = j.before ->> 'kvk_number' AND p.country = j.before ->> 'country'
"""
CHANGE_CONTRACTS: Final = f"""
UPDATE roles_contract c SET valid_during = j.period, reference = j.reference
FROM roles_judgedrow j WHERE {CHANGED} AND j.what = 'C' AND c.id = j.row_id
  AND upper(c.valid_during) IS NOT DISTINCT FROM (j.before ->> 'until')::date
  AND c.reference = j.before ->> 'reference'
"""
# A feature ends with its contract; one that was to start later never will.
ENDING_FEATURES: Final = f"""
FROM roles_judgedrow j WHERE {CHANGED} AND j.what = 'C' AND f.contract_id = j.row_id
  AND f.valid_during @> upper(j.period) AND lower(f.valid_during) < upper(j.period)
"""
REMEMBER_FEATURES: Final = f"""
UPDATE roles_judgedrow r SET before = r.before || jsonb_build_object('features', ended.features)
FROM (SELECT f.contract_id, jsonb_agg(jsonb_build_array(f.id, upper(f.valid_during))) AS features
      FROM roles_contractfeature f, roles_judgedrow j
      {ENDING_FEATURES.replace("FROM roles_judgedrow j WHERE", "WHERE")} GROUP BY f.contract_id) ended
WHERE r.batch_id = %(batch)s AND r.outcome = 'CHANGED' AND r.what = 'C' AND r.row_id = ended.contract_id
"""
END_FEATURES: Final = f"""
UPDATE roles_contractfeature f SET valid_during = daterange(lower(f.valid_during), upper(j.period))
{ENDING_FEATURES}
"""

# Which chains differ from which day: a contract that starts, or one that ends on another day.
ALTERED: Final = """
    j.batch_id = %(batch)s AND j.what = 'C' AND (j.outcome = 'NEW' OR j.outcome = 'CHANGED'
        AND upper(j.period) IS DISTINCT FROM (j.before ->> 'until')::date)
"""
EDGES: Final = f"""
SELECT CASE WHEN j.outcome = 'NEW' THEN lower(j.period) ELSE upper(j.period) END AS day, s.code,
    j.provider_id, j.acquirer_id
FROM roles_judgedrow j JOIN roles_service s ON s.id = j.service_id WHERE {ALTERED}
ORDER BY day, s.code, j.number LIMIT %(most)s
"""
SELLERS: Final = f"SELECT DISTINCT j.provider_id FROM roles_judgedrow j WHERE {ALTERED}"

# Undoing, from the leaves up.
UNDO: Final = (
    """UPDATE roles_contract c SET reference = j.before ->> 'reference',
        valid_during = daterange(lower(c.valid_during), (j.before ->> 'until')::date)
    FROM roles_judgedrow j WHERE j.batch_id = %(batch)s AND j.outcome = 'CHANGED' AND j.what = 'C'
      AND c.id = j.row_id""",
    """UPDATE roles_contractfeature f
    SET valid_during = daterange(lower(f.valid_during), (e.value ->> 1)::date)
    FROM roles_judgedrow j, jsonb_array_elements(j.before -> 'features') e
    WHERE j.batch_id = %(batch)s AND j.outcome = 'CHANGED' AND j.what = 'C'
      AND f.id = (e.value ->> 0)::uuid""",
    """UPDATE roles_party p SET name = j.before ->> 'name', legal_form = j.before ->> 'legal_form',
        kvk_number = j.before ->> 'kvk_number', country = j.before ->> 'country'
    FROM roles_judgedrow j WHERE j.batch_id = %(batch)s AND j.outcome = 'CHANGED' AND j.what = 'P'
      AND p.id = j.row_id""",
    """DELETE FROM roles_contract c USING roles_judgedrow j WHERE j.batch_id = %(batch)s
      AND j.what = 'C' AND j.outcome = 'NEW' AND c.id = j.row_id""",
    """DELETE FROM roles_finding f USING roles_judgedrow j WHERE j.batch_id = %(batch)s
      AND j.what = 'P' AND j.outcome = 'NEW' AND f.party_id = j.row_id""",
    """DELETE FROM roles_findingcause f USING roles_judgedrow j WHERE j.batch_id = %(batch)s
      AND j.what = 'P' AND j.outcome = 'NEW' AND f.party_id = j.row_id""",
    """DELETE FROM roles_findingcause f USING roles_judgedrow j WHERE j.batch_id = %(batch)s
      AND j.what = 'P' AND j.outcome = 'NEW' AND f.scope_id = j.row_id""",
    """DELETE FROM roles_externalid e USING roles_judgedrow j WHERE j.batch_id = %(batch)s
      AND j.what = 'P' AND j.outcome = 'NEW' AND e.party_id = j.row_id""",
    """DELETE FROM roles_partyscope s USING roles_judgedrow j WHERE j.batch_id = %(batch)s
      AND j.what = 'P' AND j.outcome = 'NEW' AND s.party_id = j.row_id""",
    """DELETE FROM roles_partyscope s USING roles_judgedrow j WHERE j.batch_id = %(batch)s
      AND j.what = 'P' AND j.outcome = 'NEW' AND s.viewer_id = j.row_id""",
    """DELETE FROM roles_party p USING roles_judgedrow j WHERE j.batch_id = %(batch)s
      AND j.what = 'P' AND j.outcome = 'NEW' AND p.id = j.row_id""",
)
MADE: Final = "SELECT row_id FROM roles_judgedrow WHERE batch_id = %(batch)s AND outcome = 'NEW' AND what = '{}'"
CHANGED_SINCE: Final = """
SELECT EXISTS (SELECT 1 FROM roles_judgedrow j LEFT JOIN roles_contract c ON c.id = j.row_id
        WHERE j.batch_id = %(batch)s AND j.what = 'C' AND j.outcome IN ('NEW', 'CHANGED')
          AND (c.id IS NULL OR c.valid_during <> j.period OR c.reference <> j.reference)),
    EXISTS (SELECT 1 FROM roles_judgedrow j LEFT JOIN roles_party p ON p.id = j.row_id
        WHERE j.batch_id = %(batch)s AND j.what = 'P' AND j.outcome IN ('NEW', 'CHANGED')
          AND (p.id IS NULL OR (p.name, p.legal_form, p.kvk_number, p.country)
               IS DISTINCT FROM (j.name::varchar, j.legal_form::varchar, j.kvk_number::varchar, j.country::varchar)))
"""
