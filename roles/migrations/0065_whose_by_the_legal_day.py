"""Whose a party is follows the legal day, as everything does: not the day of UTC.

In the first hours after midnight these two took a contract that ended yesterday for one in force.
"""

from django.db import migrations

_HEAD = """
CREATE OR REPLACE FUNCTION %s(target uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off AS $$"""

SERVES = (
    _HEAD % "roles_serves"
    + """
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
)
FREE = (
    _HEAD % "roles_free"
    + """
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
)
BEFORE = SERVES + FREE
BY_THE_LEGAL_DAY = BEFORE.replace("current_date", "today").replace(
    "DECLARE\n", "DECLARE\n    today CONSTANT date := (now() AT TIME ZONE 'Europe/Amsterdam')::date;\n"
)


class Migration(migrations.Migration):
    dependencies = [("roles", "0064_mail_of_hosts")]
    operations = [migrations.RunSQL(BY_THE_LEGAL_DAY, BEFORE)]
