"""Who reads and writes agreements, statements, registrations and recorded questions."""

from django.db import migrations

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
AGREES = (
    f"{mine('processor_id')} AND roles_serves(controller_id) AND (contract_id IS NULL OR EXISTS ("
    "SELECT 1 FROM roles_contract c WHERE c.id = contract_id AND c.provider_id = processor_id"
    " AND c.acquirer_id = controller_id))"
)
MANDATED = f"({mine('holder_id')} AND roles_serves(giver_id)) OR {mine('giver_id')}"
# Whoever may know of both parties may see that a question was asked, and ask one; the answer is
# derived under the eyes of whoever looks it up.
KNOWN = (
    "EXISTS (SELECT 1 FROM roles_party p WHERE p.id = {table}.party_id)"
    " AND EXISTS (SELECT 1 FROM roles_party p WHERE p.id = {table}.subject_id)"
)


class Migration(migrations.Migration):
    dependencies = [("roles", "0003_tenancy")]
    operations = [
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
        *(
            rls.tenant_table(table, see=KNOWN.format(table=table), add=add)
            for table, add in (
                ("roles_recordedquestion", KNOWN.format(table="roles_recordedquestion")),
                ("roles_recordedquestionevent", None),
            )
        ),
    ]
