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
        # The same for everybody else.
        rls.between_its_parties(
            "roles_agreement",
            link="contract_id",
            target="roles_contract",
            one=("provider_id", "processor_id"),
            other=("acquirer_id", "controller_id"),
        ),
    ]
