"""Whether a step's other party is known is asked of that party, not of all parties."""

from importlib import import_module

from django.db import migrations

from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE

_GUARDED = import_module("records.migrations.0013_requests_guarded")
BEFORE = _GUARDED.STEP
ONE_BY_ONE = BEFORE.replace(
    "{table}.other_id IN (SELECT k.id FROM roles_party k)",
    "EXISTS (SELECT 1 FROM roles_party k WHERE k.id = {table}.other_id)",
)
TABLES = ("records_requeststep", "records_requeststepevent")


def seen(table: str, condition: str) -> str:
    """Return the statement by which partners read steps, or their history."""
    using = condition.format(table=table)
    return f"ALTER POLICY partner_sees ON {table} TO {PARTNER_ROLE} USING ({using})"


class Migration(migrations.Migration):
    dependencies = [("records", "0037_recipients_told_anew")]
    operations = [
        migrations.RunSQL(
            [seen(table, ONE_BY_ONE) for table in TABLES],
            [seen(table, BEFORE) for table in TABLES],
        )
    ]
