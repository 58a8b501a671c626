"""Answers about exemptions: only added to, of one's own sites, and they reach the findings."""

from django.db import migrations

from roles.findings.marking import marking
from voipgrid_privacy.kernel import rls

TABLE = "cookies_exemptionanswer"
OWN = (
    f"EXISTS (SELECT 1 FROM cookies_site s WHERE s.id = {TABLE}.site_id"
    f" AND s.party_id = ANY ({rls.PARTIES}))"
)
ONLY_ADDED = f"""
CREATE TRIGGER {TABLE}_only_added BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION cookies_only_added();
"""
UNDO = f"DROP TRIGGER {TABLE}_only_added ON {TABLE};"


class Migration(migrations.Migration):
    dependencies = [("cookies", "0008_exemption_answers")]
    operations = [
        migrations.RunSQL(ONLY_ADDED, UNDO),
        rls.tenant_table(TABLE, see=OWN, add=OWN),
        marking(TABLE, "SELECT s.party_id, false FROM {rows} r JOIN cookies_site s ON s.id = r.site_id"),
    ]
