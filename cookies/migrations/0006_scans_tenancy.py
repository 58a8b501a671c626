"""What a partner's session may do with scans: ask for one, stop one, and read its own."""

from django.db import migrations

from voipgrid_privacy.kernel import rls

MINE = f"s.party_id = ANY ({rls.PARTIES})"


def own_site(table: str) -> str:
    """Return: the row is of a site of the viewer's own parties."""
    return f"EXISTS (SELECT 1 FROM cookies_site s WHERE s.id = {table}.site_id AND {MINE})"


def own_scan(table: str) -> str:
    """Return: the row belongs to a scan that the viewer sees."""
    return f"EXISTS (SELECT 1 FROM cookies_scan c WHERE c.id = {table}.scan_id)"


SCAN = "cookies_scan"
# A partner asks and stops; what a scan comes to is only ever written by the scanner.
ASKS = f"{own_site(SCAN)} AND status = 'WAITING' AND attempts = 0 AND manifest = ''"
STOPS = [
    f'GRANT UPDATE (status, finished_at, lease_until) ON "{SCAN}" TO {rls.PARTNER_ROLE}',
    f'CREATE POLICY partner_changes ON "{SCAN}" FOR UPDATE TO {rls.PARTNER_ROLE}'
    f" USING ({own_site(SCAN)} AND status IN ('WAITING', 'RUNNING'))"
    f" WITH CHECK ({own_site(SCAN)} AND status IN ('WAITING', 'RUNNING', 'CANCELLED'))",
]
UNDO = [f'DROP POLICY partner_changes ON "{SCAN}"']


class Migration(migrations.Migration):
    dependencies = [("cookies", "0005_scans")]
    operations = [
        rls.history_by_owner(),
        rls.tenant_table(
            "cookies_scanplan",
            see=own_site("cookies_scanplan"),
            add=own_site("cookies_scanplan"),
            change=own_site("cookies_scanplan"),
        ),
        rls.tenant_table("cookies_scanplanevent", see=own_site("cookies_scanplanevent")),
        rls.tenant_table(SCAN, see=own_site(SCAN), add=ASKS),
        migrations.RunSQL(STOPS, UNDO),
        *(
            rls.tenant_table(table, see=own_scan(table))
            for table in (
                "cookies_scanstep",
                "cookies_scanevidence",
                "cookies_founditem",
                "cookies_scanproblem",
            )
        ),
    ]
