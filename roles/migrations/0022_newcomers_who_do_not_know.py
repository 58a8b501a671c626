"""Who became a customer meanwhile knows of a change only where it is announced to everyone."""

from django.db import migrations

# As in the migration of the index, but for who came later: it need not be told if the change was in the
# public list, and if it is a newcomer. Whoever was a customer already, of whomever, and has a contract
# anew, was to be told under the old one; if it never was, it still is.
UNTOLD = """
CREATE OR REPLACE FUNCTION sub_processor_untold(change roles_subprocessorchange) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH sender(party, told_on) AS MATERIALIZED (
        SELECT change.proposer_id, change.notified_on
        UNION
        SELECT n.recipient_id, (SELECT min(below.notified_on) FROM roles_subprocessornotice below
                                WHERE below.parent_id = n.id)
        FROM roles_subprocessornotice n
        WHERE n.change_id = change.id
          AND (SELECT k.kind FROM roles_contract k WHERE k.id = n.contract_id) = 'RESALE'
    )
    SELECT c.id FROM sender s, LATERAL (
        SELECT x.* FROM roles_contract x WHERE x.provider_id = ANY (ARRAY[s.party])
          AND x.kind IN ('RESALE', 'SUBSCRIPTION') OFFSET 0) c
    WHERE c.service_id = change.service_id AND (c.kind = 'RESALE' OR change.reaches_customers)
      AND c.valid_during @> coalesce(change.activated_on, legal_today())
      AND NOT EXISTS (SELECT 1 FROM roles_subprocessornotice n
                      WHERE n.contract_id = c.id AND n.change_id IS NOT DISTINCT FROM change.id
                      OFFSET 0)
      AND (lower(c.valid_during) <= coalesce(s.told_on, change.activated_on, legal_today())
        OR (change.visibility <> 'PUBLIC' OR EXISTS (
                SELECT 1 FROM roles_contract b WHERE b.acquirer_id = ANY (ARRAY[c.acquirer_id])
                AND b.service_id = c.service_id AND b.kind IN ('RESALE', 'SUBSCRIPTION')
                AND b.valid_during @> s.told_on OFFSET 0))
        AND NOT EXISTS (SELECT 1 FROM roles_subprocessornotice n JOIN roles_contract b ON b.id = n.contract_id
                        WHERE b.acquirer_id = ANY (ARRAY[c.acquirer_id]) AND n.change_id = change.id))
      AND NOT (SELECT p.is_model FROM roles_party p WHERE p.id = c.acquirer_id)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("roles", "0021_late_notices")]
    operations = [migrations.RunSQL(UNTOLD, migrations.RunSQL.noop)]
