"""Right values wait sealed for their run; one from before, that is not over, is planned anew."""

import django.db.models.lookups
from django.db import migrations, models

READABLE = """
    UPDATE records_anonymisationjob
       SET corrections = '{}', state = CASE WHEN state IN ('DONE', 'FAILED') THEN state
                                            ELSE 'CANCELLED' END
     WHERE corrections <> '{}' AND NOT corrections ?& ARRAY['key_id', 'nonce', 'ciphertext'];
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0030_recipients_mark_findings'),
    ]

    operations = [
        migrations.RunSQL(READABLE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='anonymisationjob',
            constraint=models.CheckConstraint(condition=models.Q(('corrections', {}), ('corrections__has_keys', ['key_id', 'nonce', 'ciphertext']), _connector='OR'), name='job_right_values_sealed'),
        ),
    ]
