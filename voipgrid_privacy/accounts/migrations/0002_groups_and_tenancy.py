from django.db import migrations

from voipgrid_privacy.kernel import rls

OFFICER_GROUPS = ("privacy_officer", "dpo", "security_officer", "auditor")


def make_groups(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in OFFICER_GROUPS:
        group.objects.get_or_create(name=name)


COLLEAGUE = (
    "EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = accounts_user.id"
    f" AND m.party_id = ANY ({rls.PARTIES}))"
)
SELF = "id = nullif(current_setting('tenancy.actor', true), '')::uuid"

# Row-level security is about rows; secrets are columns. A partner's session never reads the
# password hash of a colleague, nor the (hashed) secret of an API client.
NO_SECRETS = """
REVOKE SELECT ON accounts_user, accounts_apiclient FROM voipgrid_privacy_partner;
GRANT SELECT (id, email, name, language, is_active, date_joined) ON accounts_user TO voipgrid_privacy_partner;
GRANT SELECT (id, name, client_id, party_id, allowed_scopes, created, updated)
    ON accounts_apiclient TO voipgrid_privacy_partner;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("roles", "0003_tenancy"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        migrations.RunPython(make_groups, migrations.RunPython.noop),
        rls.history_by_owner(),
        rls.tenant_table("accounts_user", see=f"{SELF} OR {COLLEAGUE}"),
        rls.tenant_table("accounts_membership", see=f"party_id = ANY ({rls.PARTIES})"),
        rls.tenant_table("accounts_membershipevent", see=f"party_id = ANY ({rls.PARTIES})"),
        rls.tenant_table("accounts_apiclient", see=f"party_id = ANY ({rls.PARTIES})"),
        migrations.RunSQL(NO_SECRETS, migrations.RunSQL.noop),
    ]
