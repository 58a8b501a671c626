"""A host whose proof is gone or back is seen by the findings within seconds."""

from django.db import migrations

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls


class Migration(migrations.Migration):
    dependencies = [("statements", "0010_own_hosts_rechecked")]
    operations = [
        marking("statements_ownhost", "SELECT r.party_id, false FROM {rows} r"),
        rls.history_by_owner(),
    ]
