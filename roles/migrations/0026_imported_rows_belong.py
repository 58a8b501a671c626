"""That the rows of an import belong to one is looked at a statement at a time, not a row at a time.

A look for each of two million rows, all at the end of the transaction, was a quarter of a preview.
What is refused stays the same: rows of an import that is not there, and an import gone from its rows.
"""

import django.db.models.deletion
from django.db import migrations, models

from voipgrid_privacy.kernel.triggers import after_change

REFUSED = """
    RAISE EXCEPTION '{name}' USING ERRCODE = 'foreign_key_violation',
        CONSTRAINT = '{name}', TABLE = '{table}';"""


def of_an_import(table: str, name: str) -> migrations.RunSQL:
    """Refuse rows of an import that is not there."""
    unknown = f"""
        IF EXISTS (SELECT FROM (SELECT DISTINCT batch_id FROM came) c
                   WHERE NOT EXISTS (SELECT FROM roles_import i WHERE i.id = c.batch_id)) THEN
            {REFUSED.format(name=name, table=table)}
        END IF;"""
    return after_change(table, name, INSERT=unknown, UPDATE=unknown)


LEFT_BEHIND = f"""
    IF EXISTS (SELECT FROM gone g JOIN roles_stagedrow s ON s.batch_id = g.id)
       OR EXISTS (SELECT FROM gone g JOIN roles_judgedrow j ON j.batch_id = g.id) THEN
        {REFUSED.format(name="import_has_rows", table="roles_import")}
    END IF;"""


class Migration(migrations.Migration):
    dependencies = [("roles", "0025_notices_that_arrive_guards")]
    operations = [
        migrations.AlterField(
            model_name="judgedrow",
            name="batch",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="judged",
                to="roles.import",
            ),
        ),
        migrations.AlterField(
            model_name="stagedrow",
            name="batch",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="staged",
                to="roles.import",
            ),
        ),
        of_an_import("roles_stagedrow", "staged_row_of_import"),
        of_an_import("roles_judgedrow", "judged_row_of_import"),
        after_change("roles_import", "import_has_rows", DELETE=LEFT_BEHIND),
    ]
