"""Who is still to be told, at the cost of those who have to be: a look in an index for each."""

from django.db import migrations

# LATERAL … OFFSET 0 keeps to the index on providers: the planner takes the exclusion's GiST index to be as
# cheap, and at a hundred thousand contracts that is a hundred times as much. A comparison that no index
# serves leaves it the one on contracts for notices: just after partners told their customers it does
# not know of them, and would read all notices of the change again for each contract.
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
      AND lower(c.valid_during) <= coalesce(s.told_on, change.activated_on, legal_today())
      AND NOT EXISTS (SELECT 1 FROM roles_subprocessornotice n
                      WHERE n.contract_id = c.id AND n.change_id IS NOT DISTINCT FROM change.id
                      OFFSET 0)
      AND NOT (SELECT p.is_model FROM roles_party p WHERE p.id = c.acquirer_id)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("roles", "0018_guards_at_any_size")]
    operations = [migrations.RunSQL([UNTOLD], migrations.RunSQL.noop)]
