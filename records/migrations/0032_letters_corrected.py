"""A list of letters is corrected before they are sent; nothing begins after somebody knew of it."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

_FIRST = import_module("records.migrations.0017_incident_guards")
_REASONS = import_module("records.migrations.0020_incident_reasons")
_LETTERS = import_module("records.migrations.0028_incident_letters")
altered, anew = _REASONS.altered, _REASONS.anew

DUTIES = altered(
    _LETTERS.DUTIES, ("AND l.step_id IS NULL)", "AND l.step_id IS NULL AND l.off_id IS NULL)")
)
STEP = altered(_REASONS.STEP, ("'ALONE', 'DROPPED')", "'ALONE', 'DROPPED', 'AMENDED')"))
LETTER_BEFORE = _LETTERS.GUARD.partition("CREATE TRIGGER")[0]
LETTER = altered(
    LETTER_BEFORE,
    ("ARRAY['reference', 'step_id']", "ARRAY['reference', 'step_id', 'off_id', 'instead_id']"),
    ("IF NEW.step_id IS NOT NULL OR", "IF NEW.step_id IS NOT NULL OR NEW.off_id IS NOT NULL OR"),
    (
        "    RETURN NEW;\nEND $$;",
        """    IF NEW.off_id IS DISTINCT FROM OLD.off_id AND (OLD.off_id IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM records_incidentstep s WHERE s.id = NEW.off_id
        AND s.dossier_id = NEW.dossier_id AND s.kind = 'AMENDED')) THEN
        PERFORM incident_refuse('incident_fixed');
    END IF;
    IF NEW.instead_id IS DISTINCT FROM OLD.instead_id AND (OLD.instead_id IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM records_incidentletter l WHERE l.id = NEW.instead_id AND l.id <> NEW.id
        AND l.dossier_id = NEW.dossier_id AND l.kind = NEW.kind)) THEN
        PERFORM incident_refuse('incident_fixed');
    END IF;
    RETURN NEW;
END $$;""",
    ),
)
FACTS = """
    IF NEW.began_at > dossier.aware_at THEN PERFORM incident_refuse('incident_began_later'); END IF;
"""


def facts_guard(more: str) -> str:
    """Return the guard of facts, without the trigger that calls it."""
    sql: str = _FIRST.versioned("records_incidentfacts", _FIRST.FACTS, more)
    return sql.partition("CREATE TRIGGER")[0]


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0031_right_values_sealed'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='incidentletter',
            name='incident_letter_once',
        ),
        migrations.RemoveConstraint(
            model_name='incidentstep',
            name='incident_step_of_its_kind',
        ),
        migrations.AddField(
            model_name='incidentletter',
            name='instead',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrects', to='records.incidentletter', verbose_name='came instead'),
        ),
        migrations.AddField(
            model_name='incidentletter',
            name='off',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters_off', to='records.incidentstep', verbose_name='taken off'),
        ),
        migrations.AlterField(
            model_name='incidentstep',
            name='kind',
            field=models.CharField(choices=[('NOTIFIED', 'Authority notified'), ('REASONED', 'Not notified, with reason'), ('DECIDED', 'Decided about telling the persons'), ('TOLD', 'Persons told'), ('CLOSED', 'Closed'), ('REOPENED', 'Reopened'), ('ALONE', 'Touches nobody else, with reason'), ('DROPPED', 'Not told after all, with reason'), ('AMENDED', 'List of letters corrected, with reason')], max_length=8, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='incidentstepevent',
            name='kind',
            field=models.CharField(choices=[('NOTIFIED', 'Authority notified'), ('REASONED', 'Not notified, with reason'), ('DECIDED', 'Decided about telling the persons'), ('TOLD', 'Persons told'), ('CLOSED', 'Closed'), ('REOPENED', 'Reopened'), ('ALONE', 'Touches nobody else, with reason'), ('DROPPED', 'Not told after all, with reason'), ('AMENDED', 'List of letters corrected, with reason')], max_length=8, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='incidentletter',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('reference', ''), _negated=True), ('off', None)), fields=('dossier', 'kind', 'reference'), name='incident_letter_once'),
        ),
        migrations.AddConstraint(
            model_name='incidentletter',
            constraint=models.CheckConstraint(condition=models.Q(('step', None), ('off', None), _connector='OR'), name='incident_letter_sent_or_off'),
        ),
        migrations.AddConstraint(
            model_name='incidentletter',
            constraint=models.CheckConstraint(condition=models.Q(('instead', None), ('off__isnull', False), _connector='OR'), name='incident_letter_instead_of_one_off'),
        ),
        migrations.AddConstraint(
            model_name='incidentstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', ''), ('kind', 'NOTIFIED'), ('phase__in', ['FIRST', 'FURTHER', 'COMPLETE']), ('regime__in', ['GDPR', 'TELECOM'])), models.Q(('decision', ''), ('kind', 'REASONED'), ('phase', ''), ('regime__in', ['GDPR', 'TELECOM'])), models.Q(('decision__in', ['TELL', 'NOT_HIGH', 'UNINTELLIGIBLE', 'REMOVED', 'PUBLIC']), ('kind', 'DECIDED'), ('phase', ''), ('regime', '')), models.Q(('decision', ''), ('kind', 'TOLD'), ('means__in', ['MAIL', 'PORTAL', 'PHONE', 'LETTER', 'PUBLIC', 'OTHER']), ('phase', ''), ('regime', '')), models.Q(('decision', ''), ('kind__in', ('CLOSED', 'REOPENED', 'ALONE', 'DROPPED', 'AMENDED')), ('phase', ''), ('regime', '')), _connector='OR'), name='incident_step_of_its_kind'),
        ),
        migrations.RunSQL(
            anew(DUTIES + _REASONS.step_guard(STEP) + LETTER + facts_guard(FACTS)),
            anew(
                _LETTERS.DUTIES + _REASONS.step_guard(_REASONS.STEP) + LETTER_BEFORE + facts_guard("")
            ),
        ),
    ]
