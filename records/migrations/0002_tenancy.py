"""What a partner's session may see of keeping and erasing: rules, and where they apply.

Nothing is granted on call detail records, jobs and batches: partners see nothing of them.
"""

from django.db import migrations

from voipgrid_privacy.kernel import rls

STORE = ("records_datastore", "records_datastoreevent")


def own_or_standard(table: str) -> str:
    """Return: the viewer decided this rule itself, or it is the standard instruction."""
    return (
        f"{table}.decided_by_id = ANY ({rls.PARTIES}) OR EXISTS (SELECT 1 FROM roles_party p"
        f" WHERE p.id = {table}.decided_by_id AND p.is_model)"
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("roles", "0002_chain_and_tenancy")]
    operations = [
        rls.history_by_owner(),
        rls.readable(*STORE),
        *(
            rls.tenant_table(table, see=own_or_standard(table))
            for table in ("records_retentionrule", "records_retentionruleevent")
        ),
    ]
