"""Keys of a batch in doubt are kept for milliseconds: to compress them took longer than the batch."""

from django.db import migrations

TABLE = "records_anonymisationbatch"


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0006_partitions"),
    ]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {TABLE} ALTER COLUMN intended SET STORAGE EXTERNAL",
            f"ALTER TABLE {TABLE} ALTER COLUMN intended SET STORAGE EXTENDED",
        ),
    ]
