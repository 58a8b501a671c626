"""What is still wrong with the platform itself is shown to anyone, on its public page."""

from django.db import migrations

from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE

# Open, about the platform and not about a contract with anyone, and never an officer's own words.
SHOWN = """state = 'OPEN' AND contract_id IS NULL AND reason = '' AND EXISTS (
    SELECT 1 FROM roles_party p WHERE p.id = party_id AND p.kind = 'PLATFORM' AND p.is_public)"""


class Migration(migrations.Migration):
    dependencies = [("roles", "0002_chain_and_tenancy")]
    operations = [
        migrations.RunSQL(
            f"CREATE POLICY anyone_sees_the_platforms ON roles_finding FOR SELECT TO {PARTNER_ROLE}"
            f" USING ({SHOWN})",
            "DROP POLICY anyone_sees_the_platforms ON roles_finding",
        )
    ]
