"""A letter that was sent and was wrong: another follows it, to the same person."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

_BEFORE = import_module("records.migrations.0032_letters_corrected")
LETTER = _BEFORE.altered(
    _BEFORE.LETTER,
    (
        "        NEW.added_at := clock_timestamp();",
        """        IF NEW.follows_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM records_incidentletter l WHERE l.id = NEW.follows_id
            AND l.dossier_id = NEW.dossier_id AND l.kind = NEW.kind
            AND l.reference = NEW.reference AND l.step_id IS NOT NULL) THEN
            PERFORM incident_refuse('incident_letter_not_sent');
        END IF;
        NEW.added_at := clock_timestamp();""",
    ),
)


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0035_tasks_seal_values'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='incidentletter',
            name='incident_letter_once',
        ),
        migrations.AddField(
            model_name='incidentletter',
            name='follows',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='records.incidentletter', verbose_name='corrects what was sent'),
        ),
        migrations.AddConstraint(
            model_name='incidentletter',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('reference', ''), _negated=True), ('follows', None), ('off', None)), fields=('dossier', 'kind', 'reference'), name='incident_letter_once'),
        ),
        migrations.AddConstraint(
            model_name='incidentletter',
            constraint=models.UniqueConstraint(condition=models.Q(('off', None)), fields=('follows',), name='incident_letter_followed_once'),
        ),
        migrations.RunSQL(_BEFORE.anew(LETTER), _BEFORE.anew(_BEFORE.LETTER)),
    ]
