"""A partner judges the findings on which it must act itself: those columns, and no others."""

from django.db import migrations

from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE

OWN = "owner = 'PARTNER' AND roles_serves(party_id)"
POLICY = f"""
GRANT UPDATE (state, reason, settled_on) ON roles_finding TO {PARTNER_ROLE};
CREATE POLICY partner_changes ON roles_finding FOR UPDATE TO {PARTNER_ROLE}
    USING ({OWN} AND state <> 'RESOLVED') WITH CHECK ({OWN} AND state IN ('ACCEPTED', 'REOPENED'));
"""
UNDO = f"""
DROP POLICY partner_changes ON roles_finding;
REVOKE UPDATE (state, reason, settled_on) ON roles_finding FROM {PARTNER_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("roles", "0007_search")]
    operations = [migrations.RunSQL(POLICY, UNDO)]
