"""Who serves a party is mostly its own seller, or nobody: the chain is walked for the others only.

A recursive query costs tens of microseconds to begin; an import asks it several times a row.
"""

from django.db import migrations

FAST = """
CREATE OR REPLACE FUNCTION roles_serves(target uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    mine CONSTANT uuid[] := tenancy_parties();
    sold_by_us boolean;
BEGIN
    IF target = ANY (mine) THEN
        RETURN true;
    END IF;
    SELECT bool_or(c.provider_id = ANY (mine)) INTO sold_by_us FROM roles_contract c
        WHERE c.acquirer_id = target AND c.kind <> 'SUPPLY'
          AND coalesce(upper(c.valid_during) > current_date, true);
    IF sold_by_us IS DISTINCT FROM false THEN
        RETURN coalesce(sold_by_us, false);
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
        ) SELECT 1 FROM up WHERE party = ANY (mine));
END $$;
"""
BEFORE = """
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
"""


class Migration(migrations.Migration):
    dependencies = [("roles", "0061_requests_are_told")]
    operations = [migrations.RunSQL(FAST, BEFORE)]
