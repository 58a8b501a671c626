"""What a partner's session may do with the registry, and what the database itself refuses."""

from django.db import migrations

from voipgrid_privacy.kernel import rls

MINE = f"= ANY ({rls.PARTIES})"


def public(party: str) -> str:
    """Return: the party may be named to anyone."""
    return f"EXISTS (SELECT 1 FROM roles_party p WHERE p.id = {party} AND p.is_public)"


def sees_site(table: str) -> str:
    """Return: the site is the viewer's own, or of a party that may be named to anyone."""
    return f"{table}.party_id {MINE} OR {public(f'{table}.party_id')}"


def sees_provider(table: str) -> str:
    """Return: everyone's provider, the viewer's own, or one of its suppliers'."""
    return (
        f"{table}.owner_id IS NULL OR {table}.owner_id {MINE}"
        f" OR {table}.owner_id = ANY ({rls.UPSTREAM})"
    )


def sees_item(table: str) -> str:
    """Return: the viewer's own item, one offered by its suppliers, or a public party's."""
    return (
        f"{table}.owner_id {MINE} OR {public(f'{table}.owner_id')}"
        f" OR ({table}.site_id IS NULL AND {table}.owner_id = ANY ({rls.UPSTREAM}))"
    )


def own_site(column: str) -> str:
    """Return: the site in ``column`` is of one of the viewer's parties."""
    return f"EXISTS (SELECT 1 FROM cookies_site s WHERE s.id = {column} AND s.party_id {MINE})"


def of(parent: str, column: str) -> str:
    """Return: the viewer sees the row in ``parent`` that ``column`` points to."""
    return f"EXISTS (SELECT 1 FROM {parent} r WHERE r.id = {column})"


def own(parent: str, column: str) -> str:
    """Return: the row in ``parent`` that ``column`` points to is one the viewer entered."""
    return f"EXISTS (SELECT 1 FROM {parent} r WHERE r.id = {column} AND r.owner_id {MINE})"


OWN_ITEM = f"owner_id {MINE} AND (site_id IS NULL OR {own_site('site_id')})"
OWN_PROVIDER = f"owner_id {MINE}"
COMPLETE = """
CREATE FUNCTION cookies_item_has_roles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(DISTINCT phase) FROM cookies_providerrole
        WHERE provider_id = NEW.provider_id AND upper_inf(valid_during)) < 3 THEN
        RAISE EXCEPTION 'item_incomplete: the provider has no role in every phase'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'item_published_is_complete';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER cookies_item_has_roles BEFORE INSERT OR UPDATE ON cookies_item
    FOR EACH ROW WHEN (NEW.published) EXECUTE FUNCTION cookies_item_has_roles();
CREATE FUNCTION cookies_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER cookies_claim_only_added BEFORE UPDATE OR DELETE ON cookies_claim
    FOR EACH ROW EXECUTE FUNCTION cookies_only_added();
"""
UNDO = """
DROP TRIGGER cookies_claim_only_added ON cookies_claim;
DROP FUNCTION cookies_only_added();
DROP TRIGGER cookies_item_has_roles ON cookies_item;
DROP FUNCTION cookies_item_has_roles();
"""


class Migration(migrations.Migration):
    dependencies = [("cookies", "0001_initial"), ("roles", "0003_tenancy")]
    operations = [
        migrations.RunSQL(COMPLETE, UNDO),
        rls.history_by_owner(),
        rls.readable("cookies_consentcategory", "cookies_consentcategoryevent"),
        rls.tenant_table(
            "cookies_site",
            see=sees_site("cookies_site"),
            add=f"party_id {MINE}",
            change=f"party_id {MINE}",
        ),
        rls.tenant_table("cookies_siteevent", see=sees_site("cookies_siteevent")),
        rls.tenant_table(
            "cookies_provider",
            see=sees_provider("cookies_provider"),
            add=OWN_PROVIDER,
            change=OWN_PROVIDER,
        ),
        rls.tenant_table("cookies_providerevent", see=sees_provider("cookies_providerevent")),
        rls.tenant_table(
            "cookies_providerrole",
            see=of("cookies_provider", "cookies_providerrole.provider_id"),
            add=own("cookies_provider", "cookies_providerrole.provider_id"),
            change=own("cookies_provider", "cookies_providerrole.provider_id"),
        ),
        rls.tenant_table(
            "cookies_providerroleevent",
            see=of("cookies_provider", "cookies_providerroleevent.provider_id"),
        ),
        rls.tenant_table(
            "cookies_item", see=sees_item("cookies_item"), add=OWN_ITEM, change=OWN_ITEM
        ),
        rls.tenant_table("cookies_itemevent", see=sees_item("cookies_itemevent")),
        rls.tenant_table(
            "cookies_adoption",
            see=of("cookies_site", "cookies_adoption.site_id"),
            add=own_site("cookies_adoption.site_id"),
            change=own_site("cookies_adoption.site_id"),
        ),
        rls.tenant_table(
            "cookies_adoptionevent", see=of("cookies_site", "cookies_adoptionevent.site_id")
        ),
        rls.tenant_table(
            "cookies_claim",
            see=of("cookies_item", "cookies_claim.item_id"),
            add=own("cookies_item", "cookies_claim.item_id"),
        ),
        rls.readable("cookies_suggestion"),
    ]
