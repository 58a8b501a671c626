"""What staged rows mean to the register, for all rows of an import at once.

Words, numbers and days are looked up once for each different text. First every row is judged by itself,
then rows against each other and against the register; only wrong rows are touched twice.

Each step ends with OFFSET 0: without it the planner folds the steps into one expression and works
out a row's words and problems again for every place that uses them (three times the whole cost).
Rows stay in the order of their numbers on the way, by which their key is written: what they are
joined with is the small side, or looked up by an index: a contract by its acquirer, which has
few (IS NOT DISTINCT FROM keeps the planner from the index of a provider, which has many).
"""

from typing import Final

CONTROL: Final = r"'[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]'"


def cell(column: str, *checks: str, needed: bool = False) -> str:
    """Return the problem of a cell, or null: ``checks`` are ``WHEN condition THEN problem``."""
    label = column.rstrip("_")
    first = f"WHEN {column} = '' THEN '{label}:empty'" if needed else ""
    control = f"WHEN suspect AND {column} ~ {CONTROL} THEN '{label}:control'"
    return f"CASE {first} {control} {' '.join(checks)} END"


def when(condition: str, problem: str) -> str:
    """Return one check of a cell."""
    return f"WHEN {condition} THEN '{problem}'"


def word(mapping: str, column: str) -> str:
    """Return the code that a word means, null for one that is unknown."""
    return f"%({mapping})s::jsonb ->> lower(replace({column}, ' ', '_'))"


WORDS: Final = f"""
CREATE TEMP TABLE import_word ON COMMIT DROP AS
SELECT 'kind' AS of, said, {word("party_kinds", "said")} AS code
FROM (SELECT DISTINCT c2 AS said FROM roles_stagedrow WHERE batch_id = %(batch)s AND what = 'P') k
UNION ALL SELECT 'form', said, CASE WHEN said = '' THEN 'LEGAL_PERSON'
    ELSE {word("legal_forms", "said")} END
FROM (SELECT DISTINCT c4 AS said FROM roles_stagedrow WHERE batch_id = %(batch)s AND what = 'P') f
UNION ALL SELECT 'contract', said, {word("contract_kinds", "said")}
FROM (SELECT DISTINCT c4 AS said FROM roles_stagedrow WHERE batch_id = %(batch)s AND what = 'C') c
UNION ALL (SELECT DISTINCT ON (said) 'service', said, v.id::text
FROM (SELECT DISTINCT c3 AS said FROM roles_stagedrow WHERE batch_id = %(batch)s AND what = 'C') s
JOIN roles_service v ON lower(v.code) = lower(said) ORDER BY said, v.code = said DESC)
"""

MAY_CORRECT: Final = """(%(officer)s OR (NOT p.is_public AND NOT p.is_model
    AND p.registered_by_id = %(giver)s AND (roles_serves(p.id) OR roles_free(p.id))))"""

AS_KNOWN: Final = "(was_name, was_form, was_kvk, was_country)"
AS_SAID: Final = "(name::varchar, form_code::varchar, kvk::varchar, country_code::varchar)"
PARTIES: Final = f"""
INSERT INTO roles_judgedrow (batch_id, number, what, outcome, problems, row_id, key, kind, name,
    legal_form, kvk_number, country, fresh, level, before)
WITH cell AS MATERIALIZED (
    SELECT number, surplus, suspect, c1 AS external_id, c2 AS kind, c3 AS name, c4 AS legal_form,
        c5 AS kvk, c6 AS country
    FROM roles_stagedrow WHERE batch_id = %(batch)s AND what = 'P'
), twice AS (
    SELECT external_id, min(number) AS first FROM cell GROUP BY external_id HAVING count(*) > 1
), known AS MATERIALIZED (
    SELECT DISTINCT ON (e.value) e.value, p.*, {MAY_CORRECT} AS may_correct
    FROM roles_externalid e JOIN roles_party p ON p.id = e.party_id
    WHERE e.assigned_by_id = %(giver)s AND EXISTS (SELECT FROM roles_stagedrow s
        WHERE s.batch_id = %(batch)s AND s.what = 'P' AND s.c1 = e.value)
    ORDER BY e.value, e.system
), first AS (
    SELECT f.* FROM twice t JOIN cell f ON f.number = t.first
), said AS (
    SELECT c.*, w.code AS kind_code, l.code AS form_code,
        coalesce(nullif(upper(c.country), ''), 'NL') AS country_code,
        f.number AS first, (f.kind, f.name, f.legal_form, f.kvk, f.country)
            IS DISTINCT FROM (c.kind, c.name, c.legal_form, c.kvk, c.country) AS differs,
        k.id AS known_id, k.kind AS known_kind, k.may_correct, k.name AS was_name,
        k.legal_form AS was_form, k.kvk_number AS was_kvk, k.country AS was_country
    FROM cell c LEFT JOIN known k ON k.value = c.external_id
    LEFT JOIN first f ON f.external_id = c.external_id AND f.number < c.number
    LEFT JOIN import_word w ON w.of = 'kind' AND w.said = c.kind
    LEFT JOIN import_word l ON l.of = 'form' AND l.said = c.legal_form
    OFFSET 0
), judged AS (
    SELECT said.*, array_remove(ARRAY[
        CASE WHEN surplus THEN ':surplus' END,
        {
    cell(
        "external_id",
        when("length(external_id) > 100", "external_id:too_long"),
        when("first IS NOT NULL AND differs", "external_id:contradiction"),
        needed=True,
    )
},
        {
    cell(
        "kind",
        when("kind_code IS NULL", "kind:party_kind"),
        when("known_kind <> kind_code", "kind:kind_differs"),
        when("NOT %(officer)s AND kind_code NOT IN ('CUSTOMER', 'RESELLER')", "kind:not_allowed"),
        needed=True,
    )
},
        {cell("name", when("length(name) > 200", "name:too_long"), needed=True)},
        {cell("legal_form", when("form_code IS NULL", "legal_form:legal_form"))},
        {cell("kvk", when("kvk !~ '^([0-9]{8})?$'", "kvk:kvk_number"))},
        {cell("country", when("country_code !~ '^[A-Z]{2}$'", "country:country"))},
        CASE WHEN known_id IS NOT NULL AND NOT may_correct AND first IS NULL
            AND {AS_KNOWN} IS DISTINCT FROM {AS_SAID}
            THEN 'external_id:not_allowed' END
    ], NULL) AS problems FROM said OFFSET 0
), decided AS (
    SELECT judged.*, CASE WHEN cardinality(problems) > 0 THEN 'ERROR' WHEN first IS NOT NULL THEN 'DUPLICATE'
        WHEN known_id IS NULL THEN 'NEW'
        WHEN {AS_KNOWN} IS NOT DISTINCT FROM {AS_SAID} THEN 'DUPLICATE'
        ELSE 'CHANGED' END AS outcome FROM judged OFFSET 0
)
SELECT %(batch)s, number, 'P', outcome, problems,
    CASE WHEN outcome = 'NEW' THEN gen_random_uuid() ELSE known_id END, external_id, kind_code,
    name, form_code, kvk, country_code, outcome = 'NEW', 0,
    CASE WHEN outcome = 'CHANGED' THEN jsonb_build_object('name', was_name,
        'legal_form', was_form, 'kvk_number', was_kvk, 'country', was_country) END
FROM decided
"""

ASKED: Final = """
CREATE TEMP TABLE import_asked ON COMMIT DROP AS
SELECT c1 AS number FROM roles_stagedrow WHERE batch_id = %(batch)s AND what = 'C'
UNION SELECT c2 FROM roles_stagedrow WHERE batch_id = %(batch)s AND what = 'C'
"""
NAMES: Final = """
CREATE TEMP TABLE import_name ON COMMIT DROP AS
WITH here AS (
    SELECT DISTINCT ON (key) key, row_id, outcome, fresh FROM roles_judgedrow
    WHERE batch_id = %(batch)s AND what = 'P' ORDER BY key, number
), given AS (
    SELECT DISTINCT ON (value) value, party_id FROM roles_externalid e
    WHERE assigned_by_id = %(giver)s AND EXISTS (SELECT FROM import_asked a WHERE a.number = e.value)
    ORDER BY value, system
), own AS (
    SELECT DISTINCT ON (value) value, party_id FROM roles_externalid
    WHERE party_id = %(giver)s ORDER BY value, system
)
SELECT asked.number, coalesce(here.row_id, given.party_id, own.party_id) AS party_id,
    coalesce(here.fresh, false) AS fresh, coalesce(here.outcome = 'ERROR', false) AS broken
FROM import_asked asked LEFT JOIN here ON here.key = asked.number
LEFT JOIN given ON given.value = asked.number LEFT JOIN own ON own.value = asked.number
"""

DAYS: Final = """
CREATE TEMP TABLE import_day ON COMMIT DROP AS
SELECT text, roles_import_day(text) AS day FROM (
    SELECT c6 AS text FROM roles_stagedrow WHERE batch_id = %(batch)s AND what = 'C'
    UNION SELECT c7 FROM roles_stagedrow WHERE batch_id = %(batch)s AND what = 'C') t
"""


def party(column: str) -> str:
    """Return the problem of a cell that names a party by number."""
    checks = (
        when(f"{column}_broken", f"{column}:party_in_error"),
        when(f"{column}_id IS NULL", f"{column}:unknown_party"),
    )
    return cell(column, *checks, needed=True)


CONTRACTS: Final = f"""
INSERT INTO roles_judgedrow (batch_id, number, what, outcome, problems, row_id, provider_id,
    acquirer_id, service_id, kind, reference, period, fresh, level, before)
WITH said AS (
    SELECT s.number, surplus, suspect, c1 AS provider, c2 AS acquirer, c3 AS service, c4 AS kind,
        c5 AS reference, c6 AS from_, c7 AS until,
        p.party_id AS provider_id, p.broken AS provider_broken, a.party_id AS acquirer_id,
        a.broken AS acquirer_broken, a.fresh OR p.fresh AS fresh, a.fresh AS fresh_acquirer,
        v.code::uuid AS service_id, w.code AS kind_code, f.day AS first, u.day AS last
    FROM roles_stagedrow s LEFT JOIN import_name p ON p.number = c1
    LEFT JOIN import_name a ON a.number = c2
    LEFT JOIN import_word v ON v.of = 'service' AND v.said = c3
    LEFT JOIN import_word w ON w.of = 'contract' AND w.said = c4
    LEFT JOIN import_day f ON f.text = c6 LEFT JOIN import_day u ON u.text = c7
    WHERE s.batch_id = %(batch)s AND s.what = 'C'
    OFFSET 0
), known AS (
    SELECT said.*, k.id AS known_id, upper(k.valid_during) AS known_until,
        k.reference AS known_reference, last IS NOT NULL AND last IS DISTINCT FROM upper(k.valid_during) AS ends
    FROM said LEFT JOIN LATERAL (
        SELECT * FROM roles_contract x WHERE NOT said.fresh AND x.acquirer_id = said.acquirer_id
          AND x.provider_id IS NOT DISTINCT FROM said.provider_id
          AND x.service_id IS NOT DISTINCT FROM said.service_id AND x.kind = said.kind_code
          AND lower(x.valid_during) = said.first OFFSET 0) k ON true
    OFFSET 0
), judged AS (
    SELECT known.*, array_remove(ARRAY[
        CASE WHEN surplus THEN ':surplus' END,
        {party("provider")},
        {
    cell(
        "acquirer",
        when("acquirer_broken", "acquirer:party_in_error"),
        when("acquirer_id IS NULL", "acquirer:unknown_party"),
        when("acquirer_id = provider_id", "acquirer:contract_with_itself"),
        needed=True,
    )
},
        {cell("service", when("service_id IS NULL", "service:unknown_service"), needed=True)},
        {
    cell(
        "kind",
        when("kind_code IS NULL", "kind:contract_kind"),
        when("NOT %(officer)s AND kind_code = 'SUPPLY'", "kind:not_allowed"),
        needed=True,
    )
},
        {cell("reference", when("length(reference) > 60", "reference:too_long"))},
        {cell("from_", when("first IS NULL", "from:not_a_day"), needed=True)},
        {
    cell(
        "until",
        when("until <> '' AND last IS NULL", "until:not_a_day"),
        when("last <= first", "until:empty_period"),
        when(
            "known_id IS NOT NULL AND ends AND known_until <= last", "until:contract_already_ended"
        ),
    )
}
    ], NULL) AS problems FROM known OFFSET 0
)
SELECT %(batch)s, number, 'C', CASE WHEN cardinality(problems) > 0 THEN 'ERROR' WHEN known_id IS NULL THEN 'NEW'
        WHEN ends OR (reference <> '' AND reference <> known_reference) THEN 'CHANGED'
        ELSE 'DUPLICATE' END,
    problems, coalesce(known_id, gen_random_uuid()), provider_id, acquirer_id, service_id, kind_code,
    CASE WHEN reference = '' THEN coalesce(known_reference, '') ELSE reference END,
    CASE WHEN last IS NULL OR first < last THEN daterange(first, coalesce(last, known_until)) END,
    fresh_acquirer, 0, CASE WHEN known_id IS NOT NULL THEN
        jsonb_build_object('until', known_until, 'reference', known_reference) END
FROM judged
"""

OURS: Final = "j.batch_id = %(batch)s AND j.what = 'C'"

# A row that comes again is there already; one that overlaps an earlier period is wrong.
WITHIN: Final = f"""
WITH many AS MATERIALIZED (
    SELECT acquirer_id, service_id FROM roles_judgedrow j WHERE {OURS} AND outcome = 'NEW'
    GROUP BY acquirer_id, service_id HAVING count(*) > 1
), placed AS (
    SELECT number, lower(period) AS start,
        max(coalesce(upper(period), 'infinity')) OVER before AS taken,
        row_number() OVER same > 1 AS again,
        (period, reference) IS NOT DISTINCT FROM
            (first_value(period) OVER same, first_value(reference) OVER same) AS alike
    FROM roles_judgedrow j JOIN many USING (acquirer_id, service_id) WHERE {OURS} AND outcome = 'NEW'
    WINDOW before AS (PARTITION BY acquirer_id, service_id,
            CASE WHEN kind = 'SUPPLY' THEN provider_id END ORDER BY lower(period), number
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
        same AS (PARTITION BY acquirer_id, service_id, provider_id, kind, lower(period) ORDER BY number)
)
UPDATE roles_judgedrow j SET outcome = CASE WHEN p.again AND p.alike THEN 'DUPLICATE' ELSE 'ERROR' END,
    problems = CASE WHEN p.again AND p.alike THEN '{{}}' WHEN p.again THEN ARRAY['from:contradiction_contract']
        ELSE ARRAY['from:overlapping_contract'] END
FROM placed p WHERE {OURS} AND j.number = p.number AND (p.again OR p.start < p.taken)
"""

AGAINST: Final = f"""
WITH hit AS (
    SELECT DISTINCT j.number FROM roles_judgedrow j
    JOIN roles_contract k ON k.acquirer_id = j.acquirer_id AND k.service_id = j.service_id
    LEFT JOIN roles_judgedrow c ON c.batch_id = %(batch)s AND c.what = 'C' AND c.outcome = 'CHANGED'
        AND c.row_id = k.id
    WHERE {OURS} AND j.outcome = 'NEW' AND NOT j.fresh
      AND j.period && coalesce(c.period, k.valid_during)
      AND ((j.kind <> 'SUPPLY' AND k.kind <> 'SUPPLY') OR j.provider_id = k.provider_id)
)
UPDATE roles_judgedrow j SET outcome = 'ERROR', problems = ARRAY['from:overlapping_contract']
FROM hit WHERE {OURS} AND j.number = hit.number
"""

# Whoever is in a loop both acquires and delivers: few rows are, and only those are walked.
EDGES: Final = f"""
CREATE TEMP TABLE import_edge ON COMMIT DROP AS
SELECT number, provider_id, acquirer_id, service_id, period FROM roles_judgedrow j
WHERE {OURS} AND outcome = 'NEW' AND acquirer_id IN (
    SELECT * FROM (SELECT DISTINCT provider_id FROM roles_judgedrow j
        WHERE {OURS} AND outcome = 'NEW' OFFSET 0) here
    UNION SELECT * FROM (SELECT DISTINCT provider_id FROM roles_contract OFFSET 0) already)
"""
LOOPS: Final = f"""
WITH RECURSIVE up(start, goal, party, service, period) AS (
    SELECT number, acquirer_id, provider_id, service_id, period FROM import_edge
    UNION
    SELECT up.start, up.goal, e.provider_id, up.service, e.days * up.period
    FROM up, LATERAL (
        SELECT x.provider_id, x.valid_during AS days FROM roles_contract x
        WHERE x.acquirer_id = ANY (ARRAY[up.party]) AND x.service_id = up.service
        UNION ALL
        SELECT n.provider_id, n.period FROM import_edge n
        WHERE n.acquirer_id = up.party AND n.service_id = up.service AND n.number < up.start
        OFFSET 0) e
    WHERE up.party <> up.goal AND e.days && up.period
)
UPDATE roles_judgedrow j SET outcome = 'ERROR', problems = ARRAY['acquirer:chain_loop']
FROM (SELECT DISTINCT start FROM up WHERE party = goal) loops
WHERE {OURS} AND j.number = loops.start
"""

# A partner delivers by itself and by whom it delivers to, here or in the register already.
MAY: Final = f"""
CREATE TEMP TABLE import_may ON COMMIT DROP AS
WITH RECURSIVE may(party_id, level) AS (
    SELECT p.id, 0 FROM roles_party p WHERE p.kind <> 'PLATFORM' AND roles_serves(p.id)
        AND p.id IN (SELECT provider_id FROM roles_judgedrow j WHERE {OURS})
    UNION
    SELECT j.acquirer_id, may.level + 1 FROM may JOIN roles_judgedrow j ON j.provider_id = may.party_id
    WHERE {OURS} AND j.outcome = 'NEW' AND may.level < 30
)
SELECT party_id, max(level) AS level FROM may GROUP BY party_id
"""
NOT_MINE: Final = f"""
UPDATE roles_judgedrow j SET outcome = 'ERROR', problems = ARRAY['provider:not_allowed']
WHERE {OURS} AND outcome IN ('NEW', 'CHANGED') AND provider_id NOT IN (SELECT party_id FROM import_may)
"""
NOT_FOR_ME: Final = f"""
UPDATE roles_judgedrow j SET outcome = 'ERROR', problems = ARRAY['acquirer:not_allowed']
FROM (SELECT p.id FROM roles_party p WHERE p.id IN (
        SELECT acquirer_id FROM roles_judgedrow j WHERE {OURS} AND outcome = 'NEW' AND NOT fresh)
      AND NOT roles_serves(p.id) AND NOT roles_free(p.id)) other
WHERE {OURS} AND outcome = 'NEW' AND j.acquirer_id = other.id
"""
LEVELS: Final = f"""
UPDATE roles_judgedrow j SET level = may.level FROM import_may may
WHERE {OURS} AND outcome = 'NEW' AND j.provider_id = may.party_id AND may.level > 0
"""
COUNTS: Final = """
SELECT outcome, count(*) FROM roles_judgedrow WHERE batch_id = %(batch)s GROUP BY outcome
"""
