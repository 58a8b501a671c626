"""The letters to persons: who waits, who was written to, once each."""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from voipgrid_privacy.kernel import rls

_FIRST = import_module("records.migrations.0017_incident_guards")
_REASONS = import_module("records.migrations.0020_incident_reasons")

# The persons are told once every letter that waits was sent.
DUTIES = _REASONS.altered(
    _REASONS.DUTIES,
    (
        "AND NOT EXISTS (SELECT 1 FROM s WHERE s.kind = 'TOLD'",
        """AND (EXISTS (SELECT 1 FROM records_incidentletter l
                         WHERE l.dossier_id = of_dossier AND l.step_id IS NULL)
                 OR NOT EXISTS (SELECT 1 FROM s WHERE s.kind = 'TOLD'""",
    ),
    ("OR s.means = 'PUBLIC')))),", "OR s.means = 'PUBLIC'))))),"),
)
GUARD = f"""
CREATE FUNCTION records_incidentletter_guard() RETURNS trigger LANGUAGE plpgsql {_FIRST.DEFINER} AS $$
DECLARE
    changes text[] := ARRAY['reference', 'step_id'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- whoever else adds to the file waits
        PERFORM 1 FROM records_incidentdossier WHERE id = NEW.dossier_id FOR UPDATE;
        IF incident_closed(NEW.dossier_id) THEN PERFORM incident_refuse('incident_closed'); END IF;
        IF NEW.step_id IS NOT NULL OR btrim(NEW.reference) = '' THEN
            PERFORM incident_refuse('incident_fixed');
        END IF;
        NEW.added_at := clock_timestamp();
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - changes <> to_jsonb(NEW) - changes
       OR NEW.reference NOT IN (OLD.reference, '') THEN
        PERFORM incident_refuse('incident_fixed');
    END IF;
    IF NEW.step_id IS DISTINCT FROM OLD.step_id AND (OLD.step_id IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM records_incidentstep s WHERE s.id = NEW.step_id
        AND s.dossier_id = NEW.dossier_id AND s.kind = 'TOLD')) THEN
        PERFORM incident_refuse('incident_fixed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER records_incidentletter_guard BEFORE INSERT OR UPDATE OR DELETE
    ON records_incidentletter FOR EACH ROW EXECUTE FUNCTION records_incidentletter_guard();
"""
OWN = _FIRST.of_dossier("records_incidentletter")


class Migration(migrations.Migration):
    """A table with its guard and row-level security, and a duty that looks at it."""

    dependencies = [
        ('records', '0027_recipients_are_told'),
    ]

    operations = [
        migrations.CreateModel(
            name='IncidentLetter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=120, verbose_name='reference of the person')),
                ('kind', models.CharField(choices=[('EMAIL', 'E-mail address'), ('POST', 'Postal address'), ('PHONE', 'Telephone number')], max_length=5, verbose_name='kind of address')),
                ('added_at', models.DateTimeField(verbose_name='added at')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='records.incidentdossier', verbose_name='file')),
                ('step', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='records.incidentstep', verbose_name='sent')),
            ],
            options={
                'verbose_name': 'letter to a person',
                'verbose_name_plural': 'letters to persons',
                'ordering': ('dossier', 'added_at', 'reference', 'pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('dossier', 'kind', 'reference'), name='incident_letter_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['EMAIL', 'POST', 'PHONE'])), name='incident_letter_known')],
            },
        ),
        migrations.RunSQL(
            GUARD + _REASONS.anew(DUTIES),
            _REASONS.anew(_REASONS.DUTIES)
            + "DROP TRIGGER records_incidentletter_guard ON records_incidentletter;"
            " DROP FUNCTION records_incidentletter_guard();",
        ),
        rls.tenant_table("records_incidentletter", see=OWN, add=OWN, change=OWN),
    ]
