"""Who reads findings, and what makes a change of facts reach them."""

from django.db import migrations

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls
from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE

# Open, of a kind that is shown in public, about the platform, and never an officer's own words.
SHOWN = """state IN ('OPEN', 'REOPENED') AND shown_publicly AND reason = '' AND EXISTS (
    SELECT 1 FROM roles_party p WHERE p.id = party_id AND p.kind = 'PLATFORM' AND p.is_public)"""
SHOWN_TO_ANYONE = (
    f"CREATE POLICY anyone_sees_the_platforms ON roles_finding FOR SELECT TO {PARTNER_ROLE}"
    f" USING ({SHOWN})"
)

# A subscription says something of its seller; a contract above customers, of every chain below it.
SELLER = "SELECT r.provider_id, false FROM {rows} r WHERE r.kind = 'SUBSCRIPTION'"
CHAINS = "SELECT r.acquirer_id, true FROM {rows} r WHERE r.kind <> 'SUBSCRIPTION'"
# Only a contract that ends can lie before another of the same customer, and leave a gap or fill it.
LATER = (
    "SELECT o.provider_id, false FROM {rows} r JOIN roles_contract o ON o.acquirer_id = r.acquirer_id"
    " AND o.service_id = r.service_id AND o.provider_id <> r.provider_id"
    " WHERE r.kind = 'SUBSCRIPTION' AND upper(r.valid_during) IS NOT NULL"
)
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
# What a statement leaves out is measured by the kinds of model parties there are.
MODEL = "SELECT NULL::uuid, false FROM {rows} r WHERE r.is_model"
EVERYTHING = "SELECT NULL::uuid, false FROM {rows} r"


class Migration(migrations.Migration):
    dependencies = [("roles", "0005_imports_tenancy")]
    operations = [
        *(
            rls.tenant_table(f"roles_finding{e}", see=f"roles_serves(roles_finding{e}.party_id)")
            for e in ("", "event")
        ),
        migrations.RunSQL(SHOWN_TO_ANYONE, "DROP POLICY anyone_sees_the_platforms ON roles_finding"),
        marking("roles_contract", SELLER, CHAINS, LATER),
        marking("roles_contractfeature", PART_SELLER, PART_CHAINS),
        marking("roles_contractcategory", PART_SELLER, PART_CHAINS),
        marking("roles_party", PARTY, MODEL),
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
        marking(
            "roles_agreement",
            "SELECT r.processor_id, false FROM {rows} r",
            "SELECT r.controller_id, false FROM {rows} r",
        ),
        marking(
            "roles_mandate",
            "SELECT r.giver_id, false FROM {rows} r",
            "SELECT r.holder_id, false FROM {rows} r",
        ),
        marking(
            "roles_statedrole",
            "SELECT r.party_id, true FROM {rows} r",
            "SELECT r.stated_by_id, false FROM {rows} r",
        ),
        marking("roles_disclosure", "SELECT r.party_id, false FROM {rows} r"),
        marking("roles_reliance", "SELECT r.party_id, false FROM {rows} r"),
        marking("roles_acmregistration", "SELECT r.party_id, false FROM {rows} r"),
    ]
