"""Who reads findings, and what makes a change of facts reach them."""

from django.db import migrations

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls
from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE

# Open, of a kind that is shown in public, about the platform, and never an officer's own words.
SHOWN = """state IN ('OPEN', 'REOPENED') AND shown_publicly AND reason = '' AND EXISTS (
    SELECT 1 FROM roles_party p WHERE p.id = party_id AND p.kind = 'PLATFORM' AND p.is_public)"""
BEFORE = """state = 'OPEN' AND contract_id IS NULL AND reason = '' AND EXISTS (
    SELECT 1 FROM roles_party p WHERE p.id = party_id AND p.kind = 'PLATFORM' AND p.is_public)"""


def policy(condition: str) -> str:
    return (
        "DROP POLICY IF EXISTS anyone_sees_the_platforms ON roles_finding;"
        f"CREATE POLICY anyone_sees_the_platforms ON roles_finding FOR SELECT TO {PARTNER_ROLE}"
        f" USING ({condition})"
    )


# A subscription says something of its seller; a contract above customers, of every chain below it.
SELLER = "SELECT r.provider_id, false FROM {rows} r WHERE r.kind = 'SUBSCRIPTION'"
CHAINS = "SELECT r.acquirer_id, true FROM {rows} r WHERE r.kind <> 'SUBSCRIPTION'"
PART_SELLER = (
    "SELECT c.provider_id, false FROM {rows} r JOIN roles_contract c ON c.id = r.contract_id"
    " WHERE c.kind = 'SUBSCRIPTION'"
)
PART_CHAINS = (
    "SELECT c.acquirer_id, true FROM {rows} r JOIN roles_contract c ON c.id = r.contract_id"
    " WHERE c.kind <> 'SUBSCRIPTION'"
)
# A customer that was just entered buys nothing yet; contracts and the rest leave marks of their own.
PARTY = "SELECT r.id, true FROM {rows} r WHERE r.kind <> 'CUSTOMER' OR TG_OP <> 'INSERT'"
EVERYTHING = "SELECT NULL::uuid, false FROM {rows} r"


class Migration(migrations.Migration):
    dependencies = [("roles", "0006_findings_by_scope")]
    operations = [
        rls.history_by_owner(),
        migrations.RunSQL(policy(SHOWN), policy(BEFORE)),
        marking("roles_contract", SELLER, CHAINS),
        marking("roles_contractfeature", PART_SELLER, PART_CHAINS),
        marking("roles_contractcategory", PART_SELLER, PART_CHAINS),
        marking("roles_party", PARTY),
        marking("roles_contact", "SELECT r.party_id, false FROM {rows} r"),
        marking("roles_ownuse", "SELECT r.party_id, false FROM {rows} r"),
        marking(
            "roles_jointdetermination",
            "SELECT r.party_id, true FROM {rows} r",
            "SELECT r.with_party_id, true FROM {rows} r",
        ),
        *(
            marking(f"roles_{table}", EVERYTHING)
            for table in (
                "source",
                "datacategory",
                "service",
                "servicefeature",
                "service_categories",
            )
        ),
    ]
