"""Whether a supply is told of is planned once, not for each transfer that rests on it."""

from importlib import import_module

from django.db import migrations

from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE

told = import_module("roles.migrations.0031_transfers_tenancy").told

# In plpgsql, which keeps its plan; by the policies on supplies of whoever asks. The body names its
# table: who renames that, or the column, makes the function anew.
MADE = """
CREATE FUNCTION roles_engagement_seen(of_contract uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM public.roles_engagement e WHERE e.contract_id = of_contract);
END $$;
"""
GONE = "DROP FUNCTION roles_engagement_seen(uuid)"
TABLES = ("roles_transfer", "roles_transferevent")


def asked(table: str) -> str:
    """Return the condition of before, with the question about the supply as a function."""
    mine, _written_out = told(table).rsplit(" OR ", 1)
    return f"{mine} OR roles_engagement_seen({table}.contract_id)"


def seen(table: str, condition: str) -> str:
    """Return the statement by which partners read transfers, or their history."""
    return f"ALTER POLICY partner_sees ON {table} TO {PARTNER_ROLE} USING ({condition})"


class Migration(migrations.Migration):
    dependencies = [("roles", "0071_how_ends_stand")]
    operations = [
        migrations.RunSQL(MADE, GONE),
        migrations.RunSQL(
            [seen(table, asked(table)) for table in TABLES],
            [seen(table, told(table)) for table in TABLES],
        ),
    ]
