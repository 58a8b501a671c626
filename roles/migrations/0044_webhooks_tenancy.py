"""Who reads and writes webhooks, and that nothing is ever delivered to another party's address."""

from django.db import migrations

from voipgrid_privacy.kernel import rls

GUARD = """
CREATE FUNCTION roles_webhookendpoint_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.party_id <> OLD.party_id OR NEW.made_at <> OLD.made_at OR NEW.id <> OLD.id THEN
        RAISE EXCEPTION 'webhook_endpoint_fixed' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'webhook_endpoint_fixed', TABLE = 'roles_webhookendpoint';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER roles_webhookendpoint_guard BEFORE UPDATE ON roles_webhookendpoint
    FOR EACH ROW EXECUTE FUNCTION roles_webhookendpoint_guard();

CREATE FUNCTION roles_webhookdelivery_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM roles_webhookmessage m JOIN roles_webhookendpoint e ON e.party_id = m.party_id
        WHERE m.id = NEW.message_id AND e.id = NEW.endpoint_id) THEN
        RAISE EXCEPTION 'webhook_delivery_of_others' USING
            ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'webhook_delivery_of_others', TABLE = 'roles_webhookdelivery';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER roles_webhookdelivery_guard BEFORE INSERT OR UPDATE OF message_id, endpoint_id
    ON roles_webhookdelivery FOR EACH ROW EXECUTE FUNCTION roles_webhookdelivery_guard();
"""
UNGUARD = """
DROP FUNCTION roles_webhookendpoint_guard() CASCADE;
DROP FUNCTION roles_webhookdelivery_guard() CASCADE;
"""

MINE = f"party_id = ANY ({rls.PARTIES})"


def of_endpoint(table: str) -> str:
    """Return: of an endpoint that the session sees, and so of its own."""
    return f"EXISTS (SELECT 1 FROM roles_webhookendpoint e WHERE e.id = {table}.endpoint_id)"


# What a session makes happen it tells those it knows. Only an own test is spread by itself.
TELLS = (
    "EXISTS (SELECT 1 FROM roles_party p WHERE p.id = roles_webhookmessage.party_id)"
    f" AND (spread_at IS NULL OR (type = 'ping' AND {MINE}))"
)
# A session asks for a delivery; what came of it is the worker's to say.
ASKS = (
    f"{of_endpoint('roles_webhookdelivery')} AND state = 'WAITING' AND tries = 0"
    " AND lease_until IS NULL AND fence IS NULL"
    " AND EXISTS (SELECT 1 FROM roles_webhookmessage m"
    " WHERE m.id = roles_webhookdelivery.message_id)"
)


class Migration(migrations.Migration):
    dependencies = [("roles", "0043_webhooks")]
    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
        rls.tenant_table("roles_webhookendpoint", see=MINE, add=MINE, change=MINE),
        rls.tenant_table("roles_webhookendpointevent", see=MINE),
        rls.tenant_table(
            "roles_webhooksecret",
            see=of_endpoint("roles_webhooksecret"),
            add=of_endpoint("roles_webhooksecret"),
            change=of_endpoint("roles_webhooksecret"),
        ),
        rls.tenant_table("roles_webhookmessage", see=MINE, add=TELLS),
        rls.tenant_table(
            "roles_webhookdelivery", see=of_endpoint("roles_webhookdelivery"), add=ASKS
        ),
        rls.tenant_table(
            "roles_webhookattempt",
            see="EXISTS (SELECT 1 FROM roles_webhookdelivery d"
            " WHERE d.id = roles_webhookattempt.delivery_id)",
        ),
        rls.history_by_owner(),
        rls.never_emptied("roles"),
    ]
