"""A host is its party's to record; what was recorded of it stays, and a given up one is over."""

from django.db import migrations

from voipgrid_privacy.kernel import rls

OWN = f"party_id = ANY ({rls.PARTIES})"
GUARD = """
CREATE FUNCTION own_host_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.party_id, NEW.host, NEW.token) IS DISTINCT FROM (OLD.party_id, OLD.host, OLD.token)
        OR OLD.ended_at IS NOT NULL THEN
        PERFORM statement_refused('own_host_stays');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER own_host_guard BEFORE UPDATE ON statements_ownhost
    FOR EACH ROW EXECUTE FUNCTION own_host_guard();
"""
UNDO = "DROP TRIGGER own_host_guard ON statements_ownhost; DROP FUNCTION own_host_guard();"


class Migration(migrations.Migration):
    dependencies = [("statements", "0006_own_hosts")]
    operations = [
        migrations.RunSQL(GUARD, UNDO),
        rls.tenant_table("statements_ownhost", see=OWN, add=OWN, change=OWN),
        rls.tenant_table("statements_ownhostevent", see=OWN),
        rls.history_by_owner(),
    ]
