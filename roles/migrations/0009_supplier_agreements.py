"""A partner records what its own suppliers agreed with it: no supplier keeps this register."""

from django.db import migrations

from voipgrid_privacy.kernel import rls
from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE

SERVED = f"processor_id = ANY ({rls.PARTIES}) AND roles_serves(controller_id)"
SUPPLIED = (
    f"controller_id = ANY ({rls.PARTIES}) AND EXISTS (SELECT 1 FROM roles_contract c"
    " JOIN roles_party p ON p.id = c.provider_id WHERE p.kind = 'SUPPLIER' AND c.kind = 'SUPPLY'"
    " AND c.provider_id = processor_id AND c.acquirer_id = controller_id)"
)
# Foreign keys are checked past row-level security: without this, an agreement about another's
# contract would take its place.
OWN_CONTRACT = (
    "(contract_id IS NULL OR EXISTS (SELECT 1 FROM roles_contract c WHERE c.id = contract_id"
    " AND c.provider_id = processor_id AND c.acquirer_id = controller_id))"
)
# The same for everybody else; a partner's session is told no more of a hidden contract than of none.
BETWEEN_ITS_PARTIES = """
CREATE FUNCTION roles_agreement_of_others() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM roles_contract c WHERE c.id = NEW.contract_id
        AND (c.provider_id, c.acquirer_id) IN (
            (NEW.processor_id, NEW.controller_id), (NEW.controller_id, NEW.processor_id))
    ) THEN
        RAISE EXCEPTION 'agreement_of_others' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'agreement_of_others', TABLE = 'roles_agreement';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER roles_agreement_of_others BEFORE INSERT OR UPDATE OF
    contract_id, processor_id, controller_id ON roles_agreement
    FOR EACH ROW WHEN (NEW.contract_id IS NOT NULL) EXECUTE FUNCTION roles_agreement_of_others();
"""
UNDO = """
DROP TRIGGER roles_agreement_of_others ON roles_agreement;
DROP FUNCTION roles_agreement_of_others();
"""


def recorded_where(condition: str) -> list[str]:
    """Return the statements that let partners record agreements under ``condition`` only."""
    condition = f"({condition}) AND {OWN_CONTRACT}"
    return [
        f"ALTER POLICY partner_adds ON roles_agreement TO {PARTNER_ROLE} WITH CHECK ({condition})",
        f"ALTER POLICY partner_changes ON roles_agreement TO {PARTNER_ROLE}"
        f" USING ({condition}) WITH CHECK ({condition})",
    ]


class Migration(migrations.Migration):
    dependencies = [("roles", "0008_findings_judged")]
    operations = [
        migrations.RunSQL(recorded_where(f"({SERVED}) OR ({SUPPLIED})"), recorded_where(SERVED)),
        migrations.RunSQL(BETWEEN_ITS_PARTIES, UNDO),
    ]
