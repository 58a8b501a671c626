"""Who reads and writes agreements, statements and registrations; and the marks of their changes."""

from django.db import migrations

from roles.findings.marking import marking, remarking
from voipgrid_privacy.kernel import rls

MINE = f"{{column}} = ANY ({rls.PARTIES})"


def mine(column: str) -> str:
    return MINE.format(column=column)


def either(one: str, other: str) -> str:
    return f"{mine(one)} OR {mine(other)}"


def known(column: str) -> str:
    return f"EXISTS (SELECT 1 FROM roles_party p WHERE p.id = {column})"


# A processor records what it agreed with those it serves; what it is bound to by others above it,
# they record.
AGREES = f"{mine('processor_id')} AND roles_serves(controller_id)"
MANDATED = f"({mine('holder_id')} AND roles_serves(giver_id)) OR {mine('giver_id')}"

SELLER = "SELECT r.provider_id, false FROM {rows} r WHERE r.kind = 'SUBSCRIPTION'"
CHAINS = "SELECT r.acquirer_id, true FROM {rows} r WHERE r.kind <> 'SUBSCRIPTION'"
# Only a contract that ends can lie before another of the same customer, and leave a gap or fill it.
LATER = (
    "SELECT o.provider_id, false FROM {rows} r JOIN roles_contract o ON o.acquirer_id = r.acquirer_id"
    " AND o.service_id = r.service_id AND o.provider_id <> r.provider_id"
    " WHERE r.kind = 'SUBSCRIPTION' AND upper(r.valid_during) IS NOT NULL"
)
PARTY = "SELECT r.id, true FROM {rows} r WHERE r.kind <> 'CUSTOMER' OR TG_OP <> 'INSERT'"
# What a statement leaves out is measured by the kinds of model parties there are.
MODEL = "SELECT NULL::uuid, false FROM {rows} r WHERE r.is_model"


class Migration(migrations.Migration):
    dependencies = [("roles", "0009_agreements_and_statements")]
    operations = [
        rls.history_by_owner(),
        *remarking("roles_contract", SELLER, CHAINS, LATER),
        *remarking("roles_party", PARTY, MODEL),
        rls.readable("roles_agreementtemplate", "roles_agreementtemplateevent"),
        rls.tenant_table(
            "roles_agreement",
            see=either("processor_id", "controller_id"),
            add=AGREES,
            change=AGREES,
        ),
        rls.tenant_table("roles_agreementevent", see=either("processor_id", "controller_id")),
        rls.tenant_table(
            "roles_mandate", see=either("giver_id", "holder_id"), add=MANDATED, change=MANDATED
        ),
        rls.tenant_table("roles_mandateevent", see=either("giver_id", "holder_id")),
        *(
            rls.tenant_table(
                f"roles_statedrole{e}",
                see=f"{known(f'roles_statedrole{e}.party_id')}"
                f" AND {known(f'roles_statedrole{e}.stated_by_id')}",
            )
            for e in ("", "event")
        ),
        *(
            rls.tenant_table(f"roles_{t}{e}", see=known(f"roles_{t}{e}.party_id"))
            for t in ("disclosure", "reliance")
            for e in ("", "event")
        ),
        rls.tenant_table(
            "roles_acmregistration",
            see="roles_serves(party_id)",
            add="roles_serves(party_id)",
        ),
        rls.tenant_table("roles_acmregistrationevent", see="roles_serves(party_id)"),
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
