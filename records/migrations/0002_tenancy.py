"""What a partner's session may see of keeping and erasing: rules, and where they apply.

Nothing is granted on call detail records, jobs and batches: partners see nothing of them.
"""

from django.db import migrations

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls

STORE = ("records_datastore", "records_datastoreevent")


def own_or_standard(table: str) -> str:
    """Return: the viewer decided this rule itself, or it is the standard instruction."""
    return (
        f"{table}.decided_by_id = ANY ({rls.PARTIES}) OR EXISTS (SELECT 1 FROM roles_party p"
        f" WHERE p.id = {table}.decided_by_id AND p.is_model)"
    )


DECIDER = "SELECT u.decided_by_id, false FROM {rows} r JOIN records_retentionrule u"
# A batch moves the progress of a run many times a second: that says nothing new.
AT_REST = " WHERE r.state <> 'RUNNING'"


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("roles", "0006_findings")]
    operations = [
        rls.history_by_owner(),
        rls.readable(*STORE),
        *(
            rls.tenant_table(table, see=own_or_standard(table))
            for table in ("records_retentionrule", "records_retentionruleevent")
        ),
        rls.tenant_table(
            "records_legalhold", see=f"records_legalhold.party_id = ANY ({rls.PARTIES})"
        ),
        marking("records_retentionrule", "SELECT r.decided_by_id, false FROM {rows} r"),
        marking("records_anonymisationjob", DECIDER + " ON u.id = r.rule_id" + AT_REST),
        marking("records_storetable", DECIDER + " ON u.store_id = r.store_id"),
        marking(
            "records_storeconnection",
            "SELECT p.id, false FROM {rows} r, roles_party p WHERE p.kind = 'PLATFORM'",
        ),
    ]
