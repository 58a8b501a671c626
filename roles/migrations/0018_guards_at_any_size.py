"""What guards the chain costs as much for the first contracts of a register as for the last.

``OFFSET 0`` keeps the look for whoever acquires and delivers one look in an index per contract. The
planner, told that there are hardly any contracts yet, would compare each new one with all the
others: twenty thousand took a minute. And it takes walks for so dear that compiling them pays: it
never does. Last, whoever asks for an acquirer's contracts, foreign keys among them, is led away from
the index that guards periods: undoing an import of twenty thousand took five minutes by it.
"""

import django.contrib.postgres.constraints
from django.db import migrations, models

REFUSE_LOOPS = """
CREATE OR REPLACE FUNCTION roles_refuse_loop() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
DECLARE found boolean;
BEGIN
    EXECUTE $walk$
        WITH RECURSIVE suspect AS MATERIALIZED (
            SELECT a.acquirer_id, a.provider_id, a.service_id, a.valid_during FROM added a
            WHERE EXISTS (
                SELECT 1 FROM roles_contract c WHERE c.provider_id = ANY (ARRAY[a.acquirer_id]) OFFSET 0)
        ), up(acquirer, party, service, period) AS (
            SELECT acquirer_id, provider_id, service_id, valid_during FROM suspect
            UNION
            SELECT up.acquirer, c.provider_id, up.service, c.valid_during * up.period
            FROM up, LATERAL (
                SELECT x.* FROM roles_contract x WHERE x.acquirer_id = ANY (ARRAY[up.party]) OFFSET 0) c
            WHERE c.service_id = up.service AND c.valid_during && up.period
        )
        SELECT EXISTS (SELECT 1 FROM up WHERE party = acquirer)
    $walk$ INTO found;
    IF found THEN
        RAISE EXCEPTION 'chain_loop' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'contract_no_loop', TABLE = 'roles_contract';
    END IF;
    RETURN NULL;
END $$;
"""
COMPILE_NOTHING = "".join(
    f"ALTER FUNCTION {name}() SET jit = off;"
    for name in ("roles_scope_add", "roles_scope_move", "roles_scope_remove")
)


class Migration(migrations.Migration):
    dependencies = [("roles", "0017_chain_stamps")]
    operations = [
        # Backwards: the older form refuses the same.
        migrations.RunSQL(REFUSE_LOOPS + COMPILE_NOTHING, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="contract", name="contract_once_per_supplier"),
        migrations.AddConstraint(
            model_name="contract",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("kind__in", ["SUBSCRIPTION", "RESALE", "SUPPLY"])),
                expressions=[
                    ("acquirer", "="),
                    ("service", "="),
                    ("provider", "="),
                    ("valid_during", "&&"),
                ],
                name="contract_once_per_supplier",
                violation_error_code="overlapping_contract",
                violation_error_message=(
                    "These parties already have a contract for this service in that period."
                ),
            ),
        ),
    ]
