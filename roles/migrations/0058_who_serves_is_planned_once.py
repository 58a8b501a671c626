"""Who serves a party, and who may take it on, is planned once a session and not once a row.

A function in SQL that calls another is planned again for every row: two milliseconds each. With
few rows a plan would read whole tables, and would be kept after they have grown: hence no scans.
"""

from django.db import migrations

FAST = """
CREATE OR REPLACE FUNCTION roles_serves(target uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF target = ANY (tenancy_parties()) THEN
        RETURN true;
    END IF;
    RETURN EXISTS (
        WITH RECURSIVE up(party, service) AS (
            SELECT c.provider_id, c.service_id FROM roles_contract c
                WHERE c.acquirer_id = target AND c.kind <> 'SUPPLY'
                  AND coalesce(upper(c.valid_during) > current_date, true)
            UNION
            SELECT c.provider_id, c.service_id
                FROM roles_contract c JOIN up ON c.acquirer_id = up.party AND c.service_id = up.service
                WHERE c.kind <> 'SUPPLY' AND coalesce(upper(c.valid_during) > current_date, true)
        ) SELECT 1 FROM up WHERE party = ANY (tenancy_parties()));
END $$;
CREATE OR REPLACE FUNCTION roles_free(target uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    entered_by uuid;
    last_seller uuid;
BEGIN
    IF EXISTS (SELECT 1 FROM roles_contract c WHERE c.acquirer_id = target
               AND c.kind <> 'SUPPLY' AND coalesce(upper(c.valid_during) > current_date, true)) THEN
        RETURN false;
    END IF;
    SELECT p.registered_by_id INTO entered_by FROM roles_party p WHERE p.id = target;
    IF coalesce(roles_serves(entered_by), false) THEN
        RETURN true;
    END IF;
    SELECT c.provider_id INTO last_seller FROM roles_contract c
        WHERE c.acquirer_id = target AND c.kind <> 'SUPPLY'
        ORDER BY upper(c.valid_during) DESC LIMIT 1;
    RETURN coalesce(roles_serves(last_seller), false);
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION roles_serves(target uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE up(party, service) AS (
        SELECT c.provider_id, c.service_id FROM roles_contract c
            WHERE c.acquirer_id = target AND c.kind <> 'SUPPLY'
              AND coalesce(upper(c.valid_during) > current_date, true)
        UNION
        SELECT c.provider_id, c.service_id
            FROM roles_contract c JOIN up ON c.acquirer_id = up.party AND c.service_id = up.service
            WHERE c.kind <> 'SUPPLY' AND coalesce(upper(c.valid_during) > current_date, true)
    )
    SELECT target = ANY (tenancy_parties()) OR EXISTS (SELECT 1 FROM up WHERE party = ANY (tenancy_parties()))
$$;
CREATE OR REPLACE FUNCTION roles_free(target uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT NOT EXISTS (SELECT 1 FROM roles_contract c WHERE c.acquirer_id = target
                       AND c.kind <> 'SUPPLY' AND coalesce(upper(c.valid_during) > current_date, true))
       AND (EXISTS (SELECT 1 FROM roles_party p WHERE p.id = target AND roles_serves(p.registered_by_id))
            OR coalesce((SELECT roles_serves(c.provider_id) FROM roles_contract c
                         WHERE c.acquirer_id = target AND c.kind <> 'SUPPLY'
                         ORDER BY upper(c.valid_during) DESC LIMIT 1), false))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("roles", "0057_role_changed_told")]
    operations = [migrations.RunSQL(FAST, BEFORE)]
