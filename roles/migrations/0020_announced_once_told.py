"""What was called off before anyone was told of it is nobody's to read."""

from django.db import migrations

from voipgrid_privacy.kernel import rls
from voipgrid_privacy.kernel.tenancy import PARTNER_ROLE

ANNOUNCED = "notified_on IS NOT NULL"
BEYOND_PROPOSED = "state <> 'PROPOSED'"


def told(table: str, key: str, announced: str) -> str:
    """Return the statement by which partners read a change, or its history."""
    return (
        f"ALTER POLICY partner_sees ON {table} TO {PARTNER_ROLE} USING ("
        f"proposer_id = ANY ({rls.PARTIES}) OR (visibility = 'PUBLIC' AND {announced})"
        f" OR EXISTS (SELECT 1 FROM roles_subprocessornotice n WHERE n.change_id = {table}.{key}))"
    )


TABLES = (("roles_subprocessorchange", "id"), ("roles_subprocessorchangeevent", "pgh_obj_id"))


class Migration(migrations.Migration):
    dependencies = [("roles", "0019_untold_by_index")]
    operations = [
        migrations.RunSQL(
            [told(*table, ANNOUNCED) for table in TABLES],
            [told(*table, BEYOND_PROPOSED) for table in TABLES],
        )
    ]
