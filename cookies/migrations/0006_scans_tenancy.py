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
    f" WITH CHECK ({own_site(SCAN)} AND status = 'CANCELLED' AND lease_until IS NULL)",
]
# A proof stands where everyone can read it: whoever could choose its own could take another's.
PLANS = f"""
REVOKE UPDATE ON cookies_scanplan FROM {rls.PARTNER_ROLE};
GRANT UPDATE (way, proven_at, every_days) ON cookies_scanplan TO {rls.PARTNER_ROLE};
"""
# What was kept can only be forgotten, and what a scan came to stays.
KEPT = """
CREATE FUNCTION cookies_evidence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.scan_id, NEW.name, NEW.size, NEW.digest)
        IS DISTINCT FROM (OLD.id, OLD.scan_id, OLD.name, OLD.size, OLD.digest)
        OR (NEW.content IS NOT NULL AND NEW.content IS DISTINCT FROM OLD.content) THEN
        RAISE EXCEPTION 'evidence is kept as it was, or emptied' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cookies_evidence_stays BEFORE UPDATE ON cookies_scanevidence
    FOR EACH ROW EXECUTE FUNCTION cookies_evidence_stays();
CREATE FUNCTION cookies_manifest_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the hash of a scan is written once' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER cookies_manifest_stays BEFORE UPDATE OF manifest ON cookies_scan
    FOR EACH ROW WHEN (OLD.manifest <> '' AND NEW.manifest <> OLD.manifest)
    EXECUTE FUNCTION cookies_manifest_stays();
"""
FORGOTTEN = """
DROP TRIGGER cookies_evidence_stays ON cookies_scanevidence;
DROP FUNCTION cookies_evidence_stays();
DROP TRIGGER cookies_manifest_stays ON cookies_scan;
DROP FUNCTION cookies_manifest_stays();
"""
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
        migrations.RunSQL(PLANS, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, FORGOTTEN),
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
