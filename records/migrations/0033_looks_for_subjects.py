"""Who looked in whose rows a data subject is stays on record."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from voipgrid_privacy.kernel import rls

GUARD = """
CREATE FUNCTION subject_look_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.looked_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER subject_look_guard BEFORE INSERT ON records_subjectlook
    FOR EACH ROW EXECUTE FUNCTION subject_look_guard();
"""
UNDO = """
DROP TRIGGER subject_look_guard ON records_subjectlook; DROP FUNCTION subject_look_guard();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0032_letters_corrected'),
    ]

    operations = [
        migrations.CreateModel(
            name='SubjectLook',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('looked_at', models.DateTimeField(verbose_name='looked at')),
                ('looked_by', models.UUIDField(blank=True, null=True, verbose_name='looked by')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roles.party', verbose_name='party')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='records.subjectrequest', verbose_name='request')),
            ],
            options={
                'verbose_name': 'look for a data subject',
                'verbose_name_plural': 'looks for data subjects',
                'ordering': ('request', '-looked_at'),
            },
        ),
        migrations.RunSQL(GUARD, UNDO),
        rls.append_only("records_subjectlook"),
        rls.tenant_table("records_subjectlook", see=f"party_id = ANY ({rls.PARTIES})"),
    ]
