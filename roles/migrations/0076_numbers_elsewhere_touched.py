"""A number elsewhere says when it was last written: by the database, as it has no history.

Those that are there say that they were written now: kept for a whole term too long, and none less.
"""

import django.db.models.functions.datetime
from django.db import migrations, models

TOUCHES = """
CREATE FUNCTION roles_externalid_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.touched_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER roles_externalid_touched BEFORE INSERT OR UPDATE ON roles_externalid
    FOR EACH ROW EXECUTE FUNCTION roles_externalid_touched();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("roles", "0075_acm_pages_are_personal"),
    ]

    operations = [
        # ``now()`` is the same for all rows, so the table is not written anew.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="externalid",
                    name="touched_at",
                    field=models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="last written at",
                    ),
                )
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE roles_externalid ADD COLUMN touched_at timestamptz"
                    " DEFAULT now() NOT NULL",
                    "ALTER TABLE roles_externalid DROP COLUMN touched_at",
                )
            ],
        ),
        migrations.RunSQL(TOUCHES, "DROP FUNCTION roles_externalid_touched() CASCADE"),
    ]
